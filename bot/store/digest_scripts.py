"""Every change of a digest or of one of its slots, each as one script that the server runs whole.

A script decides by the server's own clock, gives the same answer to the same owner however often
it is run (a lost reply does no harm), and touches keys of one hash slot only
(https://valkey.io/topics/cluster-spec/#hash-tags). Moments are whole milliseconds since 1970.

KEYS: the digest, its slots, its log, all due digests, all open slots, the server's epoch, the
fingerprints, all digests, those of the team, those of the channel. A slot's attributes are fields
`<slot>|<attribute>` of one hash, so that all that is touched is named in KEYS.
"""

TIME = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)\n"

PRELUDE = """
local D, S, L, Q, O, E = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local P, ALL, TEAM, CHANNEL = KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local id = ARGV[1]
local OPEN = {claimed = 1, sending = 1, waiting = 1}
local KEPT = 100
local ATTRIBUTES = {'v', 'state', 'at', 'fence', 'token', 'lease', 'wake', 'attempts', 'started',
  'finished', 'ts', 'link', 'reason', 'maybe', 'noted', 'told'}
local function get(slot, what) return redis.call('HGET', S, slot .. '|' .. what) end
local function put(slot, values)
  for what, value in pairs(values) do redis.call('HSET', S, slot .. '|' .. what, value) end
end
local function member(slot) return id .. '|' .. slot end
local function trim()
  local old = redis.call('ZRANGE', L, 0, -(KEPT + 1))
  for _, slot in ipairs(old) do
    if not OPEN[get(slot, 'state') or ''] then
      for _, what in ipairs(ATTRIBUTES) do redis.call('HDEL', S, slot .. '|' .. what) end
      redis.call('ZREM', L, slot)
    end
  end
end
local function close(slot, at, state, reason)
  put(slot, {v = 1, state = state, at = at, finished = now, reason = reason, told = 1})
  redis.call('ZADD', L, at, slot)
end
local function record_gone(first, state)
  for n = first, #ARGV, 3 do
    if not get(ARGV[n], 'state') then close(ARGV[n], ARGV[n + 1], state, ARGV[n + 2]) end
  end
  trim()
end
local function go_on(slot, at)
  redis.call('HSET', D, 'next', slot, 'next_at', at)
  if slot == '' then redis.call('ZREM', Q, id) else redis.call('ZADD', Q, at, id) end
end
local function epoch()
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)') or 'unknown'
  local known = redis.call('HGET', E, 'run')
  if known ~= run then
    redis.call('HSET', E, 'run', run, 'changed', known and now or 0)
  end
  return tonumber(redis.call('HGET', E, 'changed'))
end
local function rouse(reasons)
  local count = 0
  for _, slot in ipairs(redis.call('ZRANGE', L, -KEPT, -1)) do
    -- What waits is held by nobody; that for another reason has its own time.
    if get(slot, 'state') == 'waiting' and reasons[get(slot, 'reason') or ''] then
      redis.call('ZADD', O, now, member(slot))
      count = count + 1
    end
  end
  return count
end
local function ours(slot, fence, token)
  return get(slot, 'fence') == fence and get(slot, 'token') == token
end
"""

# id, how many at most, milliseconds to settle; KEYS[11] has the silences
RIPE = """
local most = ARGV[2]
local changed = epoch()
local due = redis.call('ZRANGEBYSCORE', Q, '-inf', now, 'LIMIT', 0, most)
local open = redis.call('ZRANGEBYSCORE', O, '-inf', now, 'LIMIT', 0, most)
local ahead = ''
for _, zset in ipairs({Q, O}) do
  local first = redis.call('ZRANGEBYSCORE', zset, '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  if first[2] and (ahead == '' or tonumber(first[2]) < tonumber(ahead)) then ahead = first[2] end
end
return {now, math.max(0, changed + ARGV[3] - now), due, open, ahead, redis.call('HGETALL', KEYS[11])}
"""

