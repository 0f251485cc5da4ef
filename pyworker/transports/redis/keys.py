"""Every Redis key that pyworker touches, with the units of what is in it.

Sidekiq's own (source: facts observed of 6.4.1, 7.3 and 8.1):

=========================  ======  ==============================================================
``queues``                 SET     names of queues
``queue:NAME``             LIST    bodies; pushed left, fetched right, given back right
``schedule``               ZSET    body by due time, epoch seconds
``retry``                  ZSET    body by due time, epoch seconds
``dead``                   ZSET    body by time of death, epoch seconds
``processes``              SET     identities of live processes
``IDENTITY``               HASH    info (JSON), busy, beat (s), quiet, rss (KiB), rtt_us
``IDENTITY:work``          HASH    tid to {queue, payload, run_at (whole s)}; Sidekiq from 6.5
``IDENTITY:workers``       HASH    the same; Sidekiq before 6.5
``IDENTITY-signals``       LIST    TSTP, TERM, TTIN, asked for in the Web UI
``stat:processed[:DATE]``  STRING  count; DATE in UTC
``stat:failed[:DATE]``     STRING  count
``paused``                 SET     names of queues not to be fetched from
``j|DATE|MINUTE``          HASH    CLASS|p, CLASS|f (jobs), CLASS|ms; see ``metrics``
``h|CLASS-MINUTE``         STRING  26 counters of 16 bits; Sidekiq 7: without ``h|``
=========================  ======  ==============================================================

pyworker's own:

=====================================  ====  ====================================================
``pyworker:owners``                    HASH  identity to JSON {slots, queues, birth, keeper}
``pyworker:beats``                     ZSET  identity by last beat, epoch seconds of Redis's clock
``pyworker:flushes``                   HASH  identity to the number of its last flush of counts
``pyworker:lease:IDENTITY:SLOT:QUEUE`` LIST  leased bodies, oldest at the right end
``pyworker:suspects``                  HASH  jid to "recoveries first" (count, epoch seconds)
``pyworker:cancel``                    ZSET  jid by the time it was called off, epoch seconds
=====================================  ====  ====================================================
"""

QUEUES = "queues"
SCHEDULE = "schedule"
RETRY = "retry"
DEAD = "dead"
PROCESSES = "processes"
PAUSED = "paused"
PROCESSED = "stat:processed"
FAILED = "stat:failed"

OWNERS = "pyworker:owners"
BEATS = "pyworker:beats"
FLUSHES = "pyworker:flushes"
SUSPECTS = "pyworker:suspects"
CANCEL = "pyworker:cancel"

PROCESS_TTL_S = 60
# Supervisors look every two seconds; what none of them has found by then does not run any more.
CANCEL_TTL_S = 60
STAT_TTL_S = 5 * 365 * 24 * 3600
DEAD_MAX_JOBS = 10_000
DEAD_TIMEOUT_S = 180 * 24 * 3600


def queue(name: str) -> str:
    """Return the list that holds a queue's jobs."""
    return f"queue:{name}"


def lease(identity: str, slot: int | str, queue_name: str) -> str:
    """Return the list that holds what a slot has leased of a queue."""
    return f"pyworker:lease:{identity}:{slot}:{queue_name}"
