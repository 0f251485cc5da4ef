"""What ActiveJob puts around a job's arguments, taken off again. Pure.

ActiveJob enqueues a job of its adapter's class: ``wrapped`` names the user's class, and the one
argument is a hash with the real ones under ``arguments``, in a JSON of its own: what JSON has no
words for is marked by keys that begin with ``_aj_``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_plus

from pyworker.errors import WrongArguments

# Of the adapter that Rails has, and of the one that Sidekiq has from 7.3 on.
WRAPPERS = frozenset(
    {"ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper", "Sidekiq::ActiveJob::Wrapper"}
)

_GLOBAL_ID = "_aj_globalid"
_SERIALIZED = "_aj_serialized"
_KEYWORDS = "_aj_ruby2_keywords"
_MARKS = frozenset({"_aj_symbol_keys", _KEYWORDS, "_aj_hash_with_indifferent_access"})
_URI = re.compile(r"gid://([^/?#]+)/([^/?#]+)/([^?#]+)(?:[?#].*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class GlobalId:
    """A reference to a record of the Rails app, as in ``gid://app/Model/1``.

    ``int()`` returns the id where it is a number, and raises ValueError where it is not.
    """

    app: str
    model: str
    id: str

    def __int__(self) -> int:
        if not (self.id.isascii() and self.id.isdigit()):
            raise ValueError(f"the id of {self} is not a number")
        return int(self.id)

    def __str__(self) -> str:
        return f"gid://{self.app}/{self.model}/{self.id}"


class Arguments(list[Any]):
    """The positional arguments of an ActiveJob; ``keywords`` are those that it was given by name.

    A type of its own: whoever calls a handler sees at a glance whether there are keywords.
    """

    def __init__(self, positional: list[Any], keywords: dict[str, Any]) -> None:
        super().__init__(positional)
        self.keywords = keywords


def arguments(class_name: str, args: Any) -> Arguments:
    """Read the arguments from what the adapter sent.

    Args:
        class_name: the user's class, for the message.
        args: the payload's ``args``.

    Raises:
        WrongArguments: they are not as ActiveJob writes them.
    """
    try:
        sent = _sent(args)
        positional = [_read(value) for value in sent]
    except RecursionError:
        raise _broken(class_name, "they are nested too deeply") from None
    except (ValueError, TypeError, ArithmeticError) as error:
        raise _broken(class_name, str(error)) from None
    if sent and _is_keywords(sent[-1], positional[-1]):
        return Arguments(positional[:-1], positional[-1])
    return Arguments(positional, {})


def _sent(args: Any) -> list[Any]:
    match args:
        case [{"arguments": list() as sent}]:
            return sent
        case _:
            raise ValueError(f"args is {_short(args)}, not one hash with 'arguments'")


def _is_keywords(sent: Any, read: Any) -> bool:
    # What is marked as an object as well was not read as a hash.
    return type(sent) is dict and _KEYWORDS in sent and type(read) is dict and read is not sent


def _read(value: Any) -> Any:
    if type(value) is list:
        return [_read(each) for each in value]
    if type(value) is not dict:
        return value
    if _SERIALIZED in value:
        return _read_object(value)
    if _GLOBAL_ID in value:
        return _global_id(value[_GLOBAL_ID])
    return {key: _read(each) for key, each in value.items() if key not in _MARKS}


def _read_object(value: dict[str, Any]) -> Any:
    """Read what a serializer of Rails wrote; what another one wrote stays as it is."""
    kind = value[_SERIALIZED]
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        return value
    try:
        return reader(value.get("value"))
    except (ValueError, TypeError, ArithmeticError):
        raise ValueError(f"the {kind} has written {_short(value.get('value'))}") from None


def _global_id(uri: Any) -> GlobalId:
    found = _URI.fullmatch(uri) if isinstance(uri, str) else None
    if found is None:
        raise ValueError(f"the GlobalID {_short(uri)} is not gid://app/Model/id")
    app, model, id_ = found.groups()
    return GlobalId(app, unquote_plus(model), unquote_plus(id_))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _time(value: Any) -> datetime:
    found = datetime.fromisoformat(_text(value))
    if found.tzinfo is None:
        raise ValueError
    return found


def _date(value: Any) -> date:
    return date.fromisoformat(_text(value))


def _duration(value: Any) -> timedelta:
    return timedelta(seconds=float(value))


def _decimal(value: Any) -> Decimal:
    return Decimal(_text(value))


_READERS: dict[str, Callable[[Any], Any]] = {
    f"ActiveJob::Serializers::{name}Serializer": reader
    for name, reader in {
        "Symbol": _text,
        "Module": _text,
        "Time": _time,
        "DateTime": _time,
        "TimeWithZone": _time,
        "Date": _date,
        "Duration": _duration,
        "BigDecimal": _decimal,
    }.items()
}


def _short(value: Any) -> str:
    return f"{value!r:.100}"


def _broken(class_name: str, detail: str) -> WrongArguments:
    return WrongArguments(
        f"{class_name}: the job's arguments are not as ActiveJob writes them: {detail}; look at "
        "what enqueues it"
    )
