"""The thread on which ``async def`` handlers run; processors wait for them one each."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

from pyworker.errors import JobTimeout


class AsyncLoop:
    """An event loop that starts with its first coroutine."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, coroutine: Coroutine[Any, Any, Any], timeout_s: float | None) -> Any:
        """Run a coroutine to its end and return its value, in the caller's context.

        Raises:
            JobTimeout: it ran longer than ``timeout_s`` and was cancelled.
        """
        future = asyncio.run_coroutine_threadsafe(_limited(coroutine, timeout_s), self._running())
        return future.result()

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="async", daemon=True).start()
            return self._loop


async def _limited(coroutine: Coroutine[Any, Any, Any], timeout_s: float | None) -> Any:
    limit = asyncio.timeout(timeout_s)
    try:
        async with limit:
            return await coroutine
    except TimeoutError as error:
        if limit.expired():
            raise JobTimeout(
                f"the job ran longer than {timeout_s:g} s and was cancelled"
            ) from error
        raise
