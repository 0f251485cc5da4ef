"""What the checkers must say, in the simplest words, and bytes that are hard for them."""

from collections import Counter
from collections.abc import Callable

from hypothesis import strategies as st

from pyworker.judge.checkers.data import CHUNK, WHITE


def _lines(text: bytes) -> list[bytes]:
    return [line.rstrip() for line in text.rstrip().split(b"\n")]


def _stripped(text: bytes) -> bytes:
    return text.strip().replace(b"\r\n", b"\n")


ACCEPTS: dict[str, Callable[[bytes, bytes], bool]] = {
    "exact": lambda answer, output: answer == output,
    "lines": lambda answer, output: _lines(answer) == _lines(output),
    "stripped": lambda answer, output: _stripped(answer) == _stripped(output),
    "tokens": lambda answer, output: answer.split() == output.split(),
    "tokens-ignore-case": lambda answer, output: answer.lower().split() == output.lower().split(),
    "unordered-lines": lambda answer, output: (
        Counter(filter(None, _lines(answer))) == Counter(filter(None, _lines(output)))
    ),
}


def presentation(name: str, answer: bytes, output: bytes) -> bool:
    """Tell what is not accepted and the same once all white space is left out."""
    one, other = b"".join(answer.split()), b"".join(output.split())
    if name == "tokens-ignore-case":
        one, other = one.lower(), other.lower()
    return not ACCEPTS[name](answer, output) and one == other


# Few letters, so that two texts are often alike; neighbours of white space and of capitals.
letters = st.binary(max_size=3) | st.text("aAb@[`{\0\x08\x0e\x1f!\xa0", max_size=3).map(str.encode)
gaps = st.lists(st.sampled_from([bytes([c]) for c in WHITE] + [b"\n", b"\r\n", b"  "]), max_size=3)
pieces = st.lists(st.tuples(letters, gaps.map(b"".join)), max_size=8)
texts = pieces.map(lambda parts: b"".join(text + gap for text, gap in parts))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """Draw an answer, and an output that differs from it here and there, if at all."""
    parts = draw(pieces)
    others = [
        (draw(letters) if draw(st.integers(0, 9)) == 0 else text, draw(gaps.map(b"".join) | kept))
        for text, gap in parts
        for kept in [st.just(gap)]
    ]
    one, other = (b"".join(text + gap for text, gap in side) for side in (parts, others))
    return (one, other) if draw(st.booleans()) else (other, one)


sizes = st.sampled_from([1, 2, 3, 4, 7, 16, CHUNK])
