-- Take one job out of its lease and write where it goes.
--
-- KEYS  1 lease  2 `pyworker:suspects`  3 `retry`, `schedule` or `dead` (absent: it goes nowhere)
-- ARGV  1 leased body  2 jid  3 new body  4 score
--       and for the dead set: 5 oldest score kept  6 number of jobs at which the oldest is dropped
--
-- Returns 1, or 0 where the job is no longer leased: somebody recovered it, and it is theirs.
if redis.call('LREM', KEYS[1], -1, ARGV[1]) == 0 then return 0 end
redis.call('HDEL', KEYS[2], ARGV[2])
if KEYS[3] then
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[3])
  if ARGV[5] then
    redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[5])
    redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -tonumber(ARGV[6]))
  end
end
return 1
