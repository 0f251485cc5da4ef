"""A page that is drawn again and again, on a screen of its own: what was there comes back."""

import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

# Sequences that every terminal of this century obeys (ECMA-48, xterm).
# Lines too long are cut, not wrapped: a page must have as many rows as lines.
ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l"
LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l"
HOME = "\x1b[H"
# Before the line: behind one as wide as the terminal it would erase the last character.
ERASE_LINE = "\x1b[2K"
BELOW = "\x1b[J"


@contextmanager
def screen() -> Iterator[None]:
    """Borrow the whole terminal; TERM ends it as Ctrl-C does, or the cursor would stay hidden."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    click.echo(ENTER, nl=False)
    try:
        yield
    finally:
        click.echo(LEAVE, nl=False)


def draw(lines: Sequence[str]) -> None:
    """Show lines in place of those before, in one write: it must not flicker."""
    rows = shutil.get_terminal_size().lines
    if len(lines) >= rows:
        hidden = len(lines) - rows + 2
        lines = [*lines[: rows - 2], click.style(f"… {hidden} lines more", dim=True)]
    click.echo(HOME + "".join(f"{ERASE_LINE}{line}\n" for line in lines) + BELOW, nl=False)
