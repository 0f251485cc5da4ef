"""Run a filter as the kernel does, one instruction after the other.

Classic BPF as net/core/filter.c and kernel/seccomp.c accept it for a filter: only forward jumps,
loads of aligned words of struct seccomp_data, and every way ends in a return.
"""

import struct
from collections.abc import Sequence
from typing import NamedTuple

INSTRUCTION = struct.Struct("<HBBI")
DATA = struct.Struct("<IIQ6Q")


class Answer(NamedTuple):
    """What the filter returned, and after how many instructions."""

    action: int
    instructions: int


class Ill(Exception):
    """The kernel would not load this program."""


def ask(program: bytes, arch: int, number: int, arguments: Sequence[int] = ()) -> Answer:
    """Let the filter decide on a system call; arguments are taken as registers, modulo 2^64."""
    registers = [value % (1 << 64) for value in (*arguments, *[0] * 6)][:6]
    data = DATA.pack(number % (1 << 32), arch, 0, *registers)
    code = list(INSTRUCTION.iter_unpack(program))
    accumulator = at = steps = 0
    while True:
        operation, if_true, if_false, constant = code[at]
        steps += 1
        at += 1
        if operation == 0x06:
            return Answer(constant, steps)
        if operation == 0x20:
            accumulator = struct.unpack_from("<I", data, constant)[0]
        elif operation == 0x05:
            at += constant
        else:
            at += if_true if _holds(operation, accumulator, constant) else if_false


def _holds(operation: int, accumulator: int, constant: int) -> bool:
    if operation == 0x15:
        return accumulator == constant
    if operation == 0x35:
        return accumulator >= constant
    if operation == 0x45:
        return bool(accumulator & constant)
    raise Ill(f"no instruction {operation:#x} is expected")


def verify(program: bytes) -> None:
    """Refuse what the kernel refuses.

    Raises:
        Ill: it names the instruction.
    """
    code = list(INSTRUCTION.iter_unpack(program))
    if not 0 < len(code) <= 4096:  # BPF_MAXINSNS
        raise Ill(f"{len(code)} instructions")
    for at, (operation, if_true, if_false, constant) in enumerate(code):
        skips = {0x05: [constant], 0x06: [], 0x20: [0]}.get(operation, [if_true, if_false])
        if any(at + 1 + skip >= len(code) for skip in skips):
            raise Ill(f"{at}: leaves the program")
        if operation == 0x20 and (constant % 4 or constant >= DATA.size):
            raise Ill(f"{at}: loads from {constant}")