# id, version, expected next, slot that runs or '', its at, token, lease, settle, next or '', its at,
# then slot, at, why for each that was missed
BEGIN = """
local version, expected, run, at, token = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local lease, settle = tonumber(ARGV[7]), tonumber(ARGV[8])
local changed = epoch()
if now < changed + settle then return {'settling'} end
if run ~= '' and get(run, 'token') == token and OPEN[get(run, 'state') or ''] then
  return {'ok', get(run, 'fence'), get(run, 'attempts'), get(run, 'maybe'), get(run, 'noted'),
    get(run, 'started'), at}
end
local held = redis.call('HMGET', D, 'state', 'version', 'next')
if held[1] ~= 'active' or held[2] ~= version or held[3] ~= expected then return {'stale'} end
record_gone(11, 'missed')
go_on(ARGV[9], ARGV[10])
if run == '' or get(run, 'state') then return {'stale'} end
local maybe = (changed > 0 and tonumber(at) < changed + settle) and 1 or 0
put(run, {v = 1, state = 'claimed', at = at, fence = 1, token = token, lease = now + lease,
  attempts = 1, started = now, maybe = maybe, noted = '', told = 1})
redis.call('ZADD', L, at, run)
redis.call('ZADD', O, now + lease, member(run))
return {'ok', 1, 1, maybe, '', now, at}
"""

# id, slot, token, lease, settle
TAKE = """
local slot, token = ARGV[2], ARGV[3]
local lease, settle = tonumber(ARGV[4]), tonumber(ARGV[5])
local changed = epoch()
if now < changed + settle then return {'settling'} end
local state = get(slot, 'state')
if state == false then redis.call('ZREM', O, member(slot)) return {'stale'} end
if get(slot, 'v') ~= '1' then return {'stale'} end
if OPEN[state] and get(slot, 'token') ~= token then
  local till = tonumber(redis.call('ZSCORE', O, member(slot)) or 0)
  if till > now then return {'stale'} end
  local maybe = get(slot, 'maybe') == '1' or state == 'sending'
    or (changed > 0 and tonumber(get(slot, 'at')) < changed + settle)
  -- One that may be there is still looked for, so that the log can say.
  if redis.call('HGET', D, 'state') ~= 'active' and not maybe then
    close(slot, get(slot, 'at'), 'skipped', 'the digest was paused or deleted')
    redis.call('ZREM', O, member(slot))
    return {'stopped'}
  end
  put(slot, {state = 'claimed', fence = get(slot, 'fence') + 1, token = token,
    attempts = get(slot, 'attempts') + 1, maybe = maybe and 1 or 0})
elseif not OPEN[state] then
  if get(slot, 'told') ~= '0' then redis.call('ZREM', O, member(slot)) return {'stale'} end
  redis.call('ZADD', O, now + lease, member(slot))
  return {'tell'}
end
put(slot, {lease = now + lease})
redis.call('ZADD', O, now + lease, member(slot))
return {'ok', get(slot, 'fence'), get(slot, 'attempts'), get(slot, 'maybe'), get(slot, 'noted'),
  get(slot, 'started'), get(slot, 'at')}
"""

# id, slot, fence, token, lease
RENEW = """
local slot = ARGV[2]
if not OPEN[get(slot, 'state') or ''] or not ours(slot, ARGV[3], ARGV[4]) then return 0 end
if get(slot, 'state') == 'waiting' then return 0 end
put(slot, {lease = now + ARGV[5]})
redis.call('ZADD', O, now + ARGV[5], member(slot))
return 1
"""

# id, slot, fence, token, lease, settle, 'note' or ''
MARK = """
local slot = ARGV[2]
local changed = epoch()
if now < changed + tonumber(ARGV[6]) then return 'settling' end
if not OPEN[get(slot, 'state') or ''] or not ours(slot, ARGV[3], ARGV[4]) then return 'stale' end
if redis.call('HGET', D, 'state') ~= 'active' then return 'stopped' end
if ARGV[7] == 'note' then put(slot, {noted = 'sending'}) else
  put(slot, {state = 'sending', maybe = 1}) end
put(slot, {lease = now + ARGV[5]})
redis.call('ZADD', O, now + ARGV[5], member(slot))
return 'ok'
"""

# id, slot, fence, token, milliseconds, reason, 'noted' or '', 'sure' where it was surely not posted
WAIT = """
local slot = ARGV[2]
if not OPEN[get(slot, 'state') or ''] or not ours(slot, ARGV[3], ARGV[4]) then return 0 end
put(slot, {state = 'waiting', token = '', lease = 0, wake = now + ARGV[5], reason = ARGV[6]})
if ARGV[7] == 'noted' then put(slot, {noted = 'posted'}) end
if ARGV[8] == 'sure' then put(slot, {maybe = 0}) end
redis.call('ZADD', O, now + ARGV[5], member(slot))
return 1
"""

