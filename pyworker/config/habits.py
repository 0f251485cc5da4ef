"""What a Rails team's file and variables say that means something else here."""

import re
from typing import Any

from pyworker.config.yml import File

_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


def python_only(names: tuple[str, ...], place: str, warnings: list[str]) -> tuple[str, ...]:
    """Keep the modules and ``.py`` files; Sidekiq's own ``require`` names Ruby's."""
    kept = []
    for name in names:
        if name.endswith(".py") or (_MODULE.fullmatch(name) and not name.endswith(".rb")):
            kept.append(name)
        else:
            warnings.append(f"{place}: {name} is neither a Python module nor a .py file, ignored")
    return tuple(kept)


def threads_of_rails(chosen: dict[str, Any], source: str, file: File) -> str | None:
    """Say that RAILS_MAX_THREADS wins over the file; in Sidekiq the file wins over that."""
    entry = file.entries.get("concurrency")
    if not entry or not source.startswith("RAILS_MAX_THREADS"):
        return None
    if str(entry.value) == str(chosen["concurrency"]):
        return None
    return (
        f"RAILS_MAX_THREADS wins over {file.path}:{entry.line} concurrency, as the environment "
        "does here; Sidekiq has these two the other way round: say it by PYWORKER_CONCURRENCY or -c"
    )
