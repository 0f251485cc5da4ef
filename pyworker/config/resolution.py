"""Which value of which place counts: defaults, then the file, then the environment, then flags.

Every value that is given is checked, also those that another one overrides.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pyworker.config.environment import slips, source_of
from pyworker.config.folders import default_cache
from pyworker.config.servers import database_address, redis_address
from pyworker.config.settings import Settings
from pyworker.config.table import FILE_KEYS, TABLE, Setting
from pyworker.config.values import Read
from pyworker.errors import ConfigError

if TYPE_CHECKING:
    from pyworker.config.yml import File

# Looked for in the current folder, as Sidekiq does; the first that is there counts.
DEFAULT_FILES = (Path("config/pyworker.yml"), Path("config/sidekiq.yml"))


class Given(NamedTuple):
    """A value as somebody wrote it; ``place`` is where, for a complaint about it."""

    value: Any
    read: Read
    place: str
    source: str


def default_file() -> Path | None:
    """Find the file that is read where none is named."""
    return next((path for path in DEFAULT_FILES if path.is_file()), None)


def load(
    values: Mapping[str, str],
    flags: Mapping[str, Any],
    check_redis: Read,
    path: Path | None = None,
) -> Settings:
    """Check all settings.

    Args:
        values: the environment.
        flags: what the command line said, by the names of ``Settings``; None where it said nothing.
        check_redis: raises ValueError for a URL that cannot be used.
        path: the file to read, if any.

    Raises:
        ConfigError: lists every problem by the name of its setting.
    """
    resolution = _Resolution(values, {name: v for name, v in flags.items() if v is not None})
    settings = resolution.settings(check_redis, path)
    if resolution.problems:
        raise ConfigError(resolution.problems)
    return Settings(**settings, warnings=tuple(resolution.warnings), sources=resolution.sources)


class _Resolution:
    """Chooses values one by one, and collects what is wrong with those that are given."""

    def __init__(self, values: Mapping[str, str], flags: Mapping[str, Any]) -> None:
        self.values = values
        self.flags = flags
        self.file: File | None = None
        self.problems: list[str] = []
        self.warnings: list[str] = []
        self.sources: dict[str, str] = {}

    def settings(self, check_redis: Read, path: Path | None) -> dict[str, Any]:
        self.warnings += slips(self.values)
        rows = {setting.name: setting for setting in TABLE}
        # The file has sections for environments, so which one counts comes first.
        environment = self._choose(rows.pop("environment"))
        if path is not None:
            self._read(path, environment)
        redis = redis_address(self.values, check_redis, self.problems)
        database = database_address(self.values, self.problems, self.warnings)
        found = "-C" if "config_file" in self.flags else "found here"
        self.sources |= {
            "config_file": found if path else "default",
            "redis_url": redis.source,
            "database": database.source,
        }
        chosen = {name: self._choose(setting) for name, setting in rows.items()}
        chosen["cache_dir"] = chosen["cache_dir"] or default_cache(self.values)
        return self._with_file(chosen) | {
            "redis_url": redis.url,
            "database": database.url,
            "environment": environment,
            "config_file": str(path or ""),
        }

    def _read(self, path: Path, environment: str) -> None:
        # Loaded only where there is a file: it takes a fifth of the time to start.
        from pyworker.config import capsules, yml

        try:
            self.file = yml.read(path, environment, self.values, FILE_KEYS)
        except ConfigError as error:
            self.problems += error.problems
            return
        capsules.lift_default(self.file)
        self.problems += self.file.problems
        self.warnings += self.file.warnings

    def _with_file(self, chosen: dict[str, Any]) -> dict[str, Any]:
        """Add what only a file can say, and drop what is Ruby's."""
        if self.file is None:
            return chosen
        from pyworker.config import habits
        from pyworker.config.capsules import KEY, capsules

        found = capsules(self.file, chosen["concurrency"])
        self.problems += found.problems
        self.warnings += found.warnings
        if found.extra:
            self.sources["extra_capsules"] = f"{self._line(KEY)} {KEY}"
        if self.sources["require"].startswith(f"{self.file.path}:"):
            names = habits.python_only(chosen["require"], self.sources["require"], self.warnings)
            chosen["require"] = names
            if not names:
                self.sources["require"] = "default"
        if self.values.get("PYWORKER_POLL_INTERVAL"):
            # The environment wins; the file's other interval would win over this one.
            chosen["poll_interval_s"], self.sources["poll_interval_s"] = None, "default"
        threads = habits.threads_of_rails(chosen, self.sources["concurrency"], self.file)
        self.warnings += [threads] if threads else []
        return chosen | {"extra_capsules": found.extra}

    def _line(self, key: str) -> str:
        return f"{self.file.path}:{self.file.entries[key].line}" if self.file else ""

    def _choose(self, setting: Setting) -> Any:
        chosen, source = setting.default, "default"
        for given in self._given(setting):
            try:
                value = given.read(given.value)
            except ValueError as error:
                self.problems.append(f"{given.place}: {error}")
                continue
            if value is not None:
                chosen, source = value, given.source
        self.sources[setting.name] = source
        return chosen

    def _given(self, setting: Setting) -> Iterator[Given]:
        """Yield what the places say, each before those that win over it."""
        for key, read in setting.keys:
            if self.file and (entry := self.file.entries.get(key)):
                place = self._line(key)
                yield Given(entry.value, read or setting.read, f"{place}: {key}", f"{place} {key}")
        for name in setting.variables:
            if text := self.values.get(name):
                yield Given(text, setting.read, name, source_of(name, self.values))
        if setting.name in self.flags:
            yield Given(self.flags[setting.name], _as_it_is, setting.flag, setting.flag)


def _as_it_is(value: Any) -> Any:
    return value
