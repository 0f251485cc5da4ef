"""Reading what the fast parser refuses, with the bytes that each value stands in."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.body import Member, members, sendable

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)
WHITE = st.text(" \t\r\n", max_size=3)
# What may stand between quotes as it is: no quote, no backslash, no control character.
IN_QUOTES = bytes(set(range(0x20, 0x100)) - set(b'"\\'))
DEEP = 100_000


def raws(body: bytes) -> list[tuple[str, bytes]]:
    return [(member.name, member.raw) for member in members(body)]


def test_every_member_has_its_name_its_bytes_and_its_value() -> None:
    body = b'{"class":"A","args":[1e2,{"a":[]}],"n":null,"t":true}'

    assert members(body) == [
        Member("class", b'"class"', b'"A"', "A"),
        Member("args", b'"args"', b'[1e2,{"a":[]}]', [100.0, {"a": []}]),
        Member("n", b'"n"', b"null", None),
        Member("t", b'"t"', b"true", True),
    ]


@pytest.mark.parametrize("body", [b"{}", b"{ }", b" \t\r\n{\n}\n"])
def test_an_empty_object_has_none(body: bytes) -> None:
    assert members(body) == []


def test_white_space_between_is_no_part_of_a_value() -> None:
    body = b'\n{ "a" :\t[ 1 , 2 ]\r\n, "b":2 } '

    assert raws(body) == [("a", b"[ 1 , 2 ]"), ("b", b"2")]


@pytest.mark.parametrize("raw", [b"1e2", b"1E+2", b"-0.0", b"0.1000", b"9" * 30, b'"\\u00e9\\/"'])
def test_a_value_keeps_the_spelling_it_came_in(raw: bytes) -> None:
    assert raws(b'{"a":' + raw + b"}") == [("a", raw)]


@pytest.mark.parametrize(
    ("raw", "value"), [(b"NaN", "nan"), (b"Infinity", "inf"), (b"-Infinity", "-inf")]
)
def test_what_is_no_number_is_read_as_ruby_writes_it(raw: bytes, value: str) -> None:
    (member,) = members(b'{"a":' + raw + b"}")

    assert (member.raw, str(member.value)) == (raw, value)


def test_a_lone_surrogate_is_kept_in_its_value() -> None:
    assert members(b'{"a":"\\ud800"}') == [Member("a", b'"a"', b'"\\ud800"', "\ud800")]


@pytest.mark.parametrize("key", [b"\\ud800", b"\xff"])
def test_a_name_that_cannot_be_sent_is_made_so(key: bytes) -> None:
    ((name, raw),) = raws(b'{"a' + key + b'":1}')

    assert (name, raw) == ("a?", b"1")


@pytest.mark.parametrize("text", [b"caf\xe9", b"\xff\xfe", b"\xed\xa0\x80", b"\xc3", b"\xe2\x82"])
def test_bytes_that_are_no_utf8_are_kept_exactly(text: bytes) -> None:
    (member,) = members(b'{"a":"' + text + b'"}')

    assert member.raw == b'"' + text + b'"'
    assert member.value.encode("utf-8", "surrogateescape") == text


def test_a_key_that_comes_twice_is_listed_twice_in_order() -> None:
    assert raws(b'{"a":1,"b":2,"a":3}') == [("a", b"1"), ("b", b"2"), ("a", b"3")]


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b" ", b"[]", b"[1]", b"null", b"7", b"NaN", b'"a"', b"\xff", b"\xef\xbb\xbf{}"),
        *(b"{", b'{"a"', b'{"a":', b'{"a":1', b'{"a":1,', b'{"a":"', b'{"a":[1}', b'{"a":tru}'),
        *(b"{,}", b'{"a":1,}', b'{,"a":1}', b'{"a":1,,"b":2}', b'{"a":[1,]}'),
        *(b'{"a" 1}', b'{"a":1 "b":2}', b'{"a"=1}', b'{"a":1;"b":2}', b"{'a':1}", b"{a:1}"),
        *(b"{1:2}", b"{null:1}", b'{["a"]:1}', b"{NaN}", b'{"a":01}', b'{"a":1.}', b'{"a":+1}'),
        *(b'{"a":1}x', b'{"a":1}{}', b'{"a":1}}', b'{"a":1},', b'{"a":1}\0', b'{"a":1}\x0b'),
        *(b'{"a":\xa01}', b"\x0c{}", b'{"a\nb":1}', b'{"a":"\x01"}', b'{"a":"\\x"}'),
    ],
    ids=repr,
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="char"):
        members(body)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"[]", "expected { at character 0"),
        (b'{"a" 1}', "expected : at character 5"),
        (b'{"a":1 "b":2}', "expected } at character 7"),
        (b"{1:2}", "expected a key at character 2"),
        (b'{"a":1} x', "there is more after its end, at character 8"),
    ],
)
def test_a_refusal_says_where(body: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        members(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":' + b"[" * DEEP + b"]" * DEEP + b"}",
        b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        b'{"a":' + b"[" * DEEP,
        b"{" + b"[" * DEEP,
    ],
    ids=["arrays", "objects", "open", "key"],
)
def test_what_is_nested_too_deeply_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        members(body)


@st.composite
def objects(draw: st.DrawFn) -> tuple[bytes, list[tuple[str, bytes]], list[Any]]:
    """Draw an object's text, its names with their bytes, and its values."""
    text, named, values = "", [], draw(st.lists(VALUES, max_size=5))
    for value in values:
        name = draw(st.text(max_size=5))
        # Escaped, a lone surrogate can be written; as it is, it could not.
        source = json.dumps(value, indent=draw(st.sampled_from([None, 1])))
        key = json.dumps(name, ensure_ascii=draw(st.booleans()))
        before, after, colon, comma = (draw(WHITE) for _ in range(4))
        text += f"{',' if text else ''}{before}{key}{after}:{colon}{source}{comma}"
        named.append((name, source.encode()))
    return f"{draw(WHITE)}{{{text}}}{draw(WHITE)}".encode(), named, values


