"""What a service tells systemd, heard at a socket of the test's own."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.worker import PATIENCE_S, Queues, Worker
from tests.servers.redis import RedisServer


class Systemd:
    """The other end of NOTIFY_SOCKET."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.settimeout(PATIENCE_S)
        self.heard: list[str] = []

    def until(self, start: str) -> str:
        """Wait for a message that begins so."""
        while True:
            self.heard.append(self._socket.recv(4096).decode())
            if self.heard[-1].startswith(start):
                return self.heard[-1]

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def systemd(server_folder: Path) -> Iterator[Systemd]:
    listener = Systemd(server_folder / "notify")
    yield listener
    listener.close()


def serving(
    redis_url: str, systemd: Systemd, *flags: str, watchdog_usec: str = "", pid: str = ""
) -> Worker:
    return Worker(
        redis_url,
        *flags,
        NOTIFY_SOCKET=str(systemd.path),
        WATCHDOG_USEC=watchdog_usec,
        WATCHDOG_PID=pid,
    )


def test_ready_status_and_stopping_are_told_in_order(redis_url: str, systemd: Systemd) -> None:
    with serving(redis_url, systemd, "--processes", "2", "-c", "5") as worker:
        systemd.until("READY=1")
        assert worker.said.count("ready: waiting for jobs") == 2
        assert systemd.until("STATUS=") == "STATUS=2 processes, 0 of 10 threads busy, 0 jobs/s"
        assert worker.stop() == 0
        systemd.until("STOPPING=1")

    assert [text for text in systemd.heard if "STATUS" not in text] == ["READY=1", "STOPPING=1"]


def test_it_is_not_ready_before_its_queues_answer(own_redis: RedisServer, systemd: Systemd) -> None:
    own_redis.stop()
    with serving(own_redis.url, systemd) as worker:
        worker.until("trying again until it answers")
        systemd.until("STATUS=1 processes")
        assert "READY=1" not in systemd.heard

        own_redis.start()

        systemd.until("READY=1")
        assert worker.stop() == 0


def test_the_watchdog_is_fed_while_all_children_are_well(redis_url: str, systemd: Systemd) -> None:
    with serving(redis_url, systemd, watchdog_usec="200000") as worker:
        for _ in range(3):
            systemd.until("WATCHDOG=1")
        assert worker.stop() == 0


def test_another_processes_watchdog_is_not_fed(redis_url: str, systemd: Systemd) -> None:
    with serving(redis_url, systemd, watchdog_usec="200000", pid="1") as worker:
        systemd.until("STATUS=")
        assert worker.stop() == 0
        systemd.until("STOPPING=1")
    assert "WATCHDOG=1" not in systemd.heard


def test_a_restart_is_told_and_so_is_its_end(redis_url: str, systemd: Systemd) -> None:
    with serving(redis_url, systemd) as worker:
        systemd.until("READY=1")
        pid = worker.process.pid

        worker.process.send_signal(signal.SIGUSR2)

        told = systemd.until("RELOADING=1")
        assert told.partition("\nMONOTONIC_USEC=")[2].isdigit()
        systemd.until("READY=1")
        assert os.getpgid(pid) == pid
        assert worker.stop() == 0


def test_a_restart_that_is_refused_leaves_it_ready(
    redis_url: str, systemd: Systemd, tmp_path: Path
) -> None:
    module = tmp_path / "breaking.py"
    module.write_text("")
    with serving(redis_url, systemd, "-r", str(module)) as worker:
        systemd.until("READY=1")

        module.write_text("this is no Python")
        worker.process.send_signal(signal.SIGUSR2)

        systemd.until("RELOADING=1")
        systemd.until("READY=1")
        assert worker.stop() == 0


def test_a_socket_that_is_gone_disturbs_nobody(redis_url: str, tmp_path: Path) -> None:
    queues = Queues(redis_url)
    with Worker(redis_url, NOTIFY_SOCKET=str(tmp_path / "nobody")) as worker:
        queues.push("Record", 1)
        assert queues.waited("ran") == "1"
        assert worker.stop() == 0