# id, slot, fence, token, state, reason, ts, why it pauses or '', failures that pause, 'tell' or '',
# why it pauses after those
END = """
local slot, state = ARGV[2], ARGV[5]
local function said(taken)
  local held = redis.call('HMGET', D, 'failures', 'state')
  return {taken, tonumber(held[1] or 0), held[2] == 'paused' and 1 or 0}
end
if not ours(slot, ARGV[3], ARGV[4]) then return said(0) end
if not OPEN[get(slot, 'state') or ''] then return said(get(slot, 'state') == state and 1 or 0) end
put(slot, {state = state, reason = ARGV[6], ts = ARGV[7], finished = now, lease = 0,
  told = ARGV[10] == 'tell' and 0 or 1})
if ARGV[10] == 'tell' then redis.call('ZADD', O, now + 60000, member(slot))
else redis.call('ZREM', O, member(slot)) end
redis.call('HSET', D, 'last', slot)
local active = redis.call('HGET', D, 'state') == 'active'
if state == 'posted' then
  put(slot, {maybe = 0})
  redis.call('HSET', D, 'failures', 0)
end
if state == 'failed' then
  local failures = redis.call('HINCRBY', D, 'failures', 1)
  local why = ARGV[8]
  if why == '' and failures >= tonumber(ARGV[9]) then why = ARGV[11] end
  if why ~= '' and active then
    redis.call('HSET', D, 'state', 'paused', 'why', why)
    redis.call('ZREM', Q, id)
  end
end
trim()
return said(1)
"""

# id, slot
TOLD = """
if OPEN[get(ARGV[2], 'state') or ''] or not get(ARGV[2], 'state') then return 0 end
put(ARGV[2], {told = 1})
redis.call('ZREM', O, member(ARGV[2]))
return 1
"""

# id, slot, link
LINKED = """
if get(ARGV[2], 'state') == 'posted' then put(ARGV[2], {link = ARGV[3]}) end
return 1
"""

# id, fingerprint, definition, next or '', its at, state, why, failures
CREATE = """
local held = redis.call('HGET', P, ARGV[2])
if held then return {0, held} end
if redis.call('EXISTS', D) == 1 then return {0, id} end
redis.call('HSET', P, ARGV[2], id)
redis.call('HSET', D, 'body', ARGV[3], 'print', ARGV[2], 'version', 1, 'state', ARGV[6],
  'why', ARGV[7], 'failures', ARGV[8], 'last', '')
for _, index in ipairs({ALL, TEAM, CHANNEL}) do redis.call('SADD', index, id) end
go_on(ARGV[4], ARGV[5])
if ARGV[6] ~= 'active' then redis.call('ZREM', Q, id) end
return {1, id}
"""

# id, version, fingerprint, definition, next or '', its at; KEYS[11] is the channel it was in
EDIT = """
local held = redis.call('HMGET', D, 'state', 'version', 'print')
if held[1] ~= 'active' and held[1] ~= 'paused' then return {'gone'} end
if held[2] ~= ARGV[2] then return {'changed'} end
local other = redis.call('HGET', P, ARGV[3])
if other and other ~= id then return {'same', other} end
redis.call('HDEL', P, held[3])
redis.call('HSET', P, ARGV[3], id)
redis.call('SREM', KEYS[11], id)
redis.call('SADD', CHANNEL, id)
redis.call('HSET', D, 'body', ARGV[4], 'print', ARGV[3], 'version', held[2] + 1, 'failures', 0)
go_on(ARGV[5], ARGV[6])
if held[1] ~= 'active' then redis.call('ZREM', Q, id) end
return {'ok'}
"""

# id, version, definition, why it is paused where that is for want of an owner, the reason for which
# its slots wait then, expected next, next or '', its at, then slot, at, why for each that was
# skipped meanwhile
ADOPT = """
local held = redis.call('HMGET', D, 'state', 'version', 'why', 'next')
if held[1] ~= 'active' and held[1] ~= 'paused' then return {'gone'} end
local orphan = held[1] == 'paused' and held[3] == ARGV[4]
if held[2] ~= ARGV[2] or (orphan and held[4] ~= ARGV[6]) then return {'changed'} end
redis.call('HSET', D, 'body', ARGV[3], 'version', held[2] + 1, 'failures', 0)
redis.call('HDEL', D, 'asked')
if orphan then
  record_gone(9, 'skipped')
  redis.call('HSET', D, 'state', 'active', 'why', '')
  go_on(ARGV[7], ARGV[8])
end
rouse({[ARGV[5]] = 1})
return {'ok'}
"""

