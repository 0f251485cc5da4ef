-- Sign an owner off; refused while any of its leases still holds a job.
--
-- KEYS  1 `processes`  2 IDENTITY  3 IDENTITY:work  4 IDENTITY:workers
--       5 `pyworker:beats`  6 `pyworker:owners`  7 `pyworker:flushes`, then its leases
-- ARGV  1 identity
--
-- Returns how many leased jobs stood in the way.
local left = 0
for i = 8, #KEYS do left = left + redis.call('LLEN', KEYS[i]) end
if left > 0 then return left end
redis.call('SREM', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
redis.call('ZREM', KEYS[5], ARGV[1])
redis.call('HDEL', KEYS[6], ARGV[1])
redis.call('HDEL', KEYS[7], ARGV[1])
return 0
