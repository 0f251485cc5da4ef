"""What an operator, or a page, sees of the queues and changes in them, from outside any worker.

Reading: ``cluster`` (processes, what runs, leases, counts), ``queues``, ``sets`` (retry, schedule,
dead: walked in pages, through a ``filter``); all of them read a body into an ``entry``.

Changing: ``moves`` (out of a set: to a queue, to the dead set, away), ``queues`` (pause, clear),
``cancellation``.

Every change of a job is one atomic step that first takes the very bytes out of where they were
seen: if a worker or another operator was faster, nothing happens, and it is not counted.
"""
