"""Sidekiq's Redis format, with leases.

Theory of operation. Sidekiq pops a job and holds it in memory alone; here every step from queue to
settlement is one atomic move inside Redis:

- A processor's **fetch** is one script: it settles the batch before (deletes its lease) and moves
  up to ``limit`` jobs from the first queue that has any to the processor's **lease**, a list of the
  same bytes in queue order. Queues named in the ``paused`` set are passed over.
- When nothing is queued, one thread of the process stands at the **door**: it blocks in BLMOVE on
  every queue (a connection each), so that an arriving job is leased and delivered in one step.
- **Settling** removes the job from its lease and writes where it goes, in one script; a job that is
  no longer in its lease was recovered by somebody else, and is left alone.
- An **owner** is a process that may hold leases. It is recorded before its first fetch, beats every
  few seconds on Redis's own clock, and is swept by any living process when its beats stop, or at
  once by a supervisor that saw it die.

Keys that are pyworker's own start with ``pyworker:``; ``keys.py`` lists them all. Lua never decodes
or encodes a job: Redis's cjson would change numbers and empty arrays.
"""
