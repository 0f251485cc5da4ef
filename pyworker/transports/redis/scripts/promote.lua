-- Move due jobs from a sorted set to their queues; what somebody else has moved is left alone.
--
-- KEYS  1 `retry` or `schedule`  2 `queues`  3 `dead`
-- ARGV  1 now (score for the dead set)  2 oldest score kept there  3 number of jobs at which the
--       oldest is dropped from it, then triples: member, NAME, body
--       (an empty NAME: the member is no job and goes to the dead set as it is)
--
-- Returns how many were moved.
local moved = 0
for i = 4, #ARGV, 3 do
  if redis.call('ZREM', KEYS[1], ARGV[i]) == 1 then
    if ARGV[i + 1] == '' then
      redis.call('ZADD', KEYS[3], ARGV[1], ARGV[i])
      redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[2])
      redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -tonumber(ARGV[3]))
    else
      redis.call('SADD', KEYS[2], ARGV[i + 1])
      redis.call('LPUSH', 'queue:' .. ARGV[i + 1], ARGV[i + 2])
    end
    moved = moved + 1
  end
end
return moved
