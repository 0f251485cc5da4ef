"""Long outputs checked, beside ``cmp`` of two files of the same length."""

import mmap
import os
import subprocess
from pathlib import Path

import numpy as np

from pyworker.bench.report import Row, at_most
from pyworker.bench.scenarios.judge.place import milliseconds
from pyworker.bench.site import LostJobs, Site
from pyworker.judge.checkers import check
from pyworker.judge.problem import CheckerChoice

SCENARIO = "judge-checkers"
BYTES = 50_000_000
TOKEN_BYTES = 8
RUNS_EACH = 3


def measure(site: Site) -> list[Row]:
    """Check an equal output, and one whose lines all end otherwise; ``cmp`` reads equal files."""
    answer, equal, other = _files(site.folder)
    peer: list[float] = []
    exact: list[float] = []
    tokens: list[float] = []
    for _ in range(site.counts.repeat * RUNS_EACH):
        peer.append(milliseconds(lambda: _cmp(answer, equal)))
        exact.append(milliseconds(lambda: _check("exact", answer, equal)))
        tokens.append(milliseconds(lambda: _check("tokens", answer, other)))
    size = f"{BYTES // 1_000_000} MB against {BYTES // 1_000_000} MB"
    best = "cmp of equal files; the best of all runs"
    return [
        Row(SCENARIO, f"exact, {size}, equal", "ms", [min(exact)],
            best, [min(peer)], at_most(2)),
        Row(SCENARIO, f"tokens, {size}, CRLF against LF", "ms", [min(tokens)],
            best, [min(peer)], at_most(10)),
    ]  # fmt: skip


def _files(folder: Path) -> tuple[Path, Path, Path]:
    """Write lines of digits, a copy, and the same with carriage returns."""
    digits = np.random.default_rng(1).integers(48, 58, (BYTES // TOKEN_BYTES, TOKEN_BYTES + 1))
    lines = digits.astype(np.uint8)
    lines[:, -2:] = tuple(b"\r\n")
    answer, equal, other = (folder / name for name in ("answer", "equal", "other"))
    other.write_bytes(lines.tobytes())
    plain = np.delete(lines, TOKEN_BYTES - 1, axis=1).tobytes()
    answer.write_bytes(plain)
    equal.write_bytes(plain)
    return answer, equal, other


def _cmp(answer: Path, output: Path) -> None:
    # As it is found on the PATH, like the other peers.
    subprocess.run(["cmp", "-s", str(answer), str(output)], check=True)  # noqa: S603, S607


def _check(name: str, answer: Path, output: Path) -> None:
    with _mapped(answer) as expected, _mapped(output) as got:
        if not check(CheckerChoice(name), expected, got).accepted:
            raise LostJobs(f"{name} refused an output that is right")


def _mapped(path: Path) -> mmap.mmap:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return mmap.mmap(descriptor, 0, prot=mmap.PROT_READ)
    finally:
        os.close(descriptor)
