-- Move members of a sorted set to their queues; what somebody else has moved is left alone.
--
-- KEYS  1 `retry`, `schedule` or `dead`  2 `queues`
-- ARGV  triples: member, NAME, body
--
-- Returns how many were moved.
local moved = 0
for i = 1, #ARGV, 3 do
  if redis.call('ZREM', KEYS[1], ARGV[i]) == 1 then
    redis.call('SADD', KEYS[2], ARGV[i + 1])
    redis.call('LPUSH', 'queue:' .. ARGV[i + 1], ARGV[i + 2])
    moved = moved + 1
  end
end
return moved
