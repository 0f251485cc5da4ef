"""Where the private PostgreSQL lives, and which of the programs found it runs.

As root it runs as another user, who may be shut out of the data folder (a clone in /root) and of
the wheel's programs. Then its data goes below /var/lib, and the programs are copied to it.
"""

import hashlib
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from pyworker.dev.process import Account, run_as
from pyworker.dev.programs import postgres_of_system, postgres_wheel
from pyworker.errors import PyworkerError

SYSTEM_DATA = Path("/var/lib/pyworker")


class NoPostgres(PyworkerError):
    """No PostgreSQL is installed that can run on the data."""


def choose_home(folder: Path, account: Account | None, system_data: Path = SYSTEM_DATA) -> Path:
    """Choose the folder of the private PostgreSQL that goes with a data folder."""
    if account is None or account.can("-x", folder):
        return folder / "postgres"
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    home = system_data / digest
    home.mkdir(parents=True, exist_ok=True)
    for path in (system_data, home):
        path.chmod(0o755)
    # So that whoever looks for it, or removes it, finds it.
    signpost = folder / "postgres"
    if not signpost.is_symlink():
        signpost.symlink_to(home)
    return home


def choose_programs(home: Path, account: Account | None) -> Path:
    """Return the folder of the newest initdb and postgres that suit the data in ``home``.

    Raises:
        NoPostgres: says what to install.
    """
    wheel = postgres_wheel()
    candidates = [*([wheel] if wheel else []), *postgres_of_system()]
    wanted = _data_version(home)
    suitable = [each for each in candidates if wanted in (None, _version(each))]
    if not suitable:
        raise NoPostgres(_advice(home, wanted))
    return _usable(suitable, account) or _copy(suitable[0], home)


def _usable(candidates: Iterable[Path], account: Account | None) -> Path | None:
    for folder in candidates:
        if account is None or account.can("-x", folder / "postgres"):
            return folder
    return None


def _copy(programs: Path, home: Path) -> Path:
    """Copy the wheel's programs, with the libraries that they look for beside the package."""
    install = programs.parent
    package = install.parent
    copy = home / f"wheel-{_version(programs)}"
    if not copy.exists():
        unfinished = home / "wheel.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(install, unfinished / package.name / install.name)
        libraries = package.with_suffix(".libs")
        shutil.copytree(libraries, unfinished / libraries.name)
        for path in [unfinished, *unfinished.rglob("*")]:
            # A strict umask at pip's install would shut the other user out of the copy too.
            path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & 0o100 else 0o044))
        unfinished.rename(copy)
    return copy / package.name / install.name / programs.name


def _version(programs: Path) -> str:
    said = run_as(None, [programs / "postgres", "--version"], cwd=Path("/")).stdout
    found = re.search(r"(\d+)", said)
    return found[1] if found else ""


def _data_version(home: Path) -> str | None:
    file = home / "data" / "PG_VERSION"
    return file.read_text().strip() if file.exists() else None


def _advice(home: Path, wanted: str | None) -> str:
    if wanted is None:
        return (
            "there is no PostgreSQL to start: pip install 'pyworker[dev-servers]', or apt install "
            "postgresql, or set DATABASE_URL to one that runs"
        )
    return (
        f"the data in {home} is PostgreSQL {wanted}'s, which is not installed: apt install "
        f"postgresql-{wanted}, or remove that folder to begin anew"
    )
