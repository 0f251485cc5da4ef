"""The service: a supervisor, and what each of its children is made of."""

import logging
import os
import signal
import time
from collections.abc import Coroutine
from typing import Any

from pyworker import __version__
from pyworker.config import Settings
from pyworker.middleware.chain import Middleware
from pyworker.middleware.log import log as log_job
from pyworker.registry import Registry
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.calls import RunAsync
from pyworker.runtime.child import Child
from pyworker.runtime.executor import Executor
from pyworker.runtime.launcher import LaunchConfig, Launcher
from pyworker.runtime.signals import Signals
from pyworker.transports.redis import scripts
from pyworker.transports.redis.capsule import Capsule
from pyworker.transports.redis.endpoint import parse_url
from pyworker.transports.redis.owner import hostname, identify
from pyworker.transports.redis.presence import Profile
from pyworker.transports.redis.settlement import DeadLimits
from pyworker.transports.redis.transport import RedisConfig, RedisTransport
from pyworker.wiring.jobs import Jobs, load_jobs
from pyworker.wiring.supervision import Birth, supervise

logger = logging.getLogger("pyworker")


def serve(chosen: Settings) -> int:
    """Run the service until it is told to stop; returns the exit status."""
    birth = Birth.now()
    jobs = load_jobs(chosen)
    scripts.preload()
    logger.info(
        "pyworker %s: %d processes with %d threads each, queues %s at %s",
        __version__,
        chosen.processes,
        chosen.threads,
        ", ".join(chosen.queue_names),
        parse_url(chosen.redis_url),
    )
    undertaker = Undertaker(
        jobs.registry,
        lambda: transport(chosen, identify(os.getpid(), "supervisor")),
        chosen.max_retries,
    )
    return supervise(birth, chosen, lambda child: serve_child(chosen, jobs, child), undertaker)


def check(chosen: Settings) -> int:
    """Load all that the service would run; returns the exit status."""
    jobs = load_jobs(chosen)
    logger.info("settings and code can be used: %d job classes", len(jobs.registry))
    return 0


def serve_child(chosen: Settings, jobs: Jobs, child: Child) -> int:
    """Be a child, just forked; returns the exit status."""
    # Ctrl-C reaches the whole terminal: the supervisor hears it and tells the children.
    signals = Signals(
        [signal.SIGTERM, signal.SIGTSTP, signal.SIGTTIN],
        [signal.SIGINT, signal.SIGUSR2, signal.SIGPIPE],
    )
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    executor = Executor(
        jobs.registry,
        _middleware(),
        _run_async(jobs.registry),
        max_retries=chosen.max_retries,
    )
    limits = LaunchConfig(
        chosen.threads, chosen.shutdown_timeout_s, chosen.poll_average_s, chosen.poll_interval_s
    )
    if child.board is None:
        raise RuntimeError("a child is started with a board")
    launcher = Launcher(limits, transport(chosen, child.identity), executor, child.board, signals)
    try:
        return launcher.run()
    finally:
        jobs.close()


def transport(chosen: Settings, identity: str) -> RedisTransport:
    """Return the way to the queues; it connects at first use."""
    profile = Profile(
        hostname=hostname(),
        pid=os.getpid(),
        started_at=time.time(),
        capsules=tuple(Capsule(c.name, c.queues, c.concurrency) for c in chosen.capsules),
        version=__version__,
        tag=chosen.tag,
        labels=chosen.labels,
    )
    dead = DeadLimits(chosen.dead_max_jobs, chosen.dead_timeout_s)
    config = RedisConfig(parse_url(chosen.redis_url), dead, chosen.metrics)
    return RedisTransport(config, identity, profile)


def _middleware() -> list[Middleware]:
    # A layer that would say nothing is left out: it would cost every job a call.
    return [log_job] if logger.isEnabledFor(logging.INFO) else []


def _run_async(jobs: Registry) -> RunAsync:
    """Return what runs coroutines; asyncio is loaded only where a job needs it."""
    if not any(spec.is_async for spec in jobs):
        return _no_async
    from pyworker.runtime.async_loop import AsyncLoop

    return AsyncLoop().run


def _no_async(coroutine: Coroutine[Any, Any, Any], _timeout_s: float | None) -> Any:
    raise AssertionError(f"no async job is registered, yet one returned {coroutine!r}")
