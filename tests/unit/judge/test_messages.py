"""What a compiler wrote is shown without anything that could do harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.judge.compiling.messages import MESSAGE_BYTES, clean, cut, of
from pyworker.sandbox.port import Output
from tests.unit.judge.runs import run

PATHS = st.sampled_from(
    [b"/box/main.cpp", b"/usr/include/c++/12/map", b"/tmp/ccX.o", b"/etc/passwd", b"/home/u/a.py"]
)
NOISE = st.sampled_from(
    [b"\x1b[31m", b"\0", b"\r\n", b"\xff", "\u202e".encode(), b" error: ", b"\n"]
)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (b"/box/main.cpp:1:5: error: x", "main.cpp:1:5: error: x"),
        (b"In file included from /usr/include/c++/12/map:60,", "In file included from map:60,"),
        (b"ld: /tmp/cc1.o: in function", "ld: cc1.o: in function"),
        (b'File "/box/main.py", line 1', 'File "main.py", line 1'),
        (b"at file:///box/main.js:1", "at main.js:1"),
        (b"./main.go:2:8: unused", "./main.go:2:8: unused"),
        (b"1 | x = total/usr/box;", "1 | x = total/usr/box;"),
        (b"1 | x = a / b /c/ d;", "1 | x = a / b /c/ d;"),
        ("«foo» is not declared".encode(), "«foo» is not declared"),
        (b"tab\there\r\nnext", "tab\there\nnext"),
        (b"bell\x07 escape\x1b[31m nul\0", r"bell\x07 escape\x1b[31m nul\x00"),
    ],
)
def test_folders_go_and_what_does_not_print_is_escaped(said: bytes, shown: str) -> None:
    assert clean(said) == shown


@given(st.lists(st.one_of(st.binary(max_size=50), PATHS, NOISE), max_size=40))
def test_whatever_was_said_nothing_is_obeyed_and_no_folder_is_named(parts: list[bytes]) -> None:
    text = clean(*parts)

    assert all(char.isprintable() or char in "\n\t" for char in text)
    assert "/usr/include" not in clean(b" ".join(parts))
    text.encode()


@pytest.mark.parametrize("times", [0, 1, 3])
@pytest.mark.parametrize("unit", [b"x", "é".encode(), b"\0", b"line\n", b"\xff", b"/usr/"])
def test_messages_are_bounded_whatever_they_hold(unit: bytes, times: int) -> None:
    text = clean(unit * (times * MESSAGE_BYTES), b"the end")

    assert len(text.encode()) <= MESSAGE_BYTES + 64
    assert text.endswith("the end")


@given(st.text(max_size=200), st.integers(0, 100))
def test_a_cut_keeps_both_ends_and_says_how_much_is_gone(text: str, limit: int) -> None:
    short = cut(text, limit)

    if len(text.encode()) <= limit:
        assert short == text
    else:
        head, tail = short.split("\n[... ")[0], short.rsplit("left out ...]\n")[-1]
        assert text.startswith(head)
        assert text.endswith(tail)
        assert len(head.encode()) <= limit // 2
        assert len(tail.encode()) <= limit // 2


def test_both_streams_are_heard() -> None:
    found = of(run(stdout=Output(b"out\n"), stderr=Output(b"err\n")))

    assert found == "out\nerr"
