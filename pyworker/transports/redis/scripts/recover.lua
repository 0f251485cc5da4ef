-- Return one job of a dead owner to the head of its queue, counting the recovery.
--
-- KEYS  1 lease  2 `queue:NAME`  3 `queues`  4 `pyworker:suspects`
-- ARGV  1 body  2 NAME  3 jid  4 "recoveries first" (absent: not counted)
--
-- Returns 1, or 0 where somebody else has recovered it.
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 0 then return 0 end
redis.call('RPUSH', KEYS[2], ARGV[1])
redis.call('SADD', KEYS[3], ARGV[2])
if ARGV[4] then redis.call('HSET', KEYS[4], ARGV[3], ARGV[4]) end
return 1
