"""How much memory a process has."""

import os
from pathlib import Path

_PAGE_BYTES = os.sysconf("SC_PAGESIZE")


def resident_bytes(pid: int) -> int:
    """Return a process's resident memory, what it shares with others included; 0 if it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_BYTES
    except OSError:
        return 0
