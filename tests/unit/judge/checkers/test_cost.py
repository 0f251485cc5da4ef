"""What a check takes: no numpy for equal bytes, and little memory for many."""

import subprocess
import sys
import tracemalloc

import pytest

from pyworker.judge.checkers import check
from pyworker.judge.checkers.data import CHUNK
from pyworker.judge.problem import CheckerChoice

MIB = 1 << 20
SIZE = 8 * MIB


def test_equal_bytes_need_no_numpy() -> None:
    script = (
        "import sys\n"
        "from pyworker.judge.checkers import check\n"
        "from pyworker.judge.problem import CheckerChoice\n"
        "assert check(CheckerChoice('floats'), b'1', b'1').accepted\n"
        "assert 'numpy' not in sys.modules\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "name", ["exact", "lines", "stripped", "tokens", "tokens-ignore-case", "unordered-lines"]
)
@pytest.mark.parametrize("token", [b"a", b"abcdefg", b"a" * CHUNK, b"a" * SIZE, b" " * SIZE])
def test_memory_does_not_grow_with_what_is_checked(name: str, token: bytes) -> None:
    answer = (token + b"\n") * (SIZE // (len(token) + 1) + 1) + b"!"
    output = (token + b"\r\n") * (SIZE // (len(token) + 1) + 1) + b"?"
    check(CheckerChoice(name), b"1", b"2")  # numpy is imported

    tracemalloc.start()
    checked = check(CheckerChoice(name), answer, output)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert not checked.accepted
    assert peak < 32 * CHUNK


def test_floats_are_held_for_a_chunk_at_a_time() -> None:
    choice = CheckerChoice("floats", {"absolute": 0.1})
    answer, output = b"1.00 " * (MIB // 5), b"1.01 " * (MIB // 5)

    tracemalloc.start()
    accepted = check(choice, answer, output).accepted
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert accepted
    assert peak < 64 * CHUNK
