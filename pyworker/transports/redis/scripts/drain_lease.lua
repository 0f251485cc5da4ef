-- Return everything in the given leases to its queue, in order, bytes unread.
--
-- KEYS  1 `queues`, then pairs: lease, `queue:NAME`
--
-- Returns how many jobs were returned.
local returned = 0
for i = 2, #KEYS, 2 do
  local before = returned
  while redis.call('LMOVE', KEYS[i], KEYS[i + 1], 'LEFT', 'RIGHT') do returned = returned + 1 end
  if returned > before then redis.call('SADD', KEYS[1], string.sub(KEYS[i + 1], 7)) end
end
return returned
