"""``pyworker dev`` from start to stop, with a stand-in for the service."""

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg.conninfo import conninfo_to_dict

STAND_IN = Path(__file__).with_name("dev_stand_in.py")
ROOT = Path(__file__).parents[2]

PROGRAM = """
import os, sys
from pyworker.dev import dev

sys.exit(dev(os.environ, sys.argv[1:]))
"""


class Dev:
    """A running ``pyworker dev``."""

    def __init__(self, folder: Path, service: list[str], settings: dict[str, str]) -> None:
        inherited = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *service],
            cwd=folder,
            env=inherited | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""

    def until(self, text: str) -> str:
        """Read on until a line has ``text``; the whole output so far."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if text in line:
                return self.said
        raise AssertionError(f"ended without {text!r}:\n{self.said}")

    def end(self, signum: signal.Signals | None = None) -> int:
        """Send a signal, read the rest and return the exit status."""
        if signum is not None:
            self.process.send_signal(signum)
        self.said += self.process.communicate(timeout=60)[0]
        return self.process.returncode

    def find(self, pattern: str) -> str:
        found = re.search(pattern, self.said)
        assert found is not None, self.said
        return found[1]


Start = Callable[..., Dev]


@pytest.fixture
def start(server_folder: Path) -> Iterator[Start]:
    """Start ``pyworker dev`` in a folder of its own; what still runs at the end is stopped."""
    started = []

    def start_one(*service: str, **settings: str) -> Dev:
        command = list(service) or [sys.executable, str(STAND_IN)]
        started.append(Dev(server_folder, command, settings))
        return started[-1]

    yield start_one
    for dev in started:
        if dev.process.poll() is None:
            dev.end(signal.SIGTERM)
        assert dev.process.stdout is not None
        dev.process.stdout.close()


def test_it_shows_the_row_serves_until_interrupted_and_stops_all(start: Start) -> None:
    dev = start()
    dev.until("serving")
    addresses = dict(
        re.findall(r"export (\w+)='(.+)'", Path(dev.find(r"terminal: \. (.+)")).read_text())
    )
    redis_url, database_url = addresses["REDIS_URL"], addresses["DATABASE_URL"]
    password = conninfo_to_dict(database_url)["password"]
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("select test_run_id from test_results").fetchall()

    status = dev.end(signal.SIGINT)

    assert rows == [(int(dev.find(r"test_run_id +(\d+)")),)]
    assert status == 0
    assert "all stopped" in dev.said
    assert str(password) not in dev.said
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database_url)
    with pytest.raises(redis.ConnectionError), redis.Redis.from_url(redis_url) as client:
        client.ping()


def test_a_second_start_finds_its_data_and_addresses_again(start: Start) -> None:
    first = start()
    first.until("serving")
    with redis.Redis.from_url(first.find(r" Redis: (\S+)")) as client:
        client.set("kept", "yes")
    first.end(signal.SIGTERM)

    second = start()
    second.until("serving")

    assert "the tables are there" in second.said
    assert "added test run 2" in second.said
    assert second.find(r" PostgreSQL: (.+)") == first.find(r" PostgreSQL: (.+)")
    with redis.Redis.from_url(second.find(r" Redis: (\S+)")) as client:
        assert client.get("kept") == b"yes"


def test_after_a_kill_nothing_runs_on_and_the_next_start_works(start: Start) -> None:
    killed = start()
    killed.until("serving")
    with redis.Redis.from_url(killed.find(r" Redis: (\S+)")) as client:
        server = os.pidfd_open(client.info("server")["process_id"])

    killed.process.kill()

    ended, _, _ = select.select([server], [], [], 30)
    os.close(server)
    assert ended
    start().until("serving")


def test_a_second_one_at_the_same_time_is_refused(start: Start) -> None:
    start().until("serving")

    second = start()

    assert second.end() == 1
    assert "another `make run` or `pyworker dev`" in second.said


def test_servers_that_the_settings_name_are_used(
    start: Start, server_folder: Path, redis_url: str, postgres_url: str
) -> None:
    dev = start(REDIS_URL=redis_url, DATABASE_URL=postgres_url)
    dev.until("serving")

    assert dev.end(signal.SIGTERM) == 0
    assert "starting a private" not in dev.said
    assert not (server_folder / ".pyworker").exists()
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("select count(*) from test_results").fetchone() == (1,)


def test_a_server_that_is_named_but_down_is_an_error_that_names_the_setting(
    start: Start, redis_url: str
) -> None:
    dev = start(REDIS_URL=redis_url, DATABASE_URL="postgresql://me:secret@127.0.0.1:1/x")

    assert dev.end() == 1
    assert "check DATABASE_URL" in dev.said
    assert "secret" not in dev.said


def test_a_setting_that_cannot_be_used_is_told_before_anything_starts(
    start: Start, server_folder: Path
) -> None:
    dev = start(REDIS_URL="http://cache")

    assert dev.end() == 2
    assert "REDIS_URL" in dev.said
    assert not (server_folder / ".pyworker").exists()


def test_a_service_that_fails_ends_it_with_the_status_of_the_service(
    start: Start, redis_url: str, postgres_url: str
) -> None:
    settings = {"REDIS_URL": redis_url, "DATABASE_URL": postgres_url}
    dev = start(sys.executable, "-c", "raise SystemExit(7)", **settings)

    assert dev.end() == 7
    assert "serving" not in dev.said