@given(objects())
def test_of_any_object_the_bytes_are_the_sources_and_the_values_are_what_they_say(
    drawn: tuple[bytes, list[tuple[str, bytes]], list[Any]],
) -> None:
    body, named, values = drawn

    found = members(body)

    assert [(member.name, member.raw) for member in found] == named
    # By their texts: 1, 1.0 and True are equal, and are not the same.
    assert [repr(member.value) for member in found] == list(map(repr, values))


@given(objects())
def test_the_bytes_joined_again_are_the_same_object(
    drawn: tuple[bytes, list[tuple[str, bytes]], list[Any]],
) -> None:
    found = members(drawn[0])

    joined = b",".join(each.raw_name + b":" + each.raw for each in found)

    assert members(b"{" + joined + b"}") == found


@given(st.lists(st.lists(st.sampled_from(IN_QUOTES), max_size=8).map(bytes), max_size=4))
def test_whatever_bytes_are_between_quotes_they_are_kept(texts: list[bytes]) -> None:
    body = b"{" + b",".join(b'"a":"' + text + b'"' for text in texts) + b"}"

    found = members(body)

    assert [member.raw[1:-1] for member in found] == texts
    assert [member.value.encode("utf-8", "surrogateescape") for member in found] == texts


@given(st.binary(max_size=30) | objects().flatmap(lambda drawn: cut(drawn[0])))
def test_any_bytes_are_an_object_or_a_value_error(body: bytes) -> None:
    try:
        found = members(body)
    except ValueError:
        return

    pairs = json.loads(body.decode("utf-8", "surrogateescape"), object_pairs_hook=list)
    assert [member.name for member in found] == [sendable(name) for name, _ in pairs]


def cut(body: bytes) -> st.SearchStrategy[bytes]:
    """Draw the text with a piece of it missing."""
    places = st.integers(0, len(body))
    return st.tuples(places, places).map(lambda cut: body[: min(cut)] + body[max(cut) :])


@pytest.mark.parametrize(
    ("value", "sent"), [("a\ud800b", "a?b"), ("caf\udce9", "caf?"), ("é\0", "é\0"), ("", "")]
)
def test_a_text_is_made_sendable(value: str, sent: str) -> None:
    assert sendable(value) == sent


@pytest.mark.parametrize("value", [None, True, 7, math.inf])
def test_what_is_no_text_is_sendable_as_it_is(value: Any) -> None:
    assert sendable(value) is value
