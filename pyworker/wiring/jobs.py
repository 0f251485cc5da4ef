"""Which jobs a service runs: those that come with pyworker, and those of the user's modules."""

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pyworker.config import Settings
from pyworker.database import Database
from pyworker.errors import ConfigError
from pyworker.jobs import judge as judge_job
from pyworker.jobs import stats as stats_jobs
from pyworker.judge.service import Bench, JudgeService, configure
from pyworker.registry import Registry, registry
from pyworker.stats.service import StatsService

# Of test cases on disk, for each cache folder.
CASES_BYTES = 4 << 30


class Jobs(NamedTuple):
    """The table of jobs, and what ends the services behind them in the process that used them."""

    registry: Registry
    close: Callable[[], None]


def load_jobs(chosen: Settings) -> Jobs:
    """Register the jobs that come with pyworker, and those of the user's modules.

    Raises:
        ConfigError: a module or the file of languages cannot be loaded.
    """
    # Both load their libraries and connect at their first job, so after the fork.
    stats = StatsService(chosen.database, chosen.stats_window, chosen.stats_memory, chosen.threads)
    judge = _judge_service(chosen)
    for spec in (*stats_jobs.specs(stats), judge_job.spec(judge, chosen.max_retries)):
        registry.add(spec)
    problems = []
    for name in chosen.require:
        try:
            _load(name)
        except Exception as error:
            problems.append(f"-r {name}: cannot be loaded: {type(error).__name__}: {error}")
    problems += _problems_of_languages(chosen.languages_file)
    if problems:
        raise ConfigError(problems)

    def close() -> None:
        judge.close()
        stats.close()

    return Jobs(registry, close)


def _problems_of_languages(path: str) -> Sequence[str]:
    if not path:
        return ()
    from pyworker.judge import languages

    try:
        languages.load(Path(path))
    except ConfigError as error:
        return error.problems
    return ()


def _judge_service(chosen: Settings) -> JudgeService:
    database = Database(chosen.database, chosen.threads, "judge", configure)
    return JudgeService(database, lambda: _bench(chosen), chosen.judge_words)


@contextmanager
def _bench(chosen: Settings) -> Iterator[Bench]:
    # Loaded only where something is judged.
    from pyworker.judge.cases import CaseCache
    from pyworker.wiring.judge import open_judge

    with open_judge(chosen) as judge:
        yield Bench(judge, CaseCache(Path(chosen.cache_dir) / "cases", CASES_BYTES))


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
