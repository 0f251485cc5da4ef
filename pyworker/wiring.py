"""The one place that names concrete backends: settings in, running parts out."""

import importlib
import importlib.util
import logging
import os
import signal
import sys
import time
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any

from pyworker import __version__, config, log
from pyworker.config import Settings
from pyworker.errors import ConfigError
from pyworker.jobs import stats as stats_jobs
from pyworker.middleware.chain import Middleware
from pyworker.middleware.log import log as log_job
from pyworker.registry import Registry, current, registry
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.calls import RunAsync
from pyworker.runtime.child import Child
from pyworker.runtime.executor import Executor
from pyworker.runtime.launcher import LaunchConfig, Launcher
from pyworker.runtime.signals import Signals
from pyworker.runtime.supervisor import Supervisor
from pyworker.stats import one_shot
from pyworker.stats.results import StatsResult
from pyworker.stats.service import StatsService
from pyworker.transports.redis.endpoint import parse_url
from pyworker.transports.redis.owner import hostname, identify
from pyworker.transports.redis.presence import Profile
from pyworker.transports.redis.transport import RedisConfig, RedisTransport

logger = logging.getLogger("pyworker")


def settings(flags: Mapping[str, Any]) -> Settings:
    """Read and check all settings.

    Raises:
        ConfigError: lists every problem.
    """
    return config.load(config.environment(), flags, parse_url)


def start_logging(chosen: Settings) -> None:
    """Log as the settings say; lines of a job carry its class and jid."""
    log.setup(chosen.log_level, chosen.log_format, _job_fields)
    for warning in chosen.warnings:
        logger.warning("%s", warning)


def serve(chosen: Settings) -> int:
    """Run the service until it is told to stop; returns the exit status."""
    jobs = load_jobs(chosen)
    logger.info(
        "pyworker %s: %d processes with %d threads each, queues %s at %s",
        __version__,
        chosen.processes,
        chosen.concurrency,
        ", ".join(name for name, _ in chosen.queues),
        parse_url(chosen.redis_url),
    )
    children = [Child(number, chosen.concurrency) for number in range(chosen.processes)]
    undertaker = Undertaker(jobs, lambda: transport(chosen, identify(os.getpid(), "supervisor")))
    return Supervisor(
        children,
        lambda child: serve_child(chosen, jobs, child),
        identify,
        undertaker,
        chosen.shutdown_timeout_s,
    ).run()


def serve_child(chosen: Settings, jobs: Registry, child: Child) -> int:
    """Be a child, just forked; returns the exit status."""
    # Ctrl-C reaches the whole terminal: the supervisor hears it and tells the children.
    signals = Signals(
        [signal.SIGTERM, signal.SIGTSTP, signal.SIGTTIN], [signal.SIGINT, signal.SIGPIPE]
    )
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    executor = Executor(jobs, _middleware(), _run_async(jobs))
    limits = LaunchConfig(chosen.concurrency, chosen.shutdown_timeout_s, chosen.poll_average_s)
    if child.board is None:
        raise RuntimeError("a child is started with a board")
    return Launcher(limits, transport(chosen, child.identity), executor, child.board, signals).run()


def transport(chosen: Settings, identity: str) -> RedisTransport:
    """Return the way to the queues; it connects at first use."""
    profile = Profile(
        hostname=hostname(),
        pid=os.getpid(),
        started_at=time.time(),
        concurrency=chosen.concurrency,
        weights=chosen.queues,
        version=__version__,
        tag=chosen.tag,
    )
    endpoint = RedisConfig(parse_url(chosen.redis_url), chosen.queues)
    return RedisTransport(endpoint, identity, profile)


def load_jobs(chosen: Settings) -> Registry:
    """Register the jobs that come with pyworker, and those of the user's modules.

    Raises:
        ConfigError: a module cannot be loaded.
    """
    for spec in stats_jobs.specs(stats_service(chosen)):
        registry.add(spec)
    problems = []
    for name in chosen.require:
        try:
            _load(name)
        except Exception as error:
            problems.append(f"-r {name}: cannot be loaded: {type(error).__name__}: {error}")
    if problems:
        raise ConfigError(problems)
    return registry


def stats_service(chosen: Settings) -> StatsService:
    """Return the statistics job's service; it loads and connects at its first job."""
    return StatsService(
        chosen.database, chosen.stats_window, chosen.stats_memory, chosen.concurrency
    )


def run_once(chosen: Settings, test_run_id: int) -> StatsResult:
    """Compute and store one test run's figures, without any queue.

    Raises:
        PyworkerError: names what is wrong with the test run, its samples or the database.
    """
    return one_shot.run_once(chosen.database, test_run_id, chosen.stats_window, chosen.stats_memory)


def _load(name: str) -> None:
    """Import a module by its dotted name, found from the current folder, or a file by its path."""
    if not name.endswith(".py"):
        if "" not in sys.path:
            sys.path.insert(0, "")
        importlib.import_module(name)
        return
    path = Path(name)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ImportError(f"no such file: {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)


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


def _job_fields() -> dict[str, str]:
    context = current.get()
    return {"class": context.job.name, "jid": context.jid} if context else {}
