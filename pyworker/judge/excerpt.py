"""What a program wrote, made fit to be shown: bounded text in which nothing is obeyed."""

import re

# New lines and tabs are layout. All else that does not print is shown as an escape: it could move
# a cursor, turn text around (U+202E), or be refused by a database (NUL).
_SUSPECT = re.compile(r"[^\x20-\x7e\n\t]")


def shown(data: bytes) -> str:
    """Decode as UTF-8, with a replacement for what is none, and escape what does not print."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    return _SUSPECT.sub(_escaped, text)


def _escaped(match: "re.Match[str]") -> str:
    char = match[0]
    if char.isprintable():
        return char
    return char.encode("unicode_escape").decode("ascii")
