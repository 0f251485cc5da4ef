"""A reader knows where each byte that it reads comes from, and can begin anywhere."""

from collections.abc import Callable

import pytest
from hypothesis import given

from pyworker.judge.checkers.data import Data
from pyworker.judge.checkers.readers import Bare, Lines, Reader, Stripped, Tokens, Whole
from tests.unit.judge.checkers.referee import sizes, texts

READS: dict[Callable[[Data], Reader], Callable[[bytes], bytes]] = {
    Whole: bytes,
    Bare: lambda text: b"".join(text.split()),
    Stripped: lambda text: text.strip().replace(b"\r\n", b"\n"),
    Tokens: lambda text: b" ".join(text.split()),
    Lines: lambda text: b"\n".join(line.rstrip() for line in text.rstrip().split(b"\n")),
}
kinds = pytest.mark.parametrize("kind", READS)


@kinds
@given(texts, sizes)
def test_what_is_read(kind: Callable[[Data], Reader], text: bytes, chunk: int) -> None:
    read = b"".join(piece for _, piece in kind(Data(text, chunk)).pieces(0))

    assert read == READS[kind](text)


@kinds
@given(texts, sizes)
def test_where_it_comes_from(kind: Callable[[Data], Reader], text: bytes, chunk: int) -> None:
    reader = kind(Data(text, chunk))
    pieces = list(reader.pieces(0))

    places = [(byte, reader.offset(low, at)) for low, raw in pieces for at, byte in enumerate(raw)]

    assert [place for _, place in places] == sorted({place for _, place in places})
    for byte, place in places:
        assert byte == text[place] or (byte == ord(" ") and text[place : place + 1].isspace())


@kinds
@given(texts, sizes)
def test_reading_on_from_behind_a_letter(
    kind: Callable[[Data], Reader], text: bytes, chunk: int
) -> None:
    data = Data(text, chunk)
    start = data.skip_back(len(text) // 2)
    whole, rest = (b"".join(raw for _, raw in kind(data).pieces(at)) for at in (0, start))

    assert whole.endswith(rest)
    assert READS[Bare](whole[: len(whole) - len(rest)]) == READS[Bare](text[:start])
