"""The corpus of attacks: programs, and what must happen to each.

An attack is a file of ``tests/corpus/attacks``. Its first lines are comments that say what it does;
those that start with ``//:`` or ``#:`` are TOML and say what must happen (``Expected``). Whatever
happens, no output may have the word ESCAPED, nor the secret that the host hides.
"""

import base64
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parents[1] / "corpus" / "attacks"
# Where a box has them as well: it sees /usr, and no home.
PYTHON = shutil.which("python3", path="/usr/bin:/usr/local/bin") or ""
COMPILER = shutil.which("g++", path="/usr/bin:/usr/local/bin") or ""
MIB = 1 << 20

# Small, so that the whole corpus is over soon.
LIMITS: Mapping[str, float] = {
    "cpu_s": 0.3,
    "wall_s": 20.0,  # only for what goes wrong: a busy machine gives little of a core
    "memory_bytes": 96 * MIB,
    "stdout_bytes": 256 * 1024,
    "stderr_bytes": 64 * 1024,
    "file_bytes": MIB,
    "disk_bytes": 8 * MIB,
    "disk_files": 256,
    "processes": 24,
    "open_files": 64,
}
COMPILER_LIMITS: Mapping[str, float] = {
    **LIMITS,
    "cpu_s": 1.0,
    "wall_s": 20.0,
    "memory_bytes": 192 * MIB,
    "file_bytes": 32 * MIB,
    "disk_bytes": 64 * MIB,
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What must happen; what is not given does not matter.

    Attributes:
        ended: the words of ``Ended``, of which one must be it.
        fails: no success: it did not exit, or not with 0.
        says: what the output must have; ``never``: what neither stream may have.
        starts, stdout_is, stdout_sha256, stdout_bytes, stdout_at_most: the whole output.
        forks_refused: some were.
        taken: names of the files brought out, all of them; ``never_taken``: names that may not be.
        stdin_kept: the input's file is as it was.
    """

    ended: tuple[str, ...]
    exit_code: int | None = None
    signal: int | None = None
    fails: bool = False
    over: str | None = None
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    starts: str = ""
    stdout_is: str | None = None
    stdout_sha256: str | None = None
    stdout_bytes: int | None = None
    stdout_at_most: int | None = None
    stderr_at_most: int | None = None
    wall_at_most: float | None = None
    cpu_at_most: float | None = None
    forks_refused: bool = False
    peak_at_least_mib: float = 0
    peak_at_most_mib: float | None = None
    written_at_most_mib: float | None = None
    taken: tuple[str, ...] | None = None
    never_taken: tuple[str, ...] = ()
    taken_at_most_mib: float | None = None
    stdin_kept: bool = False


@dataclass(frozen=True, slots=True)
class Attack:
    """One program of the corpus.

    Attributes:
        name: its path in the corpus.
        expected: with all layers; ``reduced`` changes it where there are no cgroups.
        modes: where it is tried, of ``root``, ``reduced`` and ``ordinary``; empty for all.
        patch: texts of the source and the bytes, in hexadecimal, to put there; ``secret`` stands
            for the path of the secret.
        next: the attack that must follow in the same box.
    """

    name: str
    expected: Expected
    reduced: Mapping[str, Any] = field(default_factory=dict)
    modes: tuple[str, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)
    take: tuple[str, ...] = ()
    take_bytes: int = 8 * MIB
    stdin: str | None = None
    patch: Mapping[str, str] = field(default_factory=dict)
    next: str = ""

    def source(self, secret: Path) -> bytes:
        """Return the program's text, patched."""
        text = (CORPUS / self.name).read_bytes()
        for old, new in self.patch.items():
            text = text.replace(
                old.encode(), bytes(secret) if new == "secret" else bytes.fromhex(new)
            )
        return text

    def expects(self, mode: str) -> Expected:
        """Return what must happen in a mode."""
        return self.expected if mode == "root" else replace(self.expected, **_fixed(self.reduced))

    def order(self, source: bytes, program: bytes, arguments: list[str]) -> dict[str, Any]:
        """Return the command, as ``attack_runner`` reads it; ``program`` where it is compiled."""
        argv, files = ["/box/program", *arguments], {"program": program}
        limits = {**LIMITS, **self.limits}
        if self.name.endswith(".py"):
            argv, files = [PYTHON, "main.py", *arguments], {"main.py": source}
        if self.name.startswith("compiler/"):
            argv, files = [COMPILER, "-O1", "-o", "program", "main.cpp"], {"main.cpp": source}
            limits = {**COMPILER_LIMITS, **self.limits}
        return {
            "argv": argv,
            "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
            "environment": {"PATH": "/usr/bin"} if self.name.startswith("compiler/") else {},
            "limits": limits,
            "take": self.take,
            "take_bytes": self.take_bytes,
            "stdin": self.stdin,
        }


def read(name: str) -> Attack:
    """Read one attack of the corpus."""
    header = _header((CORPUS / name).read_text(encoding="utf-8"))
    known = {each.name for each in fields(Expected)}
    expected = Expected(**_fixed({key: header.pop(key) for key in header.keys() & known}))
    return Attack(name=name, expected=expected, **_fixed(header))


def every_attack() -> list[Attack]:
    """Read the corpus, but for those that are only sequels."""
    names = (path for path in CORPUS.glob("*/*") if path.suffix in {".cpp", ".py"})
    attacks = [read(path.relative_to(CORPUS).as_posix()) for path in sorted(names)]
    sequels = {attack.next for attack in attacks}
    return [attack for attack in attacks if attack.name not in sequels]


def _header(text: str) -> dict[str, Any]:
    lines = [line.partition(":") for line in text.splitlines()]
    return tomllib.loads("\n".join(rest for mark, _, rest in lines if mark in {"//", "#"}))


def _fixed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
    }
