-- One exchange with the shared ledger, atomic, on the server's clock.
-- KEYS: log (sorted set of stamps), doc (hash: v, text, last), tokens (hash), peers (sorted set)
-- The same rules as Ledger.admit, which a test holds this script to.
local log, doc_key, token_key, peer_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local ask = cjson.decode(ARGV[1])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local TICK = 0.000001

local function exact(x) return string.format('%.6f', x) end

local function put(score)
  local member = exact(score)
  while redis.call('ZADD', log, 'NX', member, member) == 0 do
    score = score + TICK
    member = exact(score)
  end
  return member
end

local function count_after(moment)
  return redis.call('ZCOUNT', log, '(' .. exact(moment), '+inf')
end

-- what is known of the limits: written by whoever learns something, if nobody else did meanwhile
local version = tonumber(redis.call('HGET', doc_key, 'v') or '0')
if ask.text and ask.base == version then
  version = version + 1
  redis.call('HSET', doc_key, 'v', version, 'text', ask.text)
end
local text = redis.call('HGET', doc_key, 'text')
local doc = text and cjson.decode(text)

local function count_tokens(stamp, tokens)
  if tokens == 0 or not doc then return end
  for _, w in ipairs(doc.windows) do
    if w.limit[4] == 'tokens' then
      local step = w.limit[3] / 120
      redis.call('HINCRBY', token_key, w.limit[1] .. '|' .. exact((math.floor(stamp / step) + 1) * step), tokens)
    end
  end
end

for _, m in ipairs(ask.marks) do
  if m[1] == 'move' then
    if redis.call('ZREM', log, exact(m[2])) == 1 or m[4] then put(m[3]) end
  elseif m[1] == 'remove' then
    redis.call('ZREM', log, exact(m[2]))
    count_tokens(m[4], -m[3])
  elseif m[1] == 'used' then
    count_tokens(m[2], m[3])
  elseif m[1] == 'keep' then
    redis.call('ZADD', log, 'NX', exact(m[2]), exact(m[2]))
  elseif m[1] == 'add' then
    put(m[2])
    count_tokens(m[2], m[3])
  end
end

local function taken(w, at)
  local horizon, sum = at - w.limit[3], 0
  for _, s in ipairs(w.shares) do
    if horizon < s[3] then
      if horizon <= s[2] then sum = sum + s[1] else sum = sum + s[1] * (s[3] - horizon) / (s[3] - s[2]) end
    end
  end
  return math.max(sum, w.expected)
end

local token_sums = nil
local function tokens_after(w, moment)
  if not token_sums then
    token_sums = {}
    local flat = redis.call('HGETALL', token_key)
    for i = 1, #flat, 2 do
      local bar = string.find(flat[i], '|', 1, true)
      local name, ending = string.sub(flat[i], 1, bar - 1), tonumber(string.sub(flat[i], bar + 1))
      token_sums[name] = token_sums[name] or {}
      table.insert(token_sums[name], {ending, math.max(0, tonumber(flat[i + 1]))})
    end
    for _, list in pairs(token_sums) do table.sort(list, function(a, b) return a[1] < b[1] end) end
  end
  local sum = 0
  for _, each in ipairs(token_sums[w.limit[1]] or {}) do
    if each[1] > moment then sum = sum + each[2] end
  end
  return sum
end

local function own_after(w, moment)
  if w.limit[4] == 'requests' then return count_after(moment) end
  return tokens_after(w, moment)
end

local function free_at(w, need)
  local most = w.amount - w.reserve - need
  if most < 0 then return 1e300 end
  if #w.shares == 0 and w.limit[4] == 'requests' then
    most = most - w.expected
    if most < 0 then return 1e300 end
    local last = redis.call('ZREVRANGE', log, most, most)
    return last[1] and tonumber(last[1]) + w.limit[3] + TICK or now
  end
  local low, high = now, now + w.limit[3] * 2 + 60
  for _ = 1, 34 do
    local middle = (low + high) / 2
    if own_after(w, middle - w.limit[3]) + math.ceil(taken(w, middle)) <= most then high = middle else low = middle end
  end
  return high + TICK
