"""What a shard does with outboxes in one go: its server's own scripts. See `outbox.py`."""

from typing import Final

# Put subjects into outboxes, unless the place in the stream that they come from has been moved meanwhile.
FILL: Final = """
if KEYS[2] and (redis.call('GET', KEYS[2]) or '0') ~= ARGV[7] then return 0 end
local now = ARGV[1]
for _, same in ipairs(cjson.decode(ARGV[6])) do
  local states, heard = same[1], {}
  for i = 1, #states, 2 do heard[i], heard[i + 1] = now, states[i] end
  for _, name in ipairs(same[2]) do
    local outbox, past = ARGV[2] .. name, ARGV[3] .. name
    redis.call('HSET', outbox, unpack(states))
    redis.call('HINCRBY', outbox, '!', #states / 2)
    redis.call('ZADD', KEYS[1], 'LT', now, name)
    redis.call('ZADD', past, unpack(heard))
    redis.call('ZREMRANGEBYSCORE', past, '-inf', ARGV[4])
    redis.call('EXPIRE', past, ARGV[5])
  end
end
if KEYS[2] then redis.call('SET', KEYS[2], ARGV[8]) end
return 1
"""
CLAIM: Final = """
local taken, room, count, page = {}, {}, tonumber(ARGV[5]), tonumber(ARGV[4])
for i = 7, #ARGV, 2 do room[ARGV[i]] = tonumber(ARGV[i + 1]) end
local from, names = 0, {}
repeat
  names = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', from, page)
  for _, name in ipairs(names) do
    local platform = string.match(name, '^[^:]*')
    local left = room[platform] or count
    if left > 0 and #taken < count
        and redis.call('SET', ARGV[6] .. name, ARGV[2], 'NX', 'PX', ARGV[3]) then
      table.insert(taken, name)
      room[platform] = left - 1
    end
  end
  from = from + page
until #taken >= count or #names < page
return taken
"""
# What the store holds of destinations: what each is to be told, its settings, how it is doing, and what it
# was told of these subjects. Of so many subjects that one who reads it has enough the rest is left out.
LOAD: Final = """
local found, subjects = {}, 0
for i = 4, #ARGV do
  if subjects >= tonumber(ARGV[3]) then break end
  local name, told = ARGV[i], {}
  local rows = redis.call('HGETALL', ARGV[1] .. name)
  for j = 1, #rows, 2 do
    if rows[j] ~= '!' then table.insert(told, redis.call('HGET', ARGV[2] .. rows[j], name)) end
  end
  subjects = subjects + #rows / 2
  table.insert(found, {rows, redis.call('HGET', KEYS[1], name), redis.call('HGET', KEYS[2], name), told})
end
return found
"""
# Store what has changed of a destination, for whoever holds its lease, and hold it on.
RENEW: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
for i = 2, #KEYS do
  local at = 3 * i - 3
  redis.call('HSET', KEYS[i], ARGV[at], ARGV[at + 1])
  if ARGV[at + 2] ~= '0' then redis.call('EXPIRE', KEYS[i], ARGV[at + 2]) end
end
return 1
"""
# The same, and give the destination back: drop what is done unless it was put again, and say when to look.
FINISH: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
local at = 6
for i = 4, #KEYS do
  redis.call('HSET', KEYS[i], ARGV[at], ARGV[at + 1])
  if ARGV[at + 2] ~= '0' then redis.call('EXPIRE', KEYS[i], ARGV[at + 2]) end
  at = at + 3
end
for i = at, #ARGV, 2 do
  if redis.call('HGET', KEYS[2], ARGV[i]) == ARGV[i + 1] then redis.call('HDEL', KEYS[2], ARGV[i]) end
end
if (redis.call('HGET', KEYS[2], '!') or '') ~= ARGV[3] then
  redis.call('ZADD', KEYS[3], ARGV[5], ARGV[2])
  return 1
elseif ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[2])
else
  redis.call('ZREM', KEYS[3], ARGV[2])
  if redis.call('HLEN', KEYS[2]) <= 1 then redis.call('DEL', KEYS[2]) end
end
return 0
"""
