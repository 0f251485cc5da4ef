"""ActiveJob's arguments, as Rails writes them and as nobody should."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.activejob import Arguments, GlobalId, arguments
from pyworker.errors import WrongArguments


def read(*sent: Any) -> Arguments:
    return arguments("Mailer", [{"job_class": "Mailer", "arguments": list(sent)}])


def read_one(sent: Any) -> Any:
    (found,) = read(sent)
    return found


def serialized(name: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"_aj_serialized": f"ActiveJob::Serializers::{name}Serializer", "value": value} | more


@pytest.mark.parametrize("value", [1, 1.5, "text", None, True, [], [1, [2]], {}])
def test_what_json_has_words_for_stays(value: Any) -> None:
    assert read_one(value) == value


def test_a_hash_loses_its_marks_at_every_depth() -> None:
    inner = {"b": 1, "_aj_symbol_keys": ["b"]}
    sent = {"a": [inner], "c": inner, "_aj_hash_with_indifferent_access": True}

    assert read_one(sent) == {"a": [{"b": 1}], "c": {"b": 1}}


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (serialized("Symbol", "high"), "high"),
        (serialized("Module", "Billing::Invoice"), "Billing::Invoice"),
        (serialized("Date", "2026-11-22"), date(2026, 11, 22)),
        (
            serialized("Time", "2026-11-22T10:00:00.123456789+01:00"),
            datetime(2026, 11, 22, 10, 0, 0, 123456, timezone(timedelta(hours=1))),
        ),
        (
            serialized("DateTime", "2026-11-22T10:00:00.000000000Z"),
            datetime(2026, 11, 22, 10, tzinfo=UTC),
        ),
        (
            serialized(
                "TimeWithZone", "2026-11-22T05:00:00.000000000-05:00", time_zone="America/New_York"
            ),
            datetime(2026, 11, 22, 10, tzinfo=UTC),
        ),
        (serialized("Duration", 5400, parts=[]), timedelta(minutes=90)),
        (serialized("Duration", 0.5), timedelta(milliseconds=500)),
        (serialized("BigDecimal", "1.50"), Decimal("1.50")),
    ],
)
def test_what_rails_serializers_write_is_read(sent: Any, value: Any) -> None:
    found = read_one(sent)

    assert type(found) is type(value)
    assert found == value


def test_times_are_aware() -> None:
    assert read_one(serialized("Time", "2026-11-22T10:00:00Z")).utcoffset() == timedelta()


def test_what_other_serializers_write_stays_as_it_is() -> None:
    sent = {"_aj_serialized": "MoneySerializer", "amount": {"_aj_symbol_keys": []}}

    assert read_one(sent) == sent


def test_a_global_id_is_a_value() -> None:
    found = read_one({"_aj_globalid": "gid://fixture/Blog::Post/12?version=2"})

    assert found == GlobalId("fixture", "Blog::Post", "12")
    assert hash(found) == hash(GlobalId("fixture", "Blog::Post", "12"))
    assert int(found) == 12
    assert repr(found) == "GlobalId(app='fixture', model='Blog::Post', id='12')"
    assert str(found) == "gid://fixture/Blog::Post/12"


@pytest.mark.parametrize(
    ("uri", "id_"), [("a%20b%2Fc", "a b/c"), ("1/2", "1/2"), ("x+y", "x y"), ("-1", "-1")]
)
def test_an_id_that_is_no_number_is_a_text(uri: str, id_: str) -> None:
    found = read_one({"_aj_globalid": f"gid://app/Model/{uri}"})

    assert found.id == id_
    with pytest.raises(ValueError, match="not a number"):
        int(found)


def test_the_last_hash_may_be_keyword_arguments() -> None:
    found = read(1, {"to": {"_aj_globalid": "gid://a/B/2"}, "_aj_ruby2_keywords": ["to"]})

    assert found == [1]
    assert found.keywords == {"to": GlobalId("a", "B", "2")}


def test_a_hash_of_symbols_is_a_positional_argument() -> None:
    found = read({"to": 1, "_aj_symbol_keys": ["to"]})

    assert found == [{"to": 1}]
    assert found.keywords == {}


@pytest.mark.parametrize(
    "sent", [serialized("Money", 1), serialized("Symbol", "a"), {"_aj_globalid": "gid://a/B/1"}]
)
def test_objects_are_no_keyword_arguments(sent: dict[str, Any]) -> None:
    assert read(sent | {"_aj_ruby2_keywords": ["value"]}).keywords == {}


@pytest.mark.parametrize(
    "args", [None, "x", [], [1], [{}], [{"arguments": "x"}], [{"arguments": []}, 1], {}]
)
def test_args_of_another_shape_are_wrong_and_say_so(args: Any) -> None:
    with pytest.raises(WrongArguments, match=r"Mailer: .* not one hash with 'arguments'"):
        arguments("Mailer", args)


@pytest.mark.parametrize(
    "sent",
    [
        {"_aj_globalid": "TestRun/1"},
        {"_aj_globalid": 7},
        serialized("Time", "2026-11-22T10:00:00"),
        serialized("Time", "yesterday"),
        serialized("Date", None),
        serialized("Duration", "long"),
        serialized("Duration", 1e300),
        serialized("BigDecimal", "1,5"),
        serialized("Symbol", 1),
    ],
)
def test_a_value_that_rails_would_not_write_is_named(sent: dict[str, Any]) -> None:
    shown = repr(sent.get("value", sent.get("_aj_globalid")))

    with pytest.raises(WrongArguments) as raised:
        read(sent)

    assert shown in str(raised.value)


def test_arguments_nested_too_deeply_are_wrong() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]

    for args in (deep, [{"arguments": deep}]):
        with pytest.raises(WrongArguments, match="too deeply"):
            arguments("Mailer", args)


KINDS = ["Symbol", "Module", "Time", "DateTime", "TimeWithZone", "Date", "Duration", "BigDecimal"]
TEXTS = st.text(st.characters(codec=None), max_size=12)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.just("2026-11-22T10:00Z")
)
MARKED = st.sampled_from(
    ["value", "_aj_globalid", "_aj_symbol_keys", "_aj_ruby2_keywords", "arguments"]
)


def _with_marks(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return (
        st.lists(children, max_size=3)
        | st.dictionaries(TEXTS | MARKED, children, max_size=3)
        | st.builds(serialized, st.sampled_from(KINDS) | TEXTS, children)
        | st.fixed_dictionaries({"_aj_globalid": st.from_regex(r"gid://.*/.*/.*") | children})
    )


ANYTHING = st.recursive(LEAVES, _with_marks, max_leaves=12)


@given(ANYTHING | st.lists(st.fixed_dictionaries({"arguments": ANYTHING}), max_size=2))
def test_whatever_is_sent_is_read_or_wrong(args: Any) -> None:
    try:
        found = arguments("Mailer", args)
    except WrongArguments:
        return
    assert all(isinstance(name, str) for name in found.keywords)
