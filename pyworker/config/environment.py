"""The environment, filled up from the ``.env`` files."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path

from pyworker.config.table import KNOWN

# The Rails app's file goes before the local one; neither overrides the environment.
ENV_FILES = (Path("../benchmark_ui/.env"), Path(".env"))


class Environment(dict[str, str]):
    """Variables by name; ``files`` tells which file a variable came from, if from any."""

    def __init__(self, values: Mapping[str, str], files: Mapping[str, str]) -> None:
        super().__init__(values)
        self.files = files


def environment(environ: Mapping[str, str] = os.environ) -> Environment:
    """Return the environment, filled up from the ``.env`` files."""
    values: dict[str, str] = {}
    files: dict[str, str] = {}
    for path in reversed(ENV_FILES):
        if not path.is_file():
            continue
        # Loaded only where there is such a file: it takes a tenth of the time to start.
        from dotenv import dotenv_values

        found = {name: value for name, value in dotenv_values(path).items() if value}
        values.update(found)
        files.update(dict.fromkeys(found, str(path)))
    own = {name: path for name, path in files.items() if name not in environ}
    return Environment(values | dict(environ), own)


def source_of(name: str, values: Mapping[str, str]) -> str:
    """Say where a variable was set: its name, and its ``.env`` file if it came from one."""
    path = values.files.get(name) if isinstance(values, Environment) else None
    return f"{name} in {path}" if path else name


def slips(values: Mapping[str, str]) -> list[str]:
    """Warn of variables that look like ours and are not: they would be ignored in silence."""
    found = []
    for name in sorted(set(values) - KNOWN):
        close = difflib.get_close_matches(name, KNOWN, n=1, cutoff=0.85)
        if close or name.startswith("PYWORKER_"):
            meant = close or difflib.get_close_matches(name, KNOWN, n=1, cutoff=0)
            found.append(f"{name} is set but means nothing; did you mean {meant[0]}?")
    return found
