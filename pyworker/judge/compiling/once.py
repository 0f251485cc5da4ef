"""Work that several threads want at the same time is done by the first of them."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Once(Generic[Result]):
    """Remembers work that is under way, by key; nothing of work that is done."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[Result]] = {}

    def do(self, key: str, work: Callable[[], Result]) -> tuple[Result, bool]:
        """Do the work, or wait for who does it; returns its result and whether it was another's.

        What the work raises is raised to all who wait.
        """
        with self._lock:
            future = self._under_way.get(key)
            if future is None:
                mine = self._under_way[key] = Future()
        if future is not None:
            return future.result(), True
        try:
            mine.set_result(work())
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._under_way[key]
        return mine.result(), False
