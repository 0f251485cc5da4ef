"""A judgement as plain data: what ``pyworker judge --json`` prints, and what may be stored."""

from dataclasses import asdict
from typing import Any

from pyworker.judge.judgement import CaseResult, Judged, Judgement
from pyworker.judge.words import Words, word


def report(judgement: Judgement, words: Words = "short") -> dict[str, Any]:
    """Return a judgement as JSON knows it; docs/judge.md has the shape."""
    compilation = asdict(judgement.compilation)
    return {
        **_judged(judgement.judged, words),
        "score": judgement.score,
        "compile": compilation,
        "cases": [case(each, words) for each in judgement.cases],
        "skipped": list(judgement.skipped),
        "sandbox": sandbox(judgement),
    }


def sandbox(judgement: Judgement) -> dict[str, Any]:
    """Return what a judgement was made behind, and with which limits, as JSON knows it."""
    return {**asdict(judgement.mode), "limits": asdict(judgement.limits)}


def case(result: CaseResult, words: Words = "short") -> dict[str, Any]:
    """Return one case's result as JSON knows it."""
    difference = asdict(result.difference) if result.difference else None
    return {
        "name": result.name,
        **_judged(result.judged, words),
        "cpu_ms": result.cpu_ms,
        "wall_ms": result.wall_ms,
        "memory_bytes": result.memory_bytes,
        "points": result.points,
        "max_points": result.max_points,
        "diff": difference,
        "output": result.output,
        "errors": result.errors,
    }


def _judged(judged: Judged, words: Words) -> dict[str, str]:
    return {
        "verdict": word(judged.verdict, words),
        "cause": str(judged.cause),
        "detail": judged.detail,
    }
