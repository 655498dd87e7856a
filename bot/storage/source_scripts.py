"""What is done with sources within the store, all or nothing."""

from typing import Final

# A poller takes due sources by moving their due time past its lease: one that dies gives them back by itself.
_TAKE: Final = """
local taken = {}
local function take(id)
  redis.call('ZADD', KEYS[1], ARGV[2], id)
  table.insert(taken, id)
  table.insert(taken, redis.call('HGET', KEYS[2], id) or '')
end
"""
# Where more are due than may be taken, all are named, so that whoever asks can choose: in one string, for
# thousands of values of the protocol take ten times as long to read.
CLAIM_DUE: Final = f"""{_TAKE}
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
if #ids > tonumber(ARGV[3]) then return {{cmsgpack.pack(ids)}} end
for _, id in ipairs(ids) do take(id) end
return taken
"""
CLAIM_THESE: Final = f"""{_TAKE}
for i = 3, #ARGV do
  local due = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if due and tonumber(due) <= tonumber(ARGV[1]) then take(ARGV[i]) end
end
return taken
"""

KNOWN: Final = "return cmsgpack.pack(redis.call('HKEYS', KEYS[1]))"
SCHEDULED: Final = "return cmsgpack.pack(redis.call('ZRANGE', KEYS[1], 0, -1))"
# Most polls find nothing new: one command takes less than half of what a transaction of two takes.
COMMIT: Final = """
for i = 1, #ARGV, 3 do
  redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
  redis.call('ZADD', KEYS[1], ARGV[i + 2], ARGV[i])
end
"""

# What is due, or was never read, comes before all else; what is not due yet keeps its time.
HASTEN: Final = """
local hastened = 0
for i = 2, #ARGV do
  local due = redis.call('ZSCORE', KEYS[1], ARGV[i])
  local is_new = redis.call('HEXISTS', KEYS[2], ARGV[i]) == 0
  if due and (is_new or tonumber(due) <= tonumber(ARGV[1])) then
    redis.call('ZADD', KEYS[1], 0, ARGV[i])
    hastened = hastened + 1
  end
end
return hastened
"""

# One poll a minute, whoever asks for it how often; what is due already keeps its place.
HURRY: Final = """
local hurried = 0
for i = 1, #KEYS - 1 do
  local due = redis.call('ZSCORE', KEYS[#KEYS], ARGV[i + 2])
  if due and redis.call('SET', KEYS[i], '1', 'NX', 'EX', ARGV[2]) then
    redis.call('ZADD', KEYS[#KEYS], 'LT', ARGV[1], ARGV[i + 2])
    hurried = hurried + 1
  end
end
return hurried
"""
