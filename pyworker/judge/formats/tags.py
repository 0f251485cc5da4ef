"""What a submission says of itself: ``@EXPECTED_RESULTS@: WRONG-ANSWER, TIMELIMIT`` in its source.

Source: DOMjudge, whose packages have it where a folder's name cannot say it.
"""

import re
from collections.abc import Mapping

from pyworker.judge.formats.rules import AC, CE, OURS, RTE, TLE, WA, WORDS, Verdicts

# DOMjudge's own words, and those of the package format that it takes for them.
_DOMJUDGE: Mapping[str, Verdicts] = {
    "CORRECT": AC,
    "ACCEPTED": AC,
    "WRONG-ANSWER": WA,
    "NO-OUTPUT": WA,
    "TIMELIMIT": TLE,
    "TIME-LIMIT-EXCEEDED": TLE,
    "RUN-ERROR": RTE,
    "RUN-TIME-ERROR": RTE,
    "MEMORY-LIMIT": OURS["MLE"],
    "OUTPUT-LIMIT": OURS["OLE"],
    "COMPILER-ERROR": CE,
}
# In a comment, so the line may end in what closes it.
_TAG = re.compile(rb"@EXPECTED_RESULTS@:[ \t]*([A-Z_, \t-]*)", re.IGNORECASE)


def expected(source: bytes) -> Verdicts | None:
    """Return the verdicts that a source names, or None where it names none.

    Raises:
        ValueError: one of its words is no verdict.
    """
    found = _TAG.search(source)
    if found is None:
        return None
    verdicts: Verdicts = frozenset()
    for part in found[1].decode("ascii").split(","):
        word = part.strip(" \t-").upper().replace("_", "-")
        if word not in _DOMJUDGE and word not in WORDS:
            raise ValueError(
                f"@EXPECTED_RESULTS@: {word[:40]!r} is no verdict; known are "
                f"{', '.join([*_DOMJUDGE, *WORDS])}"
            )
        verdicts |= _DOMJUDGE[word] if word in _DOMJUDGE else WORDS[word]
    return verdicts
