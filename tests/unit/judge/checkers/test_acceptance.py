"""Every checker but floats says what its referee says, wherever chunks begin and end."""

import mmap
import random
import tempfile
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.judge.checkers import check, compare
from pyworker.judge.checkers.data import CHUNK, Data
from pyworker.judge.problem import CheckerChoice
from tests.unit.judge.checkers.referee import ACCEPTS, pairs, presentation, sizes, texts

names = pytest.mark.parametrize("name", ACCEPTS)


@names
@given(pairs() | st.tuples(texts, texts), sizes)
def test_a_checker_agrees_with_its_referee(
    name: str, pair: tuple[bytes, bytes], chunk: int
) -> None:
    answer, output = pair

    checked = compare(CheckerChoice(name), Data(answer, chunk), Data(output, chunk), explain=True)

    assert checked.accepted == ACCEPTS[name](answer, output)
    assert checked.presentation == presentation(name, answer, output)
    assert (checked.difference is None) == checked.accepted


@names
@given(texts, sizes, st.randoms(use_true_random=False))
def test_lines_in_another_order(name: str, text: bytes, chunk: int, order: random.Random) -> None:
    lines = text.split(b"\n")
    order.shuffle(lines)
    other = b"\n".join(lines)

    checked = compare(CheckerChoice(name), Data(text, chunk), Data(other, chunk), explain=False)

    assert checked.accepted == ACCEPTS[name](text, other)


@names
@pytest.mark.parametrize("length", [CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
@pytest.mark.parametrize("token", [b"1", b"1234567", b"\xff\0\x80", b"a" * CHUNK])
def test_gaps_that_differ_throughout(name: str, length: int, token: bytes) -> None:
    texts = [(token + gap) * (length // len(token) + 1) for gap in (b"\n", b"\r\n", b" ", b"  ")]

    for one, other in pairwise(texts):
        checked = check(CheckerChoice(name), one, other)
        assert checked.accepted == ACCEPTS[name](one, other)
        assert checked.presentation == presentation(name, one, other)
        assert not check(CheckerChoice(name), one + b"x y", other + b"x z").accepted


@names
@given(texts, texts)
def test_a_mapped_file_is_as_good_as_bytes(name: str, answer: bytes, output: bytes) -> None:
    answer += b"."  # an empty file cannot be mapped

    with tempfile.TemporaryFile() as file:
        file.write(answer)
        file.flush()
        with mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as mapped:
            checked = check(CheckerChoice(name), mapped, output, explain=True)

    assert checked == check(CheckerChoice(name), answer, output, explain=True)


@names
@pytest.mark.parametrize("run", [b" ", b"\t\v", b"\n", b"\r\n", b" \n"])
@pytest.mark.parametrize("end", [b"", b"x", b"\nx", b"\rx"])
def test_white_space_over_many_chunks(name: str, run: bytes, end: bytes) -> None:
    answer = b"x" + run * CHUNK + end

    for output in (b"x" + end, b"x" + run * (CHUNK - 1) + end, b"x " + run * CHUNK + end):
        checked = check(CheckerChoice(name), answer, output)
        assert checked.accepted == ACCEPTS[name](answer, output)
        assert checked.presentation == presentation(name, answer, output)