end

local stamps, retry_at = {}, 1e300
local function first_flying()
  local first = redis.call('ZRANGEBYSCORE', log, '(' .. exact(now), '+inf', 'LIMIT', 0, 1)[1]
  return first and tonumber(first) or 1e300
end

local function admit(tokens)
  local refusals = doc.refusals
  if now < refusals.pause_until or now < refusals.daily_until then
    return nil, math.max(refusals.pause_until, refusals.daily_until)
  end
  local sure = doc.sure or now >= doc.sure_at
  local company = now < doc.company['until']
  local flying = 1e300
  if not doc.sure and refusals.in_row > 0 then
    flying = 1
  elseif not sure then
    flying = doc.flying_most
    if now >= doc.grow_at then
      flying = flying * 2 ^ math.min(30, 1 + math.floor((now - doc.grow_at) / doc.patience))
    end
  end
  if flying < 1e300 and count_after(now) >= flying then
    local first = first_flying()
    if now < doc.grow_at and refusals.in_row == 0 then first = math.min(first, doc.grow_at) end
    return nil, first
  end
  if company then
    local eagerness = 1
    if doc.company.yielding then
      eagerness = math.min(1, refusals.eager + math.max(0, now - refusals.at) / doc.recovery)
    end
    local at = tonumber(redis.call('HGET', doc_key, 'last') or '0') + doc.spacing / eagerness
    if now < at then return nil, at end
  end
  for _, w in ipairs(doc.windows) do
    local need = nil
    if w.limit[4] == 'requests' then need = 1 elseif tokens > 0 then need = math.min(tokens, w.amount) end
    if need then
      local free = w.amount - w.reserve - own_after(w, now - w.limit[3])
      if #w.shares > 0 or w.expected > 0 then free = free - math.ceil(taken(w, now)) end
      if free < need then return nil, free_at(w, need) end
      if company and w.left_until > -1e299 then
        local first, fresh = first_flying(), now < w.left_until
        if (fresh or first < 1e300) and w.left - w.reserve - own_after(w, w.left_at) < need then
          return nil, math.min(fresh and w.left_until or 1e300, math.max(first, now + doc.guard / 8))
        end
      end
    end
  end
  redis.call('HSET', doc_key, 'last', exact(now))
  local stamp = put(now + (sure and doc.guard or doc.patience))
  count_tokens(tonumber(stamp), tokens)
  token_sums = nil
  return stamp, nil
end

if doc then
  local span = 0
  for _, w in ipairs(doc.windows) do span = math.max(span, w.limit[3]) end
  redis.call('ZREMRANGEBYSCORE', log, '-inf', exact(now - span))
  for _, tokens in ipairs(ask.demands) do
    local stamp, later = admit(tokens)
    if not stamp then retry_at = later break end
    table.insert(stamps, stamp)
  end
  local keep = math.floor(span * 1000 * 2 + 60000)
  redis.call('PEXPIRE', log, keep)
  redis.call('PEXPIRE', doc_key, keep)
  redis.call('PEXPIRE', token_key, keep)
end

redis.call('ZADD', peer_key, exact(now), ask.peer)
redis.call('ZREMRANGEBYSCORE', peer_key, '-inf', exact(now - 300))
redis.call('PEXPIRE', peer_key, 600000)

local counts = {}
for _, moment in ipairs(ask.moments) do table.insert(counts, count_after(moment)) end
return {
  exact(now), version, version ~= ask.known and text or false, redis.call('ZCARD', peer_key), stamps,
  string.format('%.17g', retry_at), counts,
  ask.full and redis.call('ZRANGE', log, 0, -1) or false,
  (ask.full or #ask.moments > 0) and redis.call('HGETALL', token_key) or false,
}
