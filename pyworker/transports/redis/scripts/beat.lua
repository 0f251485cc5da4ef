-- One heartbeat: counts, what Sidekiq shows of a process, and pyworker's own sign of life.
--
-- KEYS  1 `processes`  2 IDENTITY  3 IDENTITY:work  4 IDENTITY:workers  5 IDENTITY-signals
--       6 `pyworker:beats`  7 `pyworker:owners`  8 `stat:processed`  9 `stat:failed`
--      10 `stat:processed:DATE`  11 `stat:failed:DATE`  12 `pyworker:flushes`
-- ARGV  1 identity  2 owner record  3 number of this flush  4 processed  5 failed
--       6 seconds that IDENTITY is kept  7 seconds that a day's count is kept
--       8 number of fields in IDENTITY  9 number of works
--       those fields and values, tids and works, then the commands that count this flush's metrics:
--       of each the number of its words, and the words (their keys are not among KEYS)
--
-- A flush whose reply was lost comes again with its number, or arrives late; it is not counted twice.
-- Returns a signal to obey, or false.
local ttl, works = ARGV[6], 10 + tonumber(ARGV[8]) * 2
local metrics = works + tonumber(ARGV[9]) * 2
if tonumber(ARGV[3]) > tonumber(redis.call('HGET', KEYS[12], ARGV[1]) or -1) then
  for i = 0, 1 do
    if tonumber(ARGV[4 + i]) > 0 then
      redis.call('INCRBY', KEYS[8 + i], ARGV[4 + i])
      redis.call('INCRBY', KEYS[10 + i], ARGV[4 + i])
      redis.call('EXPIRE', KEYS[10 + i], ARGV[7])
    end
  end
  local i = metrics
  while ARGV[i] do
    local last = i + tonumber(ARGV[i])
    -- A key of that name and another type must not end the heartbeat.
    redis.pcall(unpack(ARGV, i + 1, last))
    i = last + 1
  end
  redis.call('HSET', KEYS[12], ARGV[1], ARGV[3])
end
redis.call('HSET', KEYS[2], unpack(ARGV, 10, works - 1))
redis.call('EXPIRE', KEYS[2], ttl)
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[3], KEYS[4])
for i = works, metrics - 1, 2 do
  for k = 3, 4 do
    redis.call('HSET', KEYS[k], ARGV[i], ARGV[i + 1])
    redis.call('EXPIRE', KEYS[k], ttl)
  end
end
redis.call('ZADD', KEYS[6], redis.call('TIME')[1], ARGV[1])
redis.call('HSET', KEYS[7], ARGV[1], ARGV[2])
return redis.call('RPOP', KEYS[5])
