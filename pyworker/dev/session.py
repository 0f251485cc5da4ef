"""One run of ``pyworker dev``, from the servers' start to their stop."""

import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
import redis

from pyworker import config
from pyworker.dev.addresses import named, shown_database, shown_redis
from pyworker.dev.enqueue import enqueue
from pyworker.dev.process import ServerProcess
from pyworker.dev.sample import (
    SAMPLES,
    Connection,
    add_test_run,
    create_schema,
    find_result,
    load_samples,
)
from pyworker.dev.servers import Addresses, open_servers
from pyworker.errors import ConfigError, PyworkerError

RESULT_TIMEOUT_S = 60.0
LOOK_AGAIN_S = 0.05
STDOUT = 1


class NotReachable(PyworkerError):
    """A server that the settings name does not answer."""


class NoResult(PyworkerError):
    """The service did not do its first job."""


def say(line: str) -> None:
    """Tell what is done now, between the lines that the service logs.

    Not by ``print``, which fails where a signal's handler prints while it is at work.
    """
    # Whoever read it may have gone; the servers are to be stopped all the same.
    with suppress(BrokenPipeError):
        os.write(STDOUT, f"dev: {line}\n".encode())


class Session:
    """The service, its sample job, and the signals that end both.

    Before the service runs, INT and TERM interrupt what is going on; from then on they are its.
    """

    def __init__(self, values: Mapping[str, str], command: Sequence[str]) -> None:
        self._values = values
        self._named = named(values)
        self._command = command
        self._service: ServerProcess | None = None

    def run(self) -> int:
        """Serve until a signal comes; returns the exit status of the service."""
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, self._on_signal)
        with ExitStack() as stack:
            folder = Path(self._values.get("PYWORKER_DATA_DIR") or ".pyworker").absolute()
            addresses = open_servers(self._named, folder, say, stack)
            with connect(addresses.database) as connection:
                test_run_id = prepare(connection)
                service = self._start(addresses, stack)
                self._enqueue(addresses, test_run_id)
                result = _wait_for_result(connection, test_run_id, service)
            if result:
                _show(result)
                say("serving; Ctrl-C stops the service and all that was started here")
            return service.wait()

    def _start(self, addresses: Addresses, stack: ExitStack) -> ServerProcess:
        say(f"starting the service: {' '.join(self._command)}")
        environ = {**self._values, **addresses.private}
        self._service = ServerProcess(self._command, environ=environ)
        stack.callback(self._service.stop)
        return self._service

    def _enqueue(self, addresses: Addresses, test_run_id: int) -> None:
        queue = self._named.queue
        try:
            with redis.Redis.from_url(addresses.redis_url) as client:
                jid = enqueue(client, queue, "RubyWorker", test_run_id)
        except redis.ConnectionError as error:
            url = shown_redis(addresses.redis_url)
            raise NotReachable(f"no Redis at {url} ({error}); check REDIS_URL") from error
        say(f"enqueued as Rails does: RubyWorker({test_run_id}) to queue:{queue}, jid {jid}")

    def _on_signal(self, signum: int, frame: FrameType | None) -> None:
        if self._service is None:
            raise KeyboardInterrupt
        say(f"{signal.Signals(signum).name}: stopping the service")
        self._service.send(signum)


def connect(database: str) -> Connection:
    """Connect to PostgreSQL.

    Raises:
        NotReachable: says which setting to check.
    """
    try:
        return psycopg.connect(database, autocommit=True)
    except psycopg.OperationalError as error:
        raise NotReachable(
            f"no PostgreSQL at {shown_database(database)} ({error}); check DATABASE_URL or "
            "POSTGRES_*"
        ) from error


def prepare(connection: Connection) -> int:
    """See that the tables and sample data are there, and add a test run; returns its id."""
    created = create_schema(connection)
    say("created the tables" if created else "the tables are there")
    loaded = load_samples(connection)
    say(f"loaded {SAMPLES:,} samples" if loaded else "there are samples")
    test_run_id = add_test_run(connection)
    say(f"added test run {test_run_id}")
    return test_run_id


def _wait_for_result(
    connection: Connection, test_run_id: int, service: ServerProcess
) -> dict[str, Any] | None:
    """Wait for the job's row; None where the service ends before."""
    give_up_at = time.monotonic() + RESULT_TIMEOUT_S
    while service.running:
        result = find_result(connection, test_run_id)
        if result:
            return result
        if time.monotonic() > give_up_at:
            raise NoResult(
                f"test run {test_run_id} has no result after {RESULT_TIMEOUT_S:.0f} s; the "
                "service's log above says why"
            )
        time.sleep(LOOK_AGAIN_S)
    return None


def _show(result: Mapping[str, Any]) -> None:
    say("the job wrote this row to test_results:")
    for name, value in result.items():
        say(f"    {name:<20}{value}")


def dev(environ: Mapping[str, str], command: Sequence[str] | None = None) -> int:
    """Run the service with private servers where the settings name none.

    Args:
        environ: the environment; the .env files fill it up.
        command: what to run as the service; None: ``python -m pyworker --service``.
    """
    service = command or [sys.executable, "-m", "pyworker", "--service"]
    try:
        status = Session(config.environment(environ), service).run()
    except PyworkerError as error:
        print(f"pyworker dev: {error}", file=sys.stderr)
        return 2 if isinstance(error, ConfigError) else 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    say("all stopped")
    return status
