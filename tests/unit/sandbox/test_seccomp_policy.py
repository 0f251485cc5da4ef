"""The filter's answers, on both machines, by an interpreter of our own."""

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.sandbox.native.seccomp import program
from pyworker.sandbox.native.seccomp.numbers import MACHINES, NEWEST
from pyworker.sandbox.native.seccomp.policy import (
    ALLOW,
    KILL,
    RULES,
    Check,
    NoBits,
    NoneOf,
    OneOf,
    fail,
)
from pyworker.sandbox.port import SandboxUnavailable
from tests.unit.sandbox.bpf import DATA, INSTRUCTION, ask, verify

MACHINE_NAMES = sorted(MACHINES)
PROGRAMS = {name: program(name) for name in MACHINE_NAMES}
HIGH_HALF = 0xDEAD_BEEF << 32

# Calls that every runtime lives on.
EVERYDAY = {
    "x86_64": {
        "read": 0, "write": 1, "mmap": 9, "brk": 12, "fork": 57, "vfork": 58, "execve": 59,
        "exit": 60, "kill": 62, "futex": 202, "exit_group": 231, "openat": 257, "getrandom": 318,
        "memfd_create": 319, "execveat": 322, "rseq": 334, "uretprobe": 335, "pidfd_open": 434,
        "close_range": 436, "futex_waitv": 449, "fchmodat2": 452, "mseal": 462,
        "rseq_slice_yield": 471,
    },
    "aarch64": {
        "openat": 56, "read": 63, "write": 64, "exit": 93, "exit_group": 94, "futex": 98,
        "kill": 129, "brk": 214, "execve": 221, "mmap": 222, "wait4": 260, "getrandom": 278,
        "memfd_create": 279, "execveat": 281, "rseq": 293, "pidfd_open": 434, "close_range": 436,
        "futex_waitv": 449, "fchmodat2": 452, "mseal": 462, "rseq_slice_yield": 471,
    },
}  # fmt: skip

EPERM, ENOSYS, EINVAL = fail(errno.EPERM), fail(errno.ENOSYS), fail(errno.EINVAL)
NO_FAMILY, DONE = fail(errno.EAFNOSUPPORT), fail(0)

# Call, arguments, answer.
ARGUED = [
    ("clone", (0x0120_0011,), ALLOW),  # fork of glibc
    ("clone", (0x003D_0F00,), ALLOW),  # a thread of glibc
    ("clone", (0x4111,), ALLOW),  # posix_spawn: VM, VFORK
    *[("clone", (1 << bit | 17,), EPERM) for bit in (17, *range(25, 31))],
    ("clone", (0x8000 | 17,), EPERM),
    ("clone", (HIGH_HALF | 0x1000_0011,), EPERM),
    ("clone", (HIGH_HALF | 17,), ALLOW),
    ("socket", (1, 1, 0), ALLOW),
    ("socket", (HIGH_HALF | 1, 1, 0), ALLOW),
    *[("socket", (family, 3, 0), NO_FAMILY) for family in (0, 2, 3, 10, 16, 17, 38, 40, -1)],
    ("socket", (1 << 32, 1, 0), NO_FAMILY),
    ("socketpair", (1, 1, 0), ALLOW),
    ("socketpair", (2, 1, 0), NO_FAMILY),
    ("personality", (0,), ALLOW),
    ("personality", (0xFFFF_FFFF,), ALLOW),
    ("personality", (-1,), ALLOW),
    ("personality", (0x0004_0000,), ALLOW),
    ("personality", (0x0040_0000,), EPERM),  # READ_IMPLIES_EXEC
    ("personality", (8,), EPERM),
    ("ioctl", (0, 0x5401), ALLOW),
    ("ioctl", (0, 0x5412), EPERM),
    ("ioctl", (0, HIGH_HALF | 0x5412), EPERM),
    ("ioctl", (0, 0x541C), EPERM),
    ("ioctl", (0, 0x5423), EPERM),
    ("ioctl", (0x5412, 0x5413), ALLOW),
    ("prctl", (38, 1), ALLOW),  # PR_SET_NO_NEW_PRIVS
    ("prctl", (22, 2), EINVAL),
    ("prctl", (62, 1), EINVAL),
    ("prctl", (0x5961_6D61, -1), EINVAL),
    ("prlimit64", (0, 7), ALLOW),
    ("prlimit64", (1, 7), EPERM),
    ("prlimit64", (-1, 7), EPERM),
    ("sched_setaffinity", (0, 8), DONE),
    ("sched_setaffinity", (1, 8), DONE),
    ("sched_setscheduler", (0, 0), ALLOW),
    ("sched_setscheduler", (0, 3), ALLOW),
    ("sched_setscheduler", (0, 5), ALLOW),
    *[("sched_setscheduler", (0, policy), EPERM) for policy in (1, 2, 6, 7, 0x4000_0001)],
    ("sched_setscheduler", (1, 0), EPERM),
    ("sched_setparam", (0,), ALLOW),
    ("sched_setparam", (1,), EPERM),
    ("sched_setattr", (0,), EPERM),
    ("setpriority", (0, 0, 19), ALLOW),
    ("setpriority", (0, 1, 19), EPERM),
    ("setpriority", (1, 0, 19), EPERM),
    ("setpriority", (2, 0, 19), EPERM),
    ("ioprio_set", (1, 0), ALLOW),
    ("ioprio_set", (1, 1), EPERM),
    ("ioprio_set", (3, 0), EPERM),
]  # fmt: skip


