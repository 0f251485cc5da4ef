"""The ERB that is common in YAML files, read by a few patterns and never run as Ruby.

What is understood: ``ENV["X"]``, ``ENV.fetch("X", 5)``, ``||`` between such, numbers and texts,
``Integer(...)``, ``Float(...)``, ``.to_i``, ``.to_s``, ``.to_f`` and parentheses. Anything else is
warned of, and leaves ``UNKNOWN`` in its place.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# A character of no alphabet: a value that holds it is not known, and counts as not given.
UNKNOWN = "\ue000"
MOST_TOKENS = 40

_TAG = re.compile(r"<%(?!%)(?P<kind>[=#-]?)(?P<code>.*?)-?%>", re.DOTALL)
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'[^'\\]*'|"[^"\\#]*")|(?P<number>\d[\d_]*(?:\.\d+)?)|(?P<word>\.?\w+|\|\||[][(),{}]))"""
)
_LEADING_NUMBER = re.compile(r"\s*[+-]?\d+")


class NotUnderstood(Exception):
    """An expression that is more than the patterns know."""


def expand(source: str, values: Mapping[str, str], warn: Callable[[int, str], None]) -> str:
    """Put the values of the variables into a file's text.

    Args:
        source: the text; its lines keep their numbers.
        values: the environment.
        warn: called with the line and what is not understood there.
    """

    def replace(tag: re.Match[str]) -> str:
        newlines = "\n" * tag[0].count("\n")
        before, after = _around(source, tag)
        writes = tag["kind"] == "="
        if writes and (value := _evaluated(tag["code"], values)) is not None:
            return value
        comment = tag["kind"] == "#" or before.lstrip().startswith("#")
        if not comment and tag["code"].strip() != "end":
            warn(source.count("\n", 0, tag.start()) + 1, " ".join(tag[0].split()))
        alone = not (before.strip() or after.strip())
        return UNKNOWN if writes and not alone else newlines

    return _TAG.sub(replace, source)


def evaluate(code: str, values: Mapping[str, str]) -> str:
    """Return what Ruby would write for an expression.

    Raises:
        NotUnderstood: it is none of the patterns.
    """
    tokens: list[str] = []
    code, at = code.strip(), 0
    while at < len(code):
        found = _TOKEN.match(code, at)
        if found is None or len(tokens) == MOST_TOKENS:
            raise NotUnderstood
        tokens.append(found[0].strip())
        at = found.end()
    expression = _Expression(tokens, values)
    value = expression.alternatives()
    if expression.tokens:
        raise NotUnderstood
    return value or ""


def _evaluated(code: str, values: Mapping[str, str]) -> str | None:
    try:
        return evaluate(code, values)
    except NotUnderstood:
        return None


@dataclass(slots=True)
class _Expression:
    """Takes tokens from the left; None is Ruby's nil."""

    tokens: list[str]
    values: Mapping[str, str]

    def alternatives(self) -> str | None:
        value = self._converted()
        while self._take("||"):
            other = self._converted()
            value = other if value is None else value
        return value

    def _converted(self) -> str | None:
        value = self._value()
        while True:
            if self._take(".to_i"):
                number = _LEADING_NUMBER.match(value or "")
                value = number[0].strip() if number else "0"
            elif self._take(".to_f"):
                value = value or "0"
            elif self._take(".to_s"):
                value = value or ""
            else:
                return value

    def _value(self) -> str | None:
        if self._take("ENV"):
            return self._variable()
        if self._take("nil"):
            return None
        if self._take("Integer") or self._take("Float"):
            # What is no number is refused as the setting's value, with a better message.
            self._need("(")
            return self._closed(")")
        if self._take("("):
            return self._closed(")")
        return self._literal()

    def _variable(self) -> str | None:
        if self._take("["):
            return self.values.get(self._closed("]") or "")
        self._need(".fetch")
        self._need("(")
        found = self.values.get(self._literal())
        if self._take(","):
            default = self._closed(")")
            return default if found is None else found
        self._need(")")
        if self._take("{"):
            default = self._closed("}")
            return default if found is None else found
        if found is None:
            raise NotUnderstood
        return found

    def _literal(self) -> str:
        token = self.tokens.pop(0) if self.tokens else ""
        if token[:1] in "'\"" and token:
            return token[1:-1]
        if token[:1].isdigit():
            return token.replace("_", "")
        raise NotUnderstood

    def _closed(self, end: str) -> str | None:
        value = self.alternatives()
        self._need(end)
        return value

    def _take(self, token: str) -> bool:
        if self.tokens and self.tokens[0] == token:
            del self.tokens[0]
            return True
        return False

    def _need(self, token: str) -> None:
        if not self._take(token):
            raise NotUnderstood


def _around(source: str, tag: re.Match[str]) -> tuple[str, str]:
    """Return what stands beside a tag in its lines."""
    before = source[source.rfind("\n", 0, tag.start()) + 1 : tag.start()]
    return before, source[tag.end() :].partition("\n")[0]
