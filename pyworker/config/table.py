"""The table of all settings: their names in the environment, in the file and as flags.

A row is all that a setting needs: it is read, checked, shown by ``pyworker config`` and refused at
the start by what is here. What no row can say is in ``resolution``.
"""

import os
from typing import Any, NamedTuple, get_args

from pyworker.config.settings import Memory, Window, Words
from pyworker.config.values import (
    Read,
    choice,
    flag_for,
    metrics,
    number,
    path,
    port,
    queue_list,
    queue_names,
    size,
    text,
    texts,
    whole,
    yes_or_no,
)
from pyworker.log import FORMATS, LEVELS

POSTGRES = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "DB": "dbname"}


class Setting(NamedTuple):
    """One row.

    Attributes:
        name: the attribute of ``Settings``.
        read: makes the value of a text of the environment.
        variables: of the environment; a later one wins.
        keys: of the file with their readers; a later one wins. ``read`` where the reader is None.
    """

    name: str
    read: Read
    default: Any
    variables: tuple[str, ...] = ()
    keys: tuple[tuple[str, Read | None], ...] = ()
    flag: str = ""


TABLE = (
    Setting("queues", queue_names, (("default", 0),),
            ("WORKER_QUEUE",), (("queues", queue_list),), "-q"),
    Setting("concurrency", whole(), 5,
            ("RAILS_MAX_THREADS", "PYWORKER_CONCURRENCY"), (("concurrency", None),), "-c"),
    Setting("processes", whole(), len(os.sched_getaffinity(0)),
            ("PYWORKER_PROCESSES",), (("processes", None),), "--processes"),
    Setting("shutdown_timeout_s", number(0), 25.0,
            ("PYWORKER_TIMEOUT",), (("timeout", None),), "-t"),
    Setting("poll_average_s", number(0.05), 5.0,
            ("PYWORKER_POLL_INTERVAL",), (("average_scheduled_poll_interval", None),)),
    Setting("poll_interval_s", number(0.05), None, (), (("poll_interval_average", None),)),
    Setting("max_retries", whole(0), 25, ("PYWORKER_MAX_RETRIES",), (("max_retries", None),)),
    Setting("dead_max_jobs", whole(), 10_000,
            ("PYWORKER_DEAD_MAX_JOBS",), (("dead_max_jobs", None),)),
    Setting("dead_timeout_s", number(1), 180.0 * 24 * 3600,
            ("PYWORKER_DEAD_TIMEOUT",), (("dead_timeout_in_seconds", None),)),
    Setting("log_level", choice(*LEVELS), "info", ("PYWORKER_LOG_LEVEL",),
            (("log_level", None), ("verbose", flag_for("debug"))), "-v"),
    Setting("log_format", choice(*FORMATS), "pretty",
            ("PYWORKER_LOG_FORMAT",), (("log_format", None),), "--log-format"),
    Setting("stats_window", choice(*get_args(Window)), "auto",
            ("PYWORKER_STATS_WINDOW",), (("stats_window", None),)),
    Setting("stats_memory", choice(*get_args(Memory)), "allocated",
            ("PYWORKER_STATS_MEMORY",), (("stats_memory", None),)),
    Setting("judge_cores", whole(0), 0, ("PYWORKER_JUDGE_CORES",), (("judge_cores", None),)),
    Setting("judge_words", choice(*get_args(Words)), "grading",
            ("PYWORKER_JUDGE_WORDS",), (("judge_words", None),)),
    Setting("judge_insecure", yes_or_no, False,
            ("PYWORKER_JUDGE_INSECURE",), (("judge_insecure", None),)),
    Setting("languages_file", path, "", ("PYWORKER_LANGUAGES",), (("languages_file", None),)),
    Setting("problems_dir", path, "", ("PYWORKER_PROBLEMS",), (("problems_dir", None),)),
    # Empty until ``resolution`` knows the user's folders.
    Setting("cache_dir", path, "", ("PYWORKER_CACHE_DIR",), (("cache_dir", None),)),
    Setting("metrics", metrics, "8",
            ("PYWORKER_METRICS",), (("metrics", None),)),
    Setting("tag", text, "", ("PYWORKER_TAG",), (("tag", None),), "-g"),
    Setting("labels", texts, (), ("PYWORKER_LABELS",), (("labels", None),)),
    Setting("max_memory_bytes", size, 0,
            ("PYWORKER_MAX_MEMORY",), (("max_memory", None),), "--max-memory"),
    Setting("max_jobs", whole(0), 0,
            ("PYWORKER_MAX_JOBS",), (("max_jobs", None),), "--max-jobs"),
    Setting("health_port", port, 0,
            ("PYWORKER_HEALTH_PORT",), (("health_port", None),), "--health-port"),
    Setting("health_host", text, "127.0.0.1",
            ("PYWORKER_HEALTH_HOST",), (("health_host", None),)),
    Setting("require", texts, (), ("PYWORKER_REQUIRE",), (("require", None),), "-r"),
    Setting("environment", text, "development", ("RACK_ENV", "RAILS_ENV", "APP_ENV"), (), "-e"),
)  # fmt: skip

# Whose names are ours: where one nearly has such a name, it is probably a slip.
KNOWN = frozenset(
    {
        "REDIS_URL",
        "REDIS_PROVIDER",
        "DATABASE_URL",
        "PYWORKER_DATA_DIR",
        *(f"POSTGRES_{name}" for name in POSTGRES),
        *(
            variable
            for setting in TABLE
            for variable in setting.variables
            if setting.name != "environment"
        ),
    }
)
FILE_KEYS = frozenset({"capsules", *(key for setting in TABLE for key, _ in setting.keys)})
