"""What example submissions must get: verdicts by folder, and ``submissions.yaml``.

Source: problem package format 2025-09, "Example submissions". A rule says which verdicts a case may
get, and which at least one case must. The format knows four verdicts; ours are told apart below
them, and have words and folders of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyworker.config.values import expected, text
from pyworker.judge.formats.document import Document
from pyworker.judge.formats.patterns import covers
from pyworker.judge.judgement import Verdict

Verdicts = frozenset[Verdict]

AC = frozenset({Verdict.AC})
CE = frozenset({Verdict.CE})
# IE is nobody's program's.
OURS: Mapping[str, Verdicts] = {
    verdict.value: frozenset({verdict}) for verdict in Verdict if verdict is not Verdict.IE
}
# A presentation error is a wrong answer, a limit that is no time limit ends a run.
WA = OURS["WA"] | OURS["PE"]
RTE = OURS["RE"] | OURS["MLE"] | OURS["OLE"]
TLE = OURS["TLE"]
ANY = AC | WA | TLE | RTE

WORDS: Mapping[str, Verdicts] = {**OURS, "WA": WA, "RTE": RTE}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for the cases that ``scope`` covers; '' is all of them."""

    permitted: Verdicts = ANY
    required: Verdicts = ANY
    scope: str = ""

    def allowed(self) -> Verdicts:
        """Return what the whole may be judged as: the first case that is not AC decides it."""
        return (self.permitted - AC) | (self.permitted & self.required & AC)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of the submissions that a pattern covers; the first rule is for all cases."""

    rules: tuple[Rule, ...]
    language: str = ""


FOLDERS: Mapping[str, Rule] = {
    "accepted": Rule(AC),
    "rejected": Rule(required=RTE | TLE | WA),
    "wrong_answer": Rule(AC | WA, WA),
    "time_limit_exceeded": Rule(AC | TLE, TLE),
    "run_time_error": Rule(AC | RTE, RTE),
    "brute_force": Rule(AC | RTE | TLE, RTE | TLE),
    # Ours.
    "presentation_error": Rule(AC | OURS["PE"], OURS["PE"]),
    "memory_limit_exceeded": Rule(AC | OURS["MLE"], OURS["MLE"]),
    "output_limit_exceeded": Rule(AC | OURS["OLE"], OURS["OLE"]),
    "compile_error": Rule(CE, CE),
    # DOMjudge's.
    "compiler_error": Rule(CE, CE),
    "output_limit": Rule(AC | OURS["OLE"], OURS["OLE"]),
    "no_output": Rule(AC | WA, WA),
}

_RULE_KEYS = ("permitted", "required")
_NOT_CHECKED = ("entrypoint", "authors", "model_solution", "use_for_time_limit")
_UNSUPPORTED = ("score", "message")


def read(document: Document) -> dict[str, Entry]:
    """Return what holds by pattern: the folders above, changed and added to by the file."""
    entries = {name: Entry((rule,)) for name, rule in FOLDERS.items()}
    for pattern in document.left():
        try:
            covers(pattern, "")
        except ValueError as error:
            document.fault(str(error))
            document.ignore([pattern])
            continue
        entries[pattern] = _entry(document.section(pattern), FOLDERS.get(pattern, Rule()))
    return entries


def covering(entries: Mapping[str, Entry], path: str) -> list[Entry]:
    """Return the entries whose pattern covers a path below ``submissions``."""
    return [entry for pattern, entry in entries.items() if covers(pattern, path)]


def allowed(rules: Sequence[Rule]) -> Verdicts:
    """Return what the whole may be judged as by several rules."""
    found = frozenset(Verdict)
    for rule in rules:
        if not rule.scope:
            found &= rule.allowed()
    return found


def _entry(document: Document, base: Rule) -> Entry:
    language = document.take("language", text, "")
    document.ignore(_NOT_CHECKED)
    own = _rule(document, base, "")
    scopes = tuple(_scopes(document))
    document.finish()
    return Entry((own, *scopes), language)


def _scopes(document: Document) -> Iterator[Rule]:
    """Read the rules for some of the cases: every key that is left names them."""
    for scope in document.left():
        inner = document.section(scope)
        try:
            covers(scope, "")
        except ValueError as error:
            document.fault(str(error))
            continue
        inner.ignore(["use_for_time_limit"])
        yield _rule(inner, Rule(), scope)
        inner.finish()


def _rule(document: Document, base: Rule, scope: str) -> Rule:
    for key in _UNSUPPORTED:
        if key in document:
            document.fault(f"{key} is not supported: there are no scores and no messages to check")
    document.ignore(_UNSUPPORTED)
    permitted, required = (document.take(key, _verdicts, getattr(base, key)) for key in _RULE_KEYS)
    return Rule(permitted, required, scope)


def _verdicts(value: Any) -> Verdicts:
    if not isinstance(value, list) or not value:
        raise expected("a list of verdicts, as [AC, WA]", value)
    found: Verdicts = frozenset()
    for word in value:
        if not isinstance(word, str) or word not in WORDS:
            raise expected(f"one of {', '.join(WORDS)}", word)
        found |= WORDS[word]
    return found
