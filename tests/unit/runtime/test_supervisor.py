"""The parent of the children, over children that do next to nothing."""

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator

import pytest

from pyworker.registry import Registry
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.child import Child
from pyworker.runtime.crew import Crew
from pyworker.runtime.supervisor import Supervisor, heard
from tests.unit.runtime.stand_ins import MemoryTransport, delivery

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGTSTP, signal.SIGTTIN)


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    numbers = [*SIGNALS, signal.SIGCHLD, signal.SIGPIPE]
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
    gc.unfreeze()


def supervise(
    main: Callable[[Child], int], transport: MemoryTransport, children: int = 2
) -> tuple[int, list[Child]]:
    """Supervise to the end; a test that hangs is told to stop after 20 s."""
    made = [Child(number, 1) for number in range(children)]
    alarm = threading.Timer(20, os.kill, [os.getpid(), signal.SIGTERM])
    alarm.start()
    undertaker = Undertaker(Registry(), lambda: transport)
    crew = Crew(made, (main, identify), undertaker, shutdown_timeout_s=5)
    status = Supervisor(crew, undertaker, heard(), lambda _: None).run()
    alarm.cancel()
    return status, made


def identify(pid: int, nonce: str) -> str:
    return f"host:{pid}:{nonce}"


def until_told(_: Child) -> int:
    """Live until TERM, and end well."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    while True:
        signal.pause()


def test_when_all_children_have_ended_well_it_is_over() -> None:
    transport = MemoryTransport()

    status, children = supervise(lambda _: 0, transport)

    assert status == 0
    assert all(child.retired and not child.pid for child in children)
    assert transport.buried == []


def test_a_child_that_dies_is_replaced_and_what_ran_is_returned() -> None:
    transport = MemoryTransport()
    job = delivery("A", jid="j")
    transport.leases = [job]
    read, write = os.pipe()
    os.write(write, b"!")

    def main(child: Child) -> int:
        assert child.board is not None
        os.set_blocking(read, False)
        try:
            os.read(read, 1)
        except BlockingIOError:
            return 0
        child.board.seat(0).take(job.body, 0.0)
        os.kill(os.getpid(), signal.SIGKILL)
        return 1

    status, (child,) = supervise(main, transport, children=1)

    ((identity, running),) = transport.buried
    assert (status, running) == (0, {job.body})
    assert identity != child.identity
    assert child.retired
    os.close(read)
    os.close(write)


def test_a_job_past_its_time_is_ended_by_killing_its_child() -> None:
    transport = MemoryTransport()
    read, write = os.pipe()
    os.write(write, b"!")

    def main(child: Child) -> int:
        assert child.board is not None
        os.set_blocking(read, False)
        try:
            os.read(read, 1)
        except BlockingIOError:
            return 0
        child.board.seat(0).take(b"late", 0.001)
        return until_told(child)

    status, _ = supervise(main, transport, children=1)

    assert status == 0
    ((_, running),) = transport.buried
    assert running == set()
    assert transport.calls.index("leased") < transport.calls.index("bury")
    os.close(read)
    os.close(write)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_tells_its_children_and_ends(number: signal.Signals) -> None:
    parent = os.getpid()

    def main(child: Child) -> int:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        if child.number == 1:
            os.kill(parent, number)
        while True:
            signal.pause()

    status, children = supervise(main, MemoryTransport())

    assert status == 0
    assert not any(child.pid for child in children)
