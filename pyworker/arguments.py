"""What a job can carry: a handler's arguments by position, as values that JSON has."""

import inspect
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# Exact types: a subclass (an IntEnum, a numpy.float64) would arrive as another type than was sent.
PLAIN = frozenset({str, int, bool, type(None)})
JSON_TYPES = "None, bool, int, float, str, list or dict with str keys"

_Kind = inspect.Parameter
_POSITIONAL = (_Kind.POSITIONAL_ONLY, _Kind.POSITIONAL_OR_KEYWORD)


class Positions:
    """The places of a handler's arguments in a job's ``args``.

    Without a signature any number of arguments fits: the handler is elsewhere, or takes batches.

    Raises:
        ValueError: the handler has an argument that no job can carry.
    """

    def __init__(self, class_name: str, signature: inspect.Signature | None = None) -> None:
        self._class_name = class_name
        self._signature = signature
        parameters = list(signature.parameters.values()) if signature else []
        self._places = [each for each in parameters if each.kind in _POSITIONAL]
        self._least = sum(each.default is _Kind.empty for each in self._places)
        is_open = not signature or any(each.kind is _Kind.VAR_POSITIONAL for each in parameters)
        self._most = math.inf if is_open else len(self._places)
        for each in parameters:
            if each.kind is _Kind.KEYWORD_ONLY and each.default is _Kind.empty:
                raise ValueError(
                    f"{class_name}{signature}: a job's arguments are positional, so {each.name!r} "
                    "could never be given; give it a default, or a place before the *"
                )

    def of(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Sequence[Any]:
        """Return a call's arguments by position.

        Raises:
            TypeError: they do not fit the handler, or are no JSON values.
            ValueError: a number is not finite.
        """
        if kwargs or not self._least <= len(args) <= self._most:
            args = self._bind(args, kwargs)
        if not PLAIN.issuperset(map(type, args)):
            self._check(args)
        return args

    def check_all(self, many: Sequence[Sequence[Any]]) -> None:
        """Check the argument lists of many jobs.

        Raises:
            TypeError: one of them is no list, does not fit the handler, or has no JSON values.
            ValueError: a number is not finite.
        """
        for args in many:
            if type(args) is not list and type(args) is not tuple:
                raise TypeError(
                    f"{self._class_name}: expected a list of arguments for each job, as in "
                    f"[[1], [2]], and got {args!r:.80} for one"
                )
            if not self._least <= len(args) <= self._most:
                self._bind(args, {})
            if not PLAIN.issuperset(map(type, args)):
                self._check(args)

    def _bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Any]:
        if self._signature is None:
            raise TypeError(
                f"{self._class_name}: a job's arguments are positional; got {_listed(kwargs)} "
                "by keyword"
            )
        try:
            given = self._signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise TypeError(f"{self._class_name}{self._signature}: {error}") from None
        names = [each.name for each in self._places]
        lost = given.keys() - names
        if lost:
            raise TypeError(
                f"{self._class_name}{self._signature}: a job's arguments are positional, and "
                f"{_listed(lost)} can be given by keyword only"
            )
        # What lies before the last given one must be filled in; what comes after, the worker does.
        last = max((names.index(name) for name in given), default=-1)
        return [given.get(each.name, each.default) for each in self._places[: last + 1]]

    def _check(self, args: Sequence[Any]) -> None:
        for number, value in enumerate(args):
            found = _foreign(value)
            if found is not None:
                name = f" ({self._places[number].name})" if number < len(self._places) else ""
                where, culprit = found
                argument = f"{self._class_name}: argument {number + 1}{name}{where}"
                raise _refusal(argument, culprit)


def check_field(name: str, value: object) -> None:
    """Refuse a payload's field that JSON cannot carry.

    Raises:
        TypeError: names the field and the type.
    """
    found = _foreign(value)
    if found is not None:
        where, culprit = found
        raise _refusal(f"{name}{where}", culprit)


def _refusal(named: str, value: Any) -> Exception:
    if type(value) is float:
        return ValueError(f"{named} is {value}, and JSON has no word for that")
    return TypeError(
        f"{named} is of type {type(value).__qualname__}; a job carries JSON values only: "
        f"{JSON_TYPES}"
    )


def _foreign(value: Any) -> tuple[str, Any] | None:
    """Return what JSON cannot carry as it is, with the way to it, or None."""
    kind = type(value)
    if kind in PLAIN or (kind is float and math.isfinite(value)):
        return None
    items: Iterable[tuple[Any, Any]]
    if kind is list:
        items = enumerate(value)
    elif kind is dict:
        items = value.items()
    else:
        return "", value
    for key, each in items:
        if kind is dict and type(key) is not str:
            return f": its key {key!r}", key
        found = None if type(each) in PLAIN else _foreign(each)
        if found is not None:
            return f"[{key!r}]{found[0]}", found[1]
    return None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(map(repr, names)))
