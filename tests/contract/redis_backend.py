"""Redis and Valkey, seen from the other side of their transport."""

import json
import secrets
import subprocess
import time
from typing import Any

import pytest
import redis

from pyworker.transports.redis import keys, recovery
from pyworker.transports.redis.capsule import Capsule
from pyworker.transports.redis.endpoint import parse_url
from pyworker.transports.redis.presence import Profile
from pyworker.transports.redis.transport import RedisConfig, RedisTransport
from tests.contract.backend import DEFAULT, Limit, Process, Queues, Stored, Where, eventually

LIMITS: dict[Limit, tuple[object, str]] = {
    "stale_after_s": (recovery, "STALE_AFTER_S"),
    "grace_s": (recovery, "GRACE_S"),
    "recovery_window_s": (recovery, "WINDOW_S"),
    "dead_max_jobs": (keys, "DEAD_MAX_JOBS"),
    "dead_timeout_s": (keys, "DEAD_TIMEOUT_S"),
}


class RedisBackend:
    """One server by one URL; ``admin`` is a client beside the one under test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.admin: Any = redis.Redis.from_url(url)
        self.processes: list[Process] = []

    def start(
        self, queues: Queues = DEFAULT, slots: int = 2, url: str = "", metrics: str = "off"
    ) -> Process:
        """Start a process that has joined; ``url`` may lead through a proxy."""
        process = self.build(queues, slots, url, metrics)
        process.transport.join()
        return process

    def build(
        self, queues: Queues = DEFAULT, slots: int = 2, url: str = "", metrics: str = "off"
    ) -> Process:
        """Build a process that has not spoken yet."""
        # It ends by itself should the tests be killed.
        life = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        identity = f"contract:{life.pid}:{secrets.token_hex(6)}"
        profile = Profile(
            hostname="contract",
            pid=life.pid,
            started_at=time.time(),
            capsules=(Capsule("default", queues, slots),),
            version="0",
            tag="test",
        )
        config = RedisConfig(parse_url(url or self.url), metrics=metrics)
        process = Process(identity, RedisTransport(config, identity, profile), life)
        self.processes.append(process)
        return process

    def push(self, queue: str, *bodies: bytes) -> None:
        self.admin.sadd("queues", queue)
        self.admin.lpush(f"queue:{queue}", *bodies)

    def queued(self, queue: str = "default") -> list[bytes]:
        found: list[bytes] = self.admin.lrange(f"queue:{queue}", 0, -1)
        return found[::-1]

    def leased(self) -> list[bytes]:
        names = self.admin.scan_iter("pyworker:lease:*")
        return [body for name in names for body in self.admin.lrange(name, 0, -1)]

    def put(self, where: Where, body: bytes, at: float) -> None:
        self.admin.zadd(where, {body: at})

    def stored(self, where: Where) -> list[Stored]:
        return [Stored(*entry) for entry in self.admin.zrange(where, 0, -1, withscores=True)]

    def pause(self, queue: str) -> None:
        self.admin.sadd("paused", queue)

    def resume(self, queue: str) -> None:
        self.admin.srem("paused", queue)

    def until_blocked(self, waits: int) -> None:
        eventually(lambda: self.admin.info("clients")["blocked_clients"] == waits)

    def kill(self, process: Process) -> None:
        process.life.kill()
        process.life.wait()
        # Its supervisor, which would bury it, has died with it.
        record = self.admin.hget("pyworker:owners", process.identity)
        if record is not None:
            fields = json.loads(record)
            fields["keeper"] = fields["birth"]
            self.admin.hset("pyworker:owners", process.identity, json.dumps(fields))

    def silence(self, process: Process) -> None:
        self.admin.zadd("pyworker:beats", {process.identity: self.admin.time()[0] - 10_000})

    def limit(self, monkeypatch: pytest.MonkeyPatch, name: Limit, value: float) -> None:
        module, constant = LIMITS[name]
        monkeypatch.setattr(module, constant, value)

    def close(self) -> None:
        for process in self.processes:
            process.close()
        self.admin.close()
