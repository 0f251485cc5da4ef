-- Settle the whole batch before, then lease the next one from the first queue that has jobs.
--
-- KEYS  1 `paused`  2 `pyworker:suspects`  3 lease of the batch before
--       then pairs: `queue:NAME`, the lease to fill from it
-- ARGV  1 limit (0: settle only)  2 number of jobs in the batch before, all of them done (0: none)
--
-- Returns -1 where the lease does not hold just those jobs: nothing was done, settle one by one.
-- Otherwise false (nothing queued) or {index of the pair from 0, number of tallied jobs, bodies}.
local limit, done = tonumber(ARGV[1]), tonumber(ARGV[2])
if done > 0 then
  if redis.call('LLEN', KEYS[3]) ~= done then return -1 end
  redis.call('DEL', KEYS[3])
end
if limit == 0 then return false end
local suspects = redis.call('HLEN', KEYS[2])
for i = 4, #KEYS, 2 do
  local name = string.sub(KEYS[i], 7)
  if redis.call('SISMEMBER', KEYS[1], name) == 0 then
    local bodies = redis.call('RPOP', KEYS[i], limit)
    if bodies then
      redis.call('LPUSH', KEYS[i + 1], unpack(bodies))
      return {(i - 4) / 2, suspects, bodies}
    end
  end
end
return false
