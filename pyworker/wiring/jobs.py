"""Which jobs a service runs: those that come with pyworker, and those of the user's modules."""

import importlib
import importlib.util
import sys
from pathlib import Path

from pyworker.config import Settings
from pyworker.errors import ConfigError
from pyworker.jobs import stats as stats_jobs
from pyworker.registry import Registry, registry
from pyworker.stats.service import StatsService


def load_jobs(chosen: Settings) -> Registry:
    """Register the jobs that come with pyworker, and those of the user's modules.

    Raises:
        ConfigError: a module cannot be loaded.
    """
    for spec in stats_jobs.specs(_stats_service(chosen)):
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


def _stats_service(chosen: Settings) -> StatsService:
    # It loads its libraries and connects at its first job, so after the fork.
    return StatsService(chosen.database, chosen.stats_window, chosen.stats_memory, chosen.threads)


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
