"""Who may hold leases, and who is gone for certain."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pyworker.transports.redis.owner import (
    Owner,
    birth_of,
    from_record,
    has_died,
    hostname,
    identify,
)


def test_an_owner_can_be_read_from_its_record() -> None:
    owner = Owner("host:1:abc", 3, ("critical", "défaut"), "boot 1 2 3", "boot 1 1 2")

    assert from_record("host:1:abc", owner.record().encode()) == owner


def test_a_record_of_an_earlier_version_knows_no_keeper() -> None:
    record = b'{"slots":1,"queues":["a"],"birth":"b"}'

    assert from_record("h", record) == Owner("h", 1, ("a",), "b", keeper="")


def test_an_owner_holds_a_lease_for_each_slot_and_queue() -> None:
    owner = Owner("host:1:abc", 2, ("a", "b"))

    assert owner.leases() == [
        ("pyworker:lease:host:1:abc:0:a", "a"),
        ("pyworker:lease:host:1:abc:0:b", "b"),
        ("pyworker:lease:host:1:abc:1:a", "a"),
        ("pyworker:lease:host:1:abc:1:b", "b"),
    ]


def test_an_identity_is_named_as_sidekiq_names_processes() -> None:
    assert identify(12, "0123456789ab") == f"{hostname()}:12:0123456789ab"


@pytest.mark.parametrize(("dyno", "expected"), [("worker.1", "worker.1"), ("", None)])
def test_heroku_names_the_machine(
    monkeypatch: pytest.MonkeyPatch, dyno: str, expected: str | None
) -> None:
    monkeypatch.setenv("DYNO", dyno)

    assert hostname() == (expected or socket.gethostname())


def test_a_birth_is_boot_namespace_pid_and_start() -> None:
    birth = birth_of(os.getpid())

    assert re.fullmatch(rf"[0-9a-f-]{{36}} \d+ {os.getpid()} \d+", birth)
    assert birth == birth_of(os.getpid())


def test_a_process_with_a_difficult_name_has_a_birth() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "open('/proc/self/comm','w').write('a) b (c'); input()"],
        stdin=subprocess.PIPE,
    ) as process:
        birth = birth_of(process.pid)
        process.communicate(b"\n")

    assert birth.split()[2] == str(process.pid)


def test_this_process_lives() -> None:
    assert not has_died(birth_of(os.getpid()))


def test_a_process_that_has_ended_is_dead() -> None:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as process:
        birth = birth_of(process.pid)
        alive = has_died(birth)
        process.communicate()

    assert alive is False
    assert has_died(birth)


def test_a_later_process_with_the_same_pid_is_another() -> None:
    boot, namespace, pid, started = birth_of(os.getpid()).split()

    assert has_died(f"{boot} {namespace} {pid} {int(started) + 1}")


@pytest.mark.parametrize("part", [0, 1], ids=["machine", "container"])
def test_of_other_machines_and_containers_nothing_is_known(part: int) -> None:
    words = birth_of(os.getpid()).split()
    words[part] = "elsewhere"
    words[3] = "1"

    assert not has_died(" ".join(words))


@pytest.mark.parametrize("birth", ["", "x", "a b c", "a b c d e"])
def test_an_owner_whose_machine_does_not_tell_is_not_known_to_be_dead(birth: str) -> None:
    assert not has_died(birth)


@pytest.fixture
def ended() -> str:
    """The birth of a process that is no more."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as process:
        birth = birth_of(process.pid)
        process.communicate()
    return birth


def test_an_owner_has_died_once_its_keeper_has_too(ended: str) -> None:
    alive = birth_of(os.getpid())

    died = {
        "both": Owner("h", 1, (), ended, ended).has_died(),
        "keeper": Owner("h", 1, (), alive, ended).has_died(),
        "process": Owner("h", 1, (), ended, alive).has_died(),
        "neither": Owner("h", 1, (), alive, alive).has_died(),
        "process, keeper unknown": Owner("h", 1, (), ended, "").has_died(),
    }

    assert {who for who, certain in died.items() if certain} == {"both"}


class HiddenProcesses:
    """A /proc that shows this process and no other, as ``hidepid`` makes it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read = Path.read_text

        def read_text(path: Path, *args: Any) -> str:
            if path.name == "stat" and path.parent.name != str(os.getpid()):
                raise FileNotFoundError(path)
            return read(path, *args)

        monkeypatch.setattr(Path, "read_text", read_text)


def test_a_hidden_process_that_lives_is_not_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as process:
        birth = birth_of(process.pid)
        HiddenProcesses(monkeypatch)
        seen, died = birth_of(process.pid), has_died(birth)
        process.communicate()

    assert (seen, died) == ("", False)


def test_a_hidden_process_of_another_user_is_not_dead(
    ended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(pid: int, number: int) -> None:
        raise PermissionError(pid, number)

    HiddenProcesses(monkeypatch)
    monkeypatch.setattr("os.kill", refuse)

    assert not has_died(ended)


def test_where_processes_are_hidden_one_that_has_ended_is_dead(
    ended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    HiddenProcesses(monkeypatch)

    assert has_died(ended)


def test_where_there_is_no_proc_nothing_is_known(
    ended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_text(path: Path) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "read_text", read_text)

    assert birth_of(os.getpid()) == ""
    assert not has_died(ended)
