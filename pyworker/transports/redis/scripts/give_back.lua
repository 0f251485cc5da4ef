-- Return leased jobs to the head of their queue, so that the first given is the first fetched.
--
-- KEYS  1 lease  2 `queue:NAME`  3 `queues`
-- ARGV  1 NAME, then the bodies, oldest first
--
-- Returns how many were still leased.
local returned = 0
for i = #ARGV, 2, -1 do
  if redis.call('LREM', KEYS[1], -1, ARGV[i]) == 1 then
    redis.call('RPUSH', KEYS[2], ARGV[i])
    returned = returned + 1
  end
end
if returned > 0 then redis.call('SADD', KEYS[3], ARGV[1]) end
return returned
