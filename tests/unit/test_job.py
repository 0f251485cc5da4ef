"""Bodies read into jobs, and the edits that leave everything else as it was."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.body import members
from pyworker.errors import MalformedJob
from pyworker.job import LARGEST, Job, edit, parse, plausible, same_clock, seconds

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
KNOWN_KEYS = [field.encode_name for field in msgspec.structs.fields(Job)]


def test_the_keys_of_a_payload_are_read() -> None:
    body = (
        b'{"class":"Mailer","args":[1,"a",null],"jid":"b4a577edbccf1d805744efa9","queue":"low",'
        b'"retry":3,"retry_count":0,"retry_queue":"slow","retry_for":60,"failed_at":1700000000.5,'
        b'"created_at":1700000000123,"backtrace":true,"dead":false,"wrapped":"Inner","tags":["x"]}'
    )

    job = parse(body)

    assert (job.class_name, job.args, job.jid) == (
        "Mailer",
        [1, "a", None],
        "b4a577edbccf1d805744efa9",
    )
    assert (job.queue, job.retry, job.retry_count, job.retry_queue) == ("low", 3, 0, "slow")
    assert (job.retry_for, job.failed_at, job.created_at) == (60, 1700000000.5, 1700000000123)
    assert (job.backtrace, job.dead, job.wrapped, job.name) == (True, False, "Inner", "Inner")


def test_a_class_alone_is_a_job_with_no_arguments() -> None:
    job = parse(b'{"class":"Mailer"}')

    assert job == Job("Mailer", [])
    assert job.name == "Mailer"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("jid", 5), ("queue", None), ("queue", ["a"])),
        *(("retry", "5"), ("retry", 1.5), ("retry", [])),
        *(("retry_count", "0"), ("retry_count", True), ("retry_queue", 1), ("retry_for", "60")),
        *(("failed_at", "2026-11-22"), ("created_at", {}), ("backtrace", "3"), ("dead", 0)),
        ("wrapped", {"class": "x"}),
    ],
)
def test_a_known_key_of_a_wrong_type_counts_as_absent(key: str, value: Any) -> None:
    payload = {"class": "A", "args": [1], key: value}

    job = parse(json.dumps(payload).encode())

    assert job == Job("A", [1])


def test_a_wrong_key_leaves_the_others_as_they_are() -> None:
    job = parse(b'{"class":"A","jid":7,"retry":0,"dead":false,"queue":"q"}')

    assert (job.jid, job.retry, job.dead, job.queue) == ("", 0, False, "q")


@pytest.mark.parametrize("extra", [b"", b',"wrapped":1'], ids=["strict", "lenient"])
@pytest.mark.parametrize(
    ("text", "retry"), [(b"true", True), (b"false", False), (b"0", 0), (b"1", 1)]
)
def test_retry_is_a_boolean_or_a_number_and_never_both(
    text: bytes, retry: bool | int, extra: bytes
) -> None:
    job = parse(b'{"class":"A","retry":' + text + extra + b"}")

    assert job.retry == retry
    assert type(job.retry) is type(retry)


def test_nan_and_infinity_are_read() -> None:
    job = parse(b'{"class":"A","args":[NaN,-Infinity],"jid":"j"}')

    assert job.jid == "j"
    assert str(job.args) == "[nan, -inf]"


def test_a_lone_surrogate_is_read() -> None:
    job = parse(b'{"class":"A","args":["\\ud800"],"jid":"j"}')

    assert (job.args, job.jid) == (["\ud800"], "j")


@pytest.mark.parametrize("text", [b"caf\xe9", b"\xff\xfe", b"\xed\xa0\x80"])
def test_an_argument_that_is_no_utf8_keeps_its_bytes(text: bytes) -> None:
    job = parse(b'{"class":"A","args":["' + text + b'"],"jid":"j"}')

    assert [arg.encode("utf-8", "surrogateescape") for arg in job.args] == [text]
    assert job.jid == "j"


@pytest.mark.parametrize("text", [b"caf\\ud800", b"caf\xe9"], ids=["surrogate", "bytes"])
@pytest.mark.parametrize("key", ["class", "jid", "queue", "retry_queue", "wrapped"])
def test_what_the_runtime_reads_of_a_body_can_be_sent(key: str, text: bytes) -> None:
    job = parse(b'{"class":"A","%s":"%s"}' % (key.encode(), text))

    assert getattr(job, "class_name" if key == "class" else key) == "caf?"


@pytest.mark.parametrize("refused", [b"NaN", b'"\xff"', b'"\\ud800"'])
def test_of_a_key_that_comes_twice_the_last_counts(refused: bytes) -> None:
    body = b'{"class":"A","jid":"x","args":[' + refused + b'],"jid":"y"}'

    assert parse(body).jid == parse(edit(body, {"queue": "q"})).jid == "y"


@pytest.mark.parametrize("digits", [18, 19, 20, 40, 400])
def test_large_integers_keep_every_digit(digits: int) -> None:
    number = int("9" * digits)

    job = parse(b'{"class":"A","args":[%d,[%d]]}' % (number, -number))

    assert job.args == [number, [-number]]


@pytest.mark.parametrize("text", [b"[1]", b"null", b"{}", b'"a"', b"7"])
def test_args_that_are_no_array_are_kept_for_the_handler_to_refuse(text: bytes) -> None:
    assert parse(b'{"class":"A","args":' + text + b"}").args == json.loads(text)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b" ", b"{", b"nonsense", b'{"class":"A"', b'{"class":"A"} trailing'),
        *(b"[]", b'["class"]', b"null", b"7", b'"class"', b"\xff\xfe", b"\x00"),
        *(b"{}", b'{"args":[]}', b'{"class":null}', b'{"class":5}', b'{"class":["A"]}'),
        *(b"[" * 100_000, b'{"class":"A","args":[' + b"9" * 5000 + b"]}"),
        b'{"class":"A","jid":"j","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_names_no_class_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedJob):
        parse(body)


@given(st.binary(max_size=40))
def test_bytes_are_a_job_or_malformed_and_nothing_else(body: bytes) -> None:
    try:
        job = parse(body)
    except MalformedJob:
        return
    assert isinstance(job.class_name, str)


@given(st.dictionaries(st.sampled_from(KNOWN_KEYS), JSON_VALUES), JSON_VALUES)
def test_an_object_is_a_job_just_if_its_class_is_a_text(
    payload: dict[str, Any], extra: Any
) -> None:
    body = json.dumps(payload | {"extra": extra}).encode()

    try:
        job = parse(body)
    except MalformedJob:
        assert not isinstance(payload.get("class"), str)
        return

    assert job.class_name == payload["class"]
    assert job.jid == (payload["jid"] if isinstance(payload.get("jid"), str) else "")


EXACT = [
    *(b"1e2", b"1E+2", b"-0.0", b"1795320459.9128153", b"0.1000", b"12345678901234567890123"),
    *(b"[]", b"{}", b"[[],[{}]]", b"null", b"true", b'""', b'"\\u00e9"', b'"\xc3\xa9"'),
    *(b'"\\/"', b"[ 1 , 2 ]", b'{"b":1,"a":[1e2]}', b'"\\ud800"', b"9" * 5000),
]


# What msgspec refuses and Ruby writes; the last holds it where msgspec does not look.
REFUSED = [b"NaN", b"[-Infinity]", b'"\\ud800"', b'"caf\xe9"']


@pytest.mark.parametrize("value", [*EXACT, *REFUSED], ids=lambda value: repr(value[:24]))
def test_an_edit_keeps_the_bytes_of_other_values(value: bytes) -> None:
    body = b'{"class":"A","kept":' + value + b',"queue":"old"}'

    edited = edit(body, {"queue": "new", "retry_count": 0}, ["class"])

    assert b'"kept":' + value in edited
    assert b'"queue":"new"' in edited
    assert b'"class"' not in edited


@given(
    st.dictionaries(TEXT, st.sampled_from(EXACT[:-2]), max_size=6),
    st.dictionaries(TEXT, JSON_VALUES, max_size=3),
    st.lists(TEXT, max_size=2),
)
def test_any_edit_sets_and_removes_just_what_it_was_told(
    fields: dict[str, bytes], changes: dict[str, Any], remove: list[str]
) -> None:
    text = b",".join(json.dumps(key).encode() + b":" + raw for key, raw in fields.items())
    body = b"{" + text + b"}"

    edited = edit(body, changes, remove)

    raws = msgspec.json.decode(edited, type=dict[str, msgspec.Raw])
    kept = {key: raw for key, raw in fields.items() if key not in remove and key not in changes}
    assert {key: bytes(raw) for key, raw in raws.items() if key not in changes} == kept
    assert {key: msgspec.json.decode(raws[key]) for key in changes} == changes


@given(
    st.dictionaries(TEXT, st.sampled_from([*EXACT[:-1], *REFUSED]), max_size=6),
    st.sampled_from(REFUSED),
    st.dictionaries(TEXT, JSON_VALUES, max_size=3),
    st.lists(TEXT, max_size=2),
)
def test_so_does_an_edit_of_what_the_fast_parser_refuses(
    fields: dict[str, bytes], refused: bytes, changes: dict[str, Any], remove: list[str]
) -> None:
    fields = {"refused": refused, "caf?": b"1e2"} | fields
    text = b",".join(json.dumps(key).encode() + b":" + raw for key, raw in fields.items())
    body = b"{" + text.replace(b'"caf?"', b'"caf\xe9"') + b"}"

    edited = edit(body, changes, remove)

    raws = {member.name: member.raw for member in members(edited)}
    kept = {key: raw for key, raw in fields.items() if key not in remove and key not in changes}
    assert {key: raw for key, raw in raws.items() if key not in changes} == kept
    assert {key: msgspec.json.decode(raws[key]) for key in changes} == changes


def test_an_edit_of_nothing_keeps_every_value() -> None:
    body = b'{"class":"A","args":[1e2,12345678901234567],"empty":[]}'

    assert edit(body, {}) == body


@pytest.mark.parametrize("value", REFUSED)
def test_a_body_that_the_fast_parser_refuses_is_a_job_again_after_an_edit(value: bytes) -> None:
    edited = edit(b'{"class":"A","args":[' + value + b',[],"x"]}', {"queue": "q"})

    assert edited == b'{"class":"A","args":[' + value + b',[],"x"],"queue":"q"}'
    assert parse(edited).queue == "q"


@pytest.mark.parametrize("body", [b"[1]", b"7", b"{", b"", b"[NaN]", b"{NaN"])
def test_only_an_object_can_be_edited(body: bytes) -> None:
    with pytest.raises(MalformedJob):
        edit(body, {"queue": "q"})


@pytest.mark.parametrize(
    ("created_at", "expected"),
    [
        (1795320459123, 1795320000500),
        (1795320459.123, 1795320000.5),
        (1795320459, 1795320000.5),
        (1795320459123.0, 1795320000.5),
        (None, 1795320000.5),
    ],
)
def test_a_timestamp_is_written_in_the_unit_of_the_job(
    created_at: float | None, expected: float
) -> None:
    stamp = same_clock(Job("A", created_at=created_at), 1795320000.5)

    assert stamp == expected
    assert type(stamp) is type(expected)


def test_whole_seconds_are_written_as_a_float() -> None:
    assert repr(same_clock(Job("A"), 1795320000)) == "1795320000.0"


@pytest.mark.parametrize("stamp", [1795320459.5, 1795320459500])
def test_a_timestamp_of_either_unit_is_read_as_seconds(stamp: float) -> None:
    assert seconds(stamp) == 1795320459.5


NUMBERS = ["retry", "retry_count", "retry_for", "failed_at", "created_at"]
ABSURD = [LARGEST + 1, -LARGEST - 1, 10**400, 1e300, -1e300, *map(float, ("inf", "-inf", "nan"))]


@pytest.mark.parametrize("number", ABSURD, ids=lambda number: str(number)[:8])
@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_nobody_counted_counts_as_absent(name: str, number: Any) -> None:
    given = dict.fromkeys(NUMBERS, 7) | {name: number}

    job = plausible(Job("A", [1], "j", **given))

    assert job == Job("A", [1], "j", **(given | {name: None}))


@pytest.mark.parametrize(
    "number", [0, -1, 1.5, LARGEST, -LARGEST, 1795320459123, True, False, None]
)
@pytest.mark.parametrize("name", NUMBERS)
def test_any_other_number_stays(name: str, number: Any) -> None:
    job = Job("A", **{name: number})

    assert plausible(job) is job


@given(st.dictionaries(st.sampled_from(NUMBERS), st.integers() | st.floats() | st.none()))
def test_of_any_numbers_those_within_reach_are_left(numbers: dict[str, Any]) -> None:
    before = Job("A", **numbers)

    after = plausible(before)

    kept = {name: number for name, number in numbers.items() if getattr(after, name) is number}
    assert all(number is None or abs(number) <= LARGEST for number in kept.values())
    for name in set(numbers) - set(kept):
        assert getattr(after, name) is None
        assert getattr(before, name) is numbers[name]
        assert not abs(numbers[name]) <= LARGEST
