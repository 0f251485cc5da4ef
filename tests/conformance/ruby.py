"""The Ruby side of a conformance test: a booted Rails that acts, waits and tells."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Page:
    """What the Web UI answered."""

    status: int
    text: str


class Ruby:
    """A Rails console that knows the classes of this folder's ``.rb`` files."""

    def __init__(self, ask: Callable[[str], str]) -> None:
        self._ask = ask
        for name in ("prelude.rb", "ruby_jobs.rb"):
            ask(f"load {json.dumps(str(FOLDER / name))}")

    def run(self, code: str) -> str:
        """Run Ruby code and return what it printed."""
        return self._ask(code)

    def value(self, expression: str) -> Any:
        """Return what a Ruby expression comes to."""
        return json.loads(self._ask(f"puts JSON.generate([({expression})])"))[0]

    def until(self, condition: str, within_s: float = PATIENCE_S) -> None:
        """Wait in Ruby until a condition holds."""
        self._ask(f"wait_until({within_s}) {{ {condition} }}")

    def get(self, path: str) -> Page:
        """Open a page of Sidekiq's Web UI."""
        return Page(*self.value(f"open_page({json.dumps(path)})"))

    def press(self, page: str, path: str, **fields: str) -> Page:
        """Post a form of the Web UI with the token that ``page`` gave for it."""
        arguments = ", ".join(json.dumps(text) for text in (page, path))
        return Page(
            *self.value(f"press({arguments}, JSON.parse({json.dumps(json.dumps(fields))}))")
        )

    @contextmanager
    def at(self, redis_url: str) -> Iterator[Ruby]:
        """Talk to another Redis for a while."""
        self.run(f"Sidekiq.redis = {{ url: {json.dumps(redis_url)} }}")
        try:
            yield self
        finally:
            self.run('Sidekiq.redis = { url: ENV.fetch("REDIS_URL") }')
