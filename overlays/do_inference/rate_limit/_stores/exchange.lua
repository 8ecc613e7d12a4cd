-- One atomic exchange with a shared ledger. The script holds no policy: clients decide by the text and the log, and
-- write only if both are still what they decided by. Times are the server's.
-- KEYS: log (sorted set of stamps), doc (hash), peers (sorted set). ARGV[1]: the question as JSON. ARGV[2]: the new text,
-- or nothing.
local log, doc, peers = KEYS[1], KEYS[2], KEYS[3]
local ask, text = cjson.decode(ARGV[1]), ARGV[2] ~= '' and ARGV[2]
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000

local function exact(x) return string.format('%.6f', x) end

local function put(stamp)
  local member = exact(stamp)
  while redis.call('ZADD', log, 'NX', member, member) == 0 do
    stamp = stamp + 0.000001
    member = exact(stamp)
  end
  return member
end

local known = redis.call('HMGET', doc, 'format', 'epoch', 'serial', 'version', 'hold')
local format, epoch, serial, version, hold = known[1], known[2] or '', tonumber(known[3] or 0), known[4] or '0', known[5] or '0'
if not format and redis.call('EXISTS', doc) == 1 then format = '1' end
if format and tonumber(format) ~= ask.format then return redis.error_reply('DOINFERENCE ' .. format) end

-- The first write is one that a server with full memory rejects, so that it rejects all or nothing.
redis.call('ZADD', peers, exact(now), ask.peer)
redis.call('ZREMRANGEBYSCORE', peers, '-inf', exact(now - 300))

local changed, stamps = false, {}
local taken = ask.epoch == epoch and (not ask.exact or ask.serial == serial)
if taken then
  if epoch == '' and text then
    epoch = ask.new
    if #ask.keep > 0 then hold = exact(now + ask.hold) end
    redis.call('HSET', doc, 'format', ask.format, 'epoch', epoch, 'hold', hold)
  end
  changed = text or #ask.adds + #ask.keep + #ask.moves > 0
  for _, stamp in ipairs(ask.keep) do redis.call('ZADD', log, 'NX', exact(stamp), exact(stamp)) end
  for _, m in ipairs(ask.moves) do -- from, to (false: remove), whether it is put back if it has left the log
    local found = redis.call('ZSCORE', log, exact(m[1]))
    if m[2] and (found or m[3]) then put(m[2]) end
    if found then redis.call('ZREM', log, exact(m[1])) end
  end
  for _, stamp in ipairs(ask.adds) do table.insert(stamps, put(stamp)) end
  if text then
    version = exact(now) .. ask.peer
    redis.call('HSET', doc, 'version', version, 'text', text)
  end
  if changed then
    redis.call('HSET', doc, 'serial', serial + 1)
    redis.call('ZREMRANGEBYSCORE', log, '-inf', exact(now - ask.span))
    for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, math.floor(ask.span * 2000 + 600000)) end
  end
end

local summary = cjson.encode({
  exact(now), taken, epoch, changed and serial + 1 or serial, version, hold, redis.call('ZCARD', peers), stamps,
})
return {
  summary,
  not (taken and text) and ask.version ~= version and redis.call('HGET', doc, 'text') or false,
  (not taken or ask.serial ~= serial) and redis.call('ZRANGEBYSCORE', log, '(' .. exact(ask.since), '+inf') or false,
}
