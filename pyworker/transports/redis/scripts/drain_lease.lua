-- Return everything in the given leases to its queue, in order, bytes unread.
--
-- KEYS  1 `queues`, then pairs: lease, `queue:NAME`
--
-- Returns how many jobs were returned.
local returned = 0
for i = 2, #KEYS, 2 do
  local before = returned
  -- Not LMOVE: a full server refuses it, but lets a script go on that has taken something out.
  local body = redis.call('LPOP', KEYS[i])
  while body do
    redis.call('RPUSH', KEYS[i + 1], body)
    returned = returned + 1
    body = redis.call('LPOP', KEYS[i])
  end
  if returned > before then redis.call('SADD', KEYS[1], string.sub(KEYS[i + 1], 7)) end
end
return returned