# id, the owner who has left
ASKED = """
if redis.call('HGET', D, 'state') then redis.call('HSET', D, 'asked', ARGV[2]) end
return 1
"""

# id, then the reasons of those that need not wait any longer
ROUSE = """
local reasons = {}
for n = 2, #ARGV do reasons[ARGV[n]] = 1 end
return rouse(reasons)
"""

# id, why
PAUSE = """
if redis.call('HGET', D, 'state') ~= 'active' then return 0 end
redis.call('HSET', D, 'state', 'paused', 'why', ARGV[2])
redis.call('ZREM', Q, id)
return 1
"""

# id, why, milliseconds for which it is kept unless it is resumed
LEAVE = """
local state = redis.call('HGET', D, 'state')
if state ~= 'active' and state ~= 'paused' then return 0 end
redis.call('HSET', D, 'state', 'paused', 'why', ARGV[2])
redis.call('ZREM', Q, id)
for _, key in ipairs({D, S, L}) do redis.call('PEXPIRE', key, ARGV[3]) end
return 1
"""

# id of a new one, fingerprint, id of one that was kept for a while and is gone
FREE = """
if redis.call('HGET', P, ARGV[2]) == ARGV[3] then redis.call('HDEL', P, ARGV[2]) end
return 1
"""

# id, expected next, next or '', its at, then slot, at, why for each that was skipped meanwhile
RESUME = """
if redis.call('HGET', D, 'state') ~= 'paused' then return 0 end
if redis.call('HGET', D, 'next') ~= ARGV[2] then return -1 end
record_gone(5, 'skipped')
redis.call('HSET', D, 'state', 'active', 'why', '', 'failures', 0)
go_on(ARGV[3], ARGV[4])
for _, key in ipairs({D, S, L}) do redis.call('PERSIST', key) end
return 1
"""

# id, milliseconds for which it can be undone
DELETE = """
local held = redis.call('HMGET', D, 'state', 'print', 'why')
if not held[1] or held[1] == 'deleted' then return 0 end
if redis.call('HGET', P, held[2]) == id then redis.call('HDEL', P, held[2]) end
redis.call('HSET', D, 'state', 'deleted', 'was', held[1])
redis.call('ZREM', Q, id)
for _, index in ipairs({ALL, TEAM, CHANNEL}) do redis.call('SREM', index, id) end
for _, key in ipairs({D, S, L}) do redis.call('PEXPIRE', key, ARGV[2]) end
return 1
"""

# id, expected next, next or '', its at, then slot, at, why for each that was skipped meanwhile
UNDO = """
local held = redis.call('HMGET', D, 'state', 'print', 'was', 'next')
if held[1] ~= 'deleted' then return {'gone'} end
local other = redis.call('HGET', P, held[2])
if other and other ~= id then return {'same', other} end
if held[4] ~= ARGV[2] then return {'changed'} end
redis.call('HSET', P, held[2], id)
redis.call('HSET', D, 'state', held[3])
for _, key in ipairs({D, S, L}) do redis.call('PERSIST', key) end
for _, index in ipairs({ALL, TEAM, CHANNEL}) do redis.call('SADD', index, id) end
record_gone(5, 'skipped')
if held[3] == 'active' then go_on(ARGV[3], ARGV[4]) end
return {'ok'}
"""

# Pacing. KEYS: the channel's next free moment, the workspace's. Milliseconds between two posts of
# each, and the longest wait that is reserved. A channel's backlog does not hold up the others.
TURN = """
local channel = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
local workspace = math.max(now, tonumber(redis.call('GET', KEYS[2]) or 0))
local free = math.max(channel, workspace)
if free - now > tonumber(ARGV[3]) then return free - now end
redis.call('SET', KEYS[1], free + ARGV[1], 'PX', free + ARGV[1] - now + 1000)
redis.call('SET', KEYS[2], workspace + ARGV[2], 'PX', workspace + ARGV[2] - now + 1000)
return free - now
"""
HOLD = """
local free = math.max(now + ARGV[1], tonumber(redis.call('GET', KEYS[1]) or 0))
redis.call('SET', KEYS[1], free, 'PX', free - now + 1000)
return 1
"""
