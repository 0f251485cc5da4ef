"""Glob patterns of ``submissions.yaml``: ``*`` within a name, and braces with alternatives.

Source: problem package format 2025-09, "Glob patterns". ``?``, ``[...]`` and ``**`` mean nothing.
"""

import re

# Braces multiply: {a,b}{a,b}{a,b}... doubles each time.
MOST_ALTERNATIVES = 256


def covers(pattern: str, path: str) -> bool:
    """Say whether a pattern matches a path, or a folder that it is in; '' covers everything.

    Raises:
        ValueError: the braces make more than 256 patterns.
    """
    if not pattern:
        return True
    below = re.compile(rf"(?:{'|'.join(map(_plain, alternatives(pattern)))})(?:/.*)?", re.DOTALL)
    return below.fullmatch(path) is not None


def alternatives(pattern: str) -> list[str]:
    """Return the patterns without braces that a pattern stands for.

    Raises:
        ValueError: they are more than 256.
    """
    done: list[str] = []
    waiting = [pattern]
    while waiting:
        text = waiting.pop()
        found = _innermost(text)
        if found is None:
            done.append(text)
        else:
            head, parts, tail = found
            waiting += [head + part + tail for part in parts]
        if len(done) + len(waiting) > MOST_ALTERNATIVES:
            raise ValueError(f"{pattern[:40]!r} stands for over {MOST_ALTERNATIVES} patterns")
    return done


def _innermost(text: str) -> tuple[str, list[str], str] | None:
    """Split at the first braces that hold a comma and no braces; others are plain characters."""
    found = re.search(r"\{([^{}]*,[^{}]*)\}", text)
    if found is None:
        return None
    return text[: found.start()], found[1].split(","), text[found.end() :]


def _plain(pattern: str) -> str:
    """Write a pattern without braces as a regular expression that never tries twice."""
    first, *middle = pattern.split("*")
    if not middle:
        return re.escape(first)
    *middle, last = middle
    steps = "".join(f"(?>[^/]*?{re.escape(part)})" for part in middle)
    return f"{re.escape(first)}{steps}[^/]*{re.escape(last)}"
