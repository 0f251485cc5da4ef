"""The one place that names concrete backends: settings in, running parts out.

Each function loads only what its way needs: a one-shot run does not load the service, and neither
loads a database driver before the first job.
"""

import gc
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pyworker import log
from pyworker.config import Settings
from pyworker.config.flags import settings as settings_of
from pyworker.registry import current
from pyworker.transports.redis.endpoint import parse_url

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pyworker.judge.judge import Judge
    from pyworker.stats.results import StatsResult


def settings(flags: Mapping[str, Any]) -> Settings:
    """Read and check all settings; ``flags`` are those of the command line, by their names.

    Raises:
        ConfigError: lists every problem.
    """
    return settings_of(flags, parse_url)


def start_logging(chosen: Settings) -> None:
    """Log as the settings say; lines of a job carry its class and jid."""
    log.setup(chosen.log_level, chosen.log_format, _job_fields)
    for warning in chosen.warnings:
        log.logger.warning("%s", warning)


def serve(chosen: Settings) -> int:
    """Run the service until it is told to stop; returns the exit status.

    Raises:
        ConfigError: a module of jobs cannot be loaded.
    """
    from pyworker.wiring.service import serve

    if chosen.config_file:
        log.logger.info("settings of %s are read, in %s", chosen.config_file, chosen.environment)
    return serve(chosen)


def check(chosen: Settings) -> int:
    """Load all that the service would run; returns the exit status.

    Raises:
        ConfigError: a module of jobs cannot be loaded.
    """
    from pyworker.wiring.service import check

    return check(chosen)


def run_once(chosen: Settings, test_run_id: int) -> "StatsResult":
    """Compute and store one test run's figures, without any queue; the last act of a process.

    Raises:
        PyworkerError: names what is wrong with the test run or its samples.
    """
    from pyworker.stats import one_shot

    gc.disable()  # loading numpy and psycopg makes objects that stay: 5 % of it is looking at them

    return one_shot.run_once(chosen.database, test_run_id, chosen.stats_window, chosen.stats_memory)


def open_judge(chosen: Settings) -> "AbstractContextManager[Judge]":
    """Lend a judge, for a command or a job; see ``wiring.judge``."""
    from pyworker.wiring.judge import open_judge

    return open_judge(chosen)


def _job_fields() -> dict[str, str]:
    context = current.get()
    return {"class": context.job.name, "jid": context.jid} if context else {}
