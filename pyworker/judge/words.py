"""The words that users read for a verdict: short codes, or those of two older systems."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pyworker.judge.judgement import Verdict

Words = Literal["short", "grading", "judge"]
V = Verdict

_GRADING = {
    V.AC: "Accepted",
    V.WA: "Wrong Answer",
    V.PE: "Presentation Error",
    V.TLE: "Time Limit Exceeded",
    V.MLE: "Memory Limit Exceeded",
    V.OLE: "Output Limit Exceeded",
    V.RE: "Runtime Error",
    V.CE: "Compile Error",
    V.IE: "System Error",
}
# It had no words for PE, MLE, OLE and CE. White space counts as a wrong answer there; what else
# the program itself did wrong is a RUNTIME_ERROR: SYSTEM_ERROR was no student's fault.
_JUDGE = {
    V.AC: "ACCEPTED",
    V.WA: "WRONG_ANSWER",
    V.PE: "WRONG_ANSWER",
    V.TLE: "TLE",
    V.MLE: "RUNTIME_ERROR",
    V.OLE: "RUNTIME_ERROR",
    V.RE: "RUNTIME_ERROR",
    V.CE: "RUNTIME_ERROR",
    V.IE: "SYSTEM_ERROR",
}
WORDS: Mapping[Words, Mapping[Verdict, str]] = MappingProxyType(
    {"short": {verdict: verdict.value for verdict in V}, "grading": _GRADING, "judge": _JUDGE}
)
PENDING: Mapping[Words, str] = MappingProxyType(
    {"short": "PENDING", "grading": "Pending", "judge": "PENDING"}
)


def word(verdict: Verdict, words: Words) -> str:
    """Say a verdict in the words of a setting."""
    return WORDS[words][verdict]
