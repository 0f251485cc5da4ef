"""The languages that are judged: our table, and the rows of a user's own."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pyworker.errors import PyworkerError
from pyworker.judge.compiling import rows
from pyworker.judge.compiling.language import Language

__all__ = ["TABLE", "Language", "Languages", "UnknownLanguage", "load"]

TABLE = Path(__file__).with_name("languages.toml")


class UnknownLanguage(PyworkerError):
    """No program in this language can be judged here; the message names those that can."""


def load(user_file: Path | None = None) -> "Languages":
    """Read the table, and a file with rows to add, or with single keys to change.

    Raises:
        ConfigError: lists every wrong key of the file by its row.
    """
    table = rows.read(TABLE)
    if user_file is None:
        return Languages(rows.languages(table, str(TABLE)))
    for name, row in rows.read(user_file).items():
        table[name] = table.get(name, {}) | row
    return Languages(rows.languages(table, str(user_file)))


class Languages:
    """Languages by name or alias; only what is installed is offered."""

    def __init__(self, every: Sequence[Language]) -> None:
        self._every = tuple(each for each in every if each.offered)
        self._by_name = {name: each for each in self._every for name in (each.name, *each.aliases)}

    def __iter__(self) -> Iterator[Language]:
        return iter(self._every)

    def installed(self) -> tuple[Language, ...]:
        """Return those whose programs are on this machine."""
        return tuple(each for each in self._every if not each.missing())

    def find(self, name: str) -> Language:
        """Look one up by name or alias, whatever the case of its letters.

        Raises:
            UnknownLanguage: there is none, or it is not installed.
        """
        found = self._by_name.get(name.lower())
        if found is None:
            raise UnknownLanguage(f"language {name[:64]!r}: not known here; {self._choice()}")
        missing = found.missing()
        if missing:
            remedy = f"install {found.package}" if found.package else f"install {missing[0]}"
            raise UnknownLanguage(
                f"language {found.name}: {', '.join(missing)} is not installed; {remedy}, or "
                f"choose another; {self._choice()}"
            )
        return found

    def by_extension(self, file_name: str) -> Language:
        """Find the language of a source by the end of its name.

        Raises:
            UnknownLanguage: no installed language has this extension.
        """
        ending = Path(file_name).suffix.lower()
        for each in self._every:
            if ending and ending in each.extensions:
                return self.find(each.name)
        raise UnknownLanguage(f"{file_name}: no language by its name; {self._choice()}")

    def _choice(self) -> str:
        names = ", ".join(each.name for each in self.installed())
        return f"there is {names}" if names else "none is installed"
