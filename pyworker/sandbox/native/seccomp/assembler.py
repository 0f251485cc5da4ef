"""From a table of rules to instructions of classic BPF.

The numbers of system calls are cut into segments with the same fate, and a binary search over the
segments ends in the code of one fate. Jumps over more than 255 instructions, which is all that a
conditional one can reach, go by way of an unconditional one.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pyworker.sandbox.native.seccomp.numbers import Machine
from pyworker.sandbox.native.seccomp.policy import (
    ALLOW,
    KILL,
    MISSING,
    Check,
    NoBits,
    OneOf,
    Rule,
)

# linux/bpf_common.h: a class, and what it works on. JUMP_IF_* compare with the constant.
_LOAD = 0x20
_JUMP, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _JUMP_IF_ANY_BIT = 0x05, 0x15, 0x35, 0x45
_RETURN = 0x06

# struct seccomp_data (linux/seccomp.h): int nr; u32 arch; u64 instruction_pointer; u64 args[6].
# Both machines are little-endian, so the low half of an argument comes first.
_NUMBER_AT, _ARCH_AT, _ARGUMENTS_AT, _ARGUMENT_BYTES = 0, 4, 16, 8

# struct sock_filter (linux/filter.h): code, instructions to skip if true and if false, constant.
_INSTRUCTION = struct.Struct("<HBBI")
_FARTHEST = 255


class Instruction(NamedTuple):
    """One of the program."""

    code: int
    if_true: int
    if_false: int
    constant: int


class Segment(NamedTuple):
    """System calls with the same fate: from ``first`` to where the next segment starts."""

    first: int
    rule: Rule


def assemble(machine: Machine, rules: Mapping[str, Rule]) -> bytes:
    """Build the filter of a machine from rules by the names of system calls."""
    search = _search(list(_segments(machine, rules)))
    start = [
        _load(_ARCH_AT),
        Instruction(_JUMP_IF_EQUAL, 1, 0, machine.arch),
        _return(KILL),
        _load(_NUMBER_AT),
    ]
    return b"".join(_INSTRUCTION.pack(*instruction) for instruction in start + search)


def _segments(machine: Machine, rules: Mapping[str, Rule]) -> Iterator[Segment]:
    by_number = {number: rules[name] for name, number in machine.calls.items()}
    edges = {0, *(edge for bounds in machine.known for edge in bounds)}
    edges |= {edge for number in by_number for edge in (number, number + 1)}
    if machine.foreign is not None:
        edges.add(machine.foreign)
    before: Rule | None = None
    for first in sorted(edges):
        rule = by_number.get(first, _unlisted(machine, first))
        if rule != before:
            yield Segment(first, rule)
        before = rule


def _unlisted(machine: Machine, number: int) -> int:
    if machine.foreign is not None and number >= machine.foreign:
        return KILL
    return ALLOW if any(low <= number < high for low, high in machine.known) else MISSING


def _search(segments: list[Segment]) -> list[Instruction]:
    if len(segments) == 1:
        return list(_fate(segments[0].rule))
    middle = len(segments) // 2
    low, high = _search(segments[:middle]), _search(segments[middle:])
    first = segments[middle].first
    if len(low) <= _FARTHEST:
        return [Instruction(_JUMP_IF_AT_LEAST, len(low), 0, first), *low, *high]
    jump = Instruction(_JUMP, 0, 0, len(low))
    return [Instruction(_JUMP_IF_AT_LEAST, 0, 1, first), jump, *low, *high]


def _fate(rule: Rule) -> Iterator[Instruction]:
    if isinstance(rule, int):
        yield _return(rule)
        return
    for check in rule:
        yield from _check(check)
    yield _return(ALLOW)


def _check(check: Check) -> Iterator[Instruction]:
    """Return from the filter when the check fails; go on behind it when it passes."""
    yield _load(_ARGUMENTS_AT + check.argument * _ARGUMENT_BYTES)
    if isinstance(check, NoBits):
        yield Instruction(_JUMP_IF_ANY_BIT, 0, 1, check.mask)
    elif isinstance(check, OneOf):
        for left, value in _counted_down(check.values):
            # Over the other values and the return.
            yield Instruction(_JUMP_IF_EQUAL, left + 1, 0, value)
    else:
        for left, value in _counted_down(check.values):
            # To the return; behind the last value, over it.
            yield Instruction(_JUMP_IF_EQUAL, left, 0 if left else 1, value)
    yield _return(check.otherwise)


def _counted_down(values: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Give each value with how many come after it."""
    return zip(reversed(range(len(values))), values, strict=True)


def _load(offset: int) -> Instruction:
    return Instruction(_LOAD, 0, 0, offset)


def _return(action: int) -> Instruction:
    return Instruction(_RETURN, 0, 0, action)