ARGUED_NAMES = sorted(name for name, rule in RULES.items() if isinstance(rule, tuple))
# Values that some check looks for, their neighbours, and any other, below any high half.
NOTED = st.sampled_from(sorted({argument % (1 << 32) for _, row, _ in ARGUED for argument in row}))
LOW_HALF = NOTED | st.integers(0, 8) | st.integers(0, (1 << 32) - 1)
REGISTER = st.builds(
    lambda high, low: high << 32 | low, st.sampled_from([0, 1, 0xFFFF_FFFF]), LOW_HALF
)


def passes(check: Check, arguments: tuple[int, ...]) -> bool:
    """Whether the arguments pass one check of a rule, plainly."""
    low = arguments[check.argument] % (1 << 32)
    match check:
        case OneOf():
            return low in check.values
        case NoneOf():
            return low not in check.values
        case NoBits():
            return not low & check.mask


def answer(machine: str, number: int, arguments: tuple[int, ...] = ()) -> int:
    """What the machine's filter says to a call of its own convention."""
    return ask(PROGRAMS[machine], MACHINES[machine].arch, number, arguments).action


@pytest.mark.parametrize("machine", MACHINE_NAMES)
def test_the_kernel_would_load_it_and_it_is_short(machine: str) -> None:
    verify(PROGRAMS[machine])

    assert len(PROGRAMS[machine]) // INSTRUCTION.size < 400


@pytest.mark.parametrize("machine", MACHINE_NAMES)
@pytest.mark.parametrize(("name", "arguments", "expected"), ARGUED)
def test_calls_that_are_judged_by_arguments(
    machine: str, name: str, arguments: tuple[int, ...], expected: int
) -> None:
    assert answer(machine, MACHINES[machine].calls[name], arguments) == expected


@pytest.mark.parametrize("machine", MACHINE_NAMES)
def test_every_number_gets_its_rule_and_no_other(machine: str) -> None:
    calls = {number: name for name, number in MACHINES[machine].calls.items()}
    known = {n for low, high in MACHINES[machine].known for n in range(low, high)}

    for number in range(2048):
        rule = RULES[calls[number]] if number in calls else ALLOW if number in known else ENOSYS
        if isinstance(rule, int):
            assert answer(machine, number) == rule, number


@pytest.mark.parametrize("machine", MACHINE_NAMES)
def test_what_every_runtime_lives_on_passes(machine: str) -> None:
    refused = [n for n, number in EVERYDAY[machine].items() if answer(machine, number) != ALLOW]

    assert refused == []


@pytest.mark.parametrize("machine", MACHINE_NAMES)
def test_a_call_passes_after_few_instructions(machine: str) -> None:
    arch = MACHINES[machine].arch

    cost = {n: ask(PROGRAMS[machine], arch, number) for n, number in EVERYDAY[machine].items()}

    assert cost["read"].instructions <= 14
    assert max(answer.instructions for answer in cost.values()) <= 16


@pytest.mark.parametrize("machine", MACHINE_NAMES)
@given(arch=st.integers(0, (1 << 32) - 1), number=st.integers(0, (1 << 32) - 1))
def test_another_convention_is_killed(machine: str, arch: int, number: int) -> None:
    if arch != MACHINES[machine].arch:
        assert ask(PROGRAMS[machine], arch, number).action == KILL


@pytest.mark.parametrize("arch", [0x4000_0003, 0x4000_0028, 0xC000_00B7])
@pytest.mark.parametrize("number", [0, 1, 11, 59, 165])
def test_i386_arm_and_the_wrong_64_bits_are_killed_on_x86_64(arch: int, number: int) -> None:
    assert ask(PROGRAMS["x86_64"], arch, number).action == KILL


@given(number=st.integers(1 << 30, (1 << 32) - 1))
def test_x32_is_killed_and_unknown_to_aarch64(number: int) -> None:
    assert answer("x86_64", number) == KILL
    assert answer("aarch64", number) == ENOSYS


@pytest.mark.parametrize("machine", MACHINE_NAMES)
@given(number=st.integers(NEWEST, (1 << 30) - 1))
def test_calls_of_the_future_are_missing(machine: str, number: int) -> None:
    assert answer(machine, number) == ENOSYS


@pytest.mark.parametrize("machine", MACHINE_NAMES)
@given(name=st.sampled_from(ARGUED_NAMES), arguments=st.tuples(*[REGISTER] * 6))
def test_arguments_decide_by_their_low_halves(
    machine: str, name: str, arguments: tuple[int, ...]
) -> None:
    rule = RULES[name]
    assert isinstance(rule, tuple)

    said = answer(machine, MACHINES[machine].calls[name], arguments)

    failed = [check.otherwise for check in rule if not passes(check, arguments)]
    assert said == (failed[0] if failed else ALLOW)


def test_every_rule_is_of_some_machine_and_the_other_way_round() -> None:
    named = {name for machine in MACHINES.values() for name in machine.calls}

    assert named == set(RULES)


def test_the_data_is_as_long_as_the_kernels() -> None:
    assert DATA.size == 64


def test_another_machine_is_named() -> None:
    with pytest.raises(SandboxUnavailable, match="riscv64"):
        program("riscv64")
