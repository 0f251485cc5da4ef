"""Composing middleware around a handler, once for each job class."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from pyworker.registry import JobContext

Proceed = Callable[[JobContext], Any]
Middleware = Callable[[Proceed, JobContext], Any]


def compose(middleware: Sequence[Middleware], innermost: Proceed) -> Proceed:
    """Return a call through all middleware, the first outermost."""
    call = innermost
    for layer in reversed(middleware):
        call = partial(layer, call)
    return call
