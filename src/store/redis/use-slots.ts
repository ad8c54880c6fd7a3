/**
 * The Lua script that does to slots in Redis what use_call_slots does in PostgreSQL, atomically: ended calls first, then those that want to
 * start. A window is a sorted set, a slot a member, its score the microsecond from which it is free, by Redis' own clock.
 *
 * A Redis that lost what it knew must not give a window out twice. Beside each set stands the run id of the server that wrote it. Where that
 * is another's (restarted from a file, failed over: the last writes may be missing), or the set is gone though this process used it within
 * the window (flushed, evicted), the window is closed until every call of before must have left it. Where nothing is known of a set, it is
 * closed until the server has been up for so long. Pauses bear the same mark; they are written in PostgreSQL too.
 */

/** Times in microseconds. KEYS: pause, the windows' sets, their marks, the sets of ended slots. */
export const USE_SLOTS = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local run, started, busy = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local critical, other = tonumber(ARGV[5]), tonumber(ARGV[6])
local windows, ended = tonumber(ARGV[7]), tonumber(ARGV[8])
local function text(n) return string.format('%.0f', n) end
local function ms(n) return math.ceil(n / 1000) end

for i = 1, ended do
  local at = 8 + windows * 4 + (i - 1) * 4
  local key, slot, token = KEYS[1 + windows * 2 + i], ARGV[at + 1], tonumber(ARGV[at + 2])
  local score = redis.call('ZSCORE', key, slot)
  -- Where the token no longer fits, the slot has run out and is somebody else's by now.
  if score and tonumber(score) == token then
    local free = now
    if ARGV[at + 4] == '1' then free = now + tonumber(ARGV[at + 3]) end
    redis.call('ZADD', key, text(free), slot)
  end
end
if critical + other == 0 then return { 'ended' } end

-- A server that lost the pauses must be told them again before it may say that there is none.
local pauseBy, pausedUntil = string.match(redis.call('GET', KEYS[1]) or '', '^(%S+) (%d+)$')
if pauseBy ~= run then return { 'forgot' } end
if tonumber(pausedUntil) > now then return { 'paused', ms(tonumber(pausedUntil) - now) } end

local closed = 0
for w = 1, windows do
  local set, mark = KEYS[1 + w], KEYS[1 + windows + w]
  local calls, per, known = tonumber(ARGV[4 + w * 4 + 1]), tonumber(ARGV[4 + w * 4 + 3]), ARGV[4 + w * 4 + 4]
  local found = redis.call('GET', mark)
  local by, opens
  if found then by, opens = string.match(found, '^(%S+) (%d+)$') end
  if by ~= run or redis.call('EXISTS', set) == 0 then
    opens = started + busy + per
    if found or known == '1' then opens = now + busy + per end
    redis.call('DEL', set)
    redis.call('ZADD', set, text(opens), 0)
    redis.call('SET', mark, run .. ' ' .. text(opens))
    local keep = ms(math.max(opens - now, 0) + busy + per) + 60000
    redis.call('PEXPIRE', set, keep)
    redis.call('PEXPIRE', mark, keep)
  end
  closed = math.max(closed, tonumber(opens) - now)
  -- The contract allows fewer calls than before.
  for slot = calls, redis.call('ZCARD', set) - 1 do redis.call('ZREM', set, slot) end
end
if closed > 0 then return { 'closed', ms(closed) } end

local first, any = critical, critical + other
for w = 1, windows do
  local set, calls, reserve = KEYS[1 + w], tonumber(ARGV[4 + w * 4 + 1]), tonumber(ARGV[4 + w * 4 + 2])
  local free = redis.call('ZCOUNT', set, '-inf', text(now))
  -- Members come as they are needed: most windows are never full.
  local missing = critical + other + reserve - free
  if missing > 0 then
    local card = redis.call('ZCARD', set)
    for slot = card, math.min(calls, card + missing) - 1 do
      redis.call('ZADD', set, text(now), slot)
      free = free + 1
    end
  end
  first = math.min(first, free)
  any = math.min(any, free - reserve)
end
local second = math.max(0, math.min(other, any - first))

local slots, tokens, firstWait, secondWait = {}, {}, 0, 0
for w = 1, windows do
  local set, mark = KEYS[1 + w], KEYS[1 + windows + w]
  local reserve, per = tonumber(ARGV[4 + w * 4 + 2]), tonumber(ARGV[4 + w * 4 + 3])
  tokens[w] = text(now + busy + per)
  slots[w] = {}
  if first + second > 0 then
    slots[w] = redis.call('ZRANGEBYSCORE', set, '-inf', text(now), 'LIMIT', 0, first + second)
    for _, slot in ipairs(slots[w]) do redis.call('ZADD', set, tokens[w], slot) end
    redis.call('PEXPIRE', set, ms(busy + per) + 60000)
    redis.call('PEXPIRE', mark, ms(busy + per) + 60000)
  end
  -- Of a call under way only this is known: it may end now, and its slots be free one window later.
  local function wait(rank)
    local found = redis.call('ZRANGE', set, rank, rank, 'WITHSCORES')
    if #found == 0 then return ms(per) end
    return ms(math.max(0, math.min(per, tonumber(found[2]) - now)))
  end
  firstWait = math.max(firstWait, wait(0))
  secondWait = math.max(secondWait, wait(reserve))
end
return { 'given', first, second, tokens, slots, firstWait, secondWait }
`;

/**
 * KEYS: pause. ARGV: now or '', for how long in microseconds, the run that knows of all pauses from now on or '' for as before. A longer
 * pause stands.
 */
export const PAUSE = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local by, untilAt = string.match(redis.call('GET', KEYS[1]) or '- 0', '^(%S+) (%d+)$')
untilAt = math.max(tonumber(untilAt), now + tonumber(ARGV[2]))
if ARGV[3] ~= '' then by = ARGV[3] end
redis.call('SET', KEYS[1], by .. ' ' .. string.format('%.0f', untilAt))
return 1
`;
