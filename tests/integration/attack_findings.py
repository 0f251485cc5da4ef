"""What is wrong with a run, by what must happen: a pure judgement, a sentence for each fault."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from tests.integration.attacks import MIB, Expected


def findings(run: Mapping[str, Any], expected: Expected, secret: str) -> list[str]:
    """Compare a run, as the runner tells it, with what must have happened."""
    stdout, stderr = base64.b64decode(run["stdout"]), base64.b64decode(run["stderr"])
    found = [
        *_ending(run, expected),
        *_stdout(stdout, expected),
        *_secrets(stdout, stderr, run, expected, secret),
        *_amounts(run, expected, len(stdout), len(stderr)),
        *_files(run, expected),
    ]
    return [*found, _seen(run, stdout, stderr)] if found else []


def _ending(run: Mapping[str, Any], expected: Expected) -> Iterator[str]:
    if run["ended"] not in expected.ended:
        yield f"ended by {run['ended']}, not by {' or '.join(expected.ended)}"
    for name in ("exit_code", "signal", "over"):
        wanted = getattr(expected, name)
        if wanted is not None and run[name] != wanted:
            yield f"{name} is {run[name]}, not {wanted}"
    if expected.fails and run["exit_code"] == 0:
        yield "succeeded"
    if expected.forks_refused and not run["forks_refused"] and run["forks_counted"]:
        yield "no fork was refused"
    if expected.stdin_kept and not run["stdin_kept"]:
        yield "the input was changed"


def _stdout(stdout: bytes, expected: Expected) -> Iterator[str]:
    for text in expected.says:
        if text.encode() not in stdout:
            yield f"does not say {text!r}"
    if not stdout.startswith(expected.starts.encode()):
        yield f"does not start with {expected.starts!r}"
    if expected.stdout_is is not None and stdout != expected.stdout_is.encode():
        yield f"says something else than {expected.stdout_is!r}"
    digest = hashlib.sha256(stdout).hexdigest()
    if expected.stdout_sha256 not in {None, digest}:
        yield "says other bytes"
    if expected.stdout_bytes not in {None, len(stdout)}:
        yield f"says {len(stdout)} bytes, not {expected.stdout_bytes}"


def _secrets(
    stdout: bytes, stderr: bytes, run: Mapping[str, Any], expected: Expected, secret: str
) -> Iterator[str]:
    escaped = [line for line in (stdout + stderr).splitlines() if b"ESCAPED" in line]
    for line in escaped[:20]:
        yield line[:200].decode(errors="replace")
    taken = b"".join(map(base64.b64decode, run["taken"].values()))
    for text in (secret, *expected.never):
        if text.encode() in stdout + stderr + taken:
            yield f"has {text!r}"


def _amounts(run: Mapping[str, Any], expected: Expected, stdout: int, stderr: int) -> Iterator[str]:
    mib = run["memory_bytes"] / MIB
    if mib < expected.peak_at_least_mib:
        yield f"a peak of {mib:.1f} MiB, under {expected.peak_at_least_mib}"
    for name, value, most in (
        ("peak", mib, expected.peak_at_most_mib),
        ("written", run["bytes_written"] / MIB, expected.written_at_most_mib),
        ("stdout", stdout, expected.stdout_at_most),
        ("stderr", stderr, expected.stderr_at_most),
        ("wall", run["wall_s"], expected.wall_at_most),
        ("cpu", run["cpu_s"], expected.cpu_at_most),
    ):
        if most is not None and value > most:
            yield f"{name}: {value:.3f}, over {most}"


def _files(run: Mapping[str, Any], expected: Expected) -> Iterator[str]:
    # Its own program is in the working folder as well.
    taken = run["taken"].keys() - {"program", "main.py", "main.cpp"}
    if expected.taken is not None and taken != set(expected.taken):
        yield f"taken: {sorted(taken)}, not {sorted(expected.taken)}; left: {run['left']}"
    for name in taken & set(expected.never_taken):
        yield f"taken: {name}"
    size = sum(len(base64.b64decode(run["taken"][name])) for name in taken) / MIB
    if expected.taken_at_most_mib is not None and size > expected.taken_at_most_mib:
        yield f"taken: {size:.1f} MiB"


def _seen(run: Mapping[str, Any], stdout: bytes, stderr: bytes) -> str:
    told = {name: value for name, value in run.items() if name not in {"stdout", "stderr", "taken"}}
    return f"seen: {told}, {stdout[:500]!r}, {stderr[:500]!r}"
