"""Where the judge keeps what it need not make or fetch twice.

Source: the XDG Base Directory Specification 0.8: a path that is not absolute is ignored.
"""

import os
from collections.abc import Mapping
from pathlib import Path


def default_cache(values: Mapping[str, str]) -> str:
    """Return the folder of a user's cached files that is pyworker's."""
    named = Path(values.get("XDG_CACHE_HOME", ""))
    home = Path(values.get("HOME") or os.path.expanduser("~"))
    return str((named if named.is_absolute() else home / ".cache") / "pyworker")
