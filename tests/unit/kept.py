"""A pusher that keeps what is pushed, and jobs to push."""

import asyncio
import json
from typing import Any

from pyworker import job
from pyworker.errors import TransportDown
from pyworker.payload import Push


class Kept:
    """Keeps what is pushed; the push number ``fails_at`` fails."""

    def __init__(self) -> None:
        self.pushes: list[Push] = []
        self.fails_at: int | None = None

    def send(self, push: Push) -> None:
        if len(self.pushes) == self.fails_at:
            raise TransportDown("no server")
        self.pushes.append(push)

    async def asend(self, push: Push) -> None:
        await asyncio.sleep(0)
        self.send(push)

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [json.loads(body) for push in self.pushes for body in push.bodies]

    @property
    def args(self) -> list[Any]:
        return [payload["args"] for payload in self.payloads]


@job("Customers::Invoice", queue="billing", retry=5)
def invoice(customer: int, total: str = "0.00", tax: float = 0.0) -> None: ...


@job("Anything")
def anything(*values: Any) -> None: ...
