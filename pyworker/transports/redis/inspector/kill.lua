-- Move members of a sorted set to the dead set as they are; what somebody else has moved is left.
--
-- KEYS  1 `retry` or `schedule`  2 `dead`
-- ARGV  1 now (the score)  2 oldest score kept  3 number of jobs at which the oldest is dropped
--       then the members
--
-- Returns how many were moved.
local moved = 0
for i = 4, #ARGV do
  if redis.call('ZREM', KEYS[1], ARGV[i]) == 1 then
    redis.call('ZADD', KEYS[2], ARGV[1], ARGV[i])
    moved = moved + 1
  end
end
if moved > 0 then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[2])
  redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -tonumber(ARGV[3]))
end
return moved
