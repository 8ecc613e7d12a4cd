-- One atomic exchange with a shared ledger. The script contains no policy: clients decide with the text and the log, and
-- the script writes only if both are unchanged since then. Times are those of the server's clock.
-- KEYS: log (sorted set of stamps), doc (hash), peers (sorted set). ARGV[1]: the request as JSON. ARGV[2]: the new text,
-- or an empty string.
local log, doc, peers = KEYS[1], KEYS[2], KEYS[3]
local request, text = cjson.decode(ARGV[1]), ARGV[2] ~= '' and ARGV[2]
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
if format and tonumber(format) ~= request.format then return redis.error_reply('DOINFERENCE ' .. format) end

-- A server without free memory rejects the first write, so that it rejects either all writes or none.
redis.call('ZADD', peers, exact(now), request.peer)
redis.call('ZREMRANGEBYSCORE', peers, '-inf', exact(now - 300))

local changed, stamps = false, {}
local accepted = request.epoch == epoch and (not request.exact or request.serial == serial)
if accepted then
  if epoch == '' and text then
    epoch = request.new
    if #request.keep > 0 then hold = exact(now + request.hold) end
    redis.call('HSET', doc, 'format', request.format, 'epoch', epoch, 'hold', hold)
  end
  changed = text or #request.adds + #request.keep + #request.moves > 0
  for _, stamp in ipairs(request.keep) do redis.call('ZADD', log, 'NX', exact(stamp), exact(stamp)) end
  for _, m in ipairs(request.moves) do -- from, to (false: remove), whether to add it if it has expired
    local found = redis.call('ZSCORE', log, exact(m[1]))
    if m[2] and (found or m[3]) then put(m[2]) end
    if found then redis.call('ZREM', log, exact(m[1])) end
  end
  for _, stamp in ipairs(request.adds) do table.insert(stamps, put(stamp)) end
  if text then
    version = exact(now) .. request.peer
    redis.call('HSET', doc, 'version', version, 'text', text)
  end
  if changed then
    redis.call('HSET', doc, 'serial', serial + 1)
    redis.call('ZREMRANGEBYSCORE', log, '-inf', exact(now - request.span))
    for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, math.floor(request.span * 2000 + 600000)) end
  end
end

local summary = cjson.encode({
  exact(now), accepted, epoch, changed and serial + 1 or serial, version, hold, redis.call('ZCARD', peers), stamps,
})
return {
  summary,
  not (accepted and text) and request.version ~= version and redis.call('HGET', doc, 'text') or false,
  (not accepted or request.serial ~= serial) and redis.call('ZRANGEBYSCORE', log, '(' .. exact(request.since), '+inf') or false,
}
