-- Settle the whole batch before, then lease the next one from the first queue that has jobs.
--
-- KEYS  1 `paused`  2 `pyworker:suspects`  3 `pyworker:owners`  4 lease of the batch before
--       then pairs: `queue:NAME`, the lease to fill from it
-- ARGV  1 identity  2 limit (0: settle only)
--       3 number of jobs in the batch before, all of them done (0: none)
--
-- Returns -1 where the lease does not hold just those jobs: nothing was done, settle one by one; and
-- -2 where the process is not recorded: it was taken for dead, and nobody would find its leases.
-- Otherwise false (nothing queued) or {index of the pair from 0, number of tallied jobs, bodies}.
local limit, done = tonumber(ARGV[2]), tonumber(ARGV[3])
if done > 0 then
  if redis.call('LLEN', KEYS[4]) ~= done then return -1 end
  redis.call('DEL', KEYS[4])
end
if limit == 0 then return false end
if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 0 then return -2 end
local suspects = redis.call('HLEN', KEYS[2])
for i = 5, #KEYS, 2 do
  local name = string.sub(KEYS[i], 7)
  if redis.call('SISMEMBER', KEYS[1], name) == 0 then
    local bodies = redis.call('RPOP', KEYS[i], limit)
    if bodies then
      redis.call('LPUSH', KEYS[i + 1], unpack(bodies))
      return {(i - 5) / 2, suspects, bodies}
    end
  end
end
return false
