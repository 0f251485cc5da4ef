"""A text in shared memory: one process writes it, others read it, and none ever sees half of it."""

import struct

_NUMBER = struct.Struct("=q")
_LENGTH = struct.Struct("=I")


class Box:
    """Two halves: the next text is written into the one that nobody is sent to.

    First comes the number of texts written so far (int64), by which half it tells the latest. A
    writer that dies amid a text leaves the one before.
    """

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self._half = (len(memory) - _NUMBER.size) // 2

    def put(self, text: bytes) -> bool:
        """Replace the text; False where it does not fit, and the old one stays."""
        if len(text) > self._half - _LENGTH.size:
            return False
        number = self._number() + 1
        start = self._start(number)
        _LENGTH.pack_into(self._memory, start, len(text))
        self._memory[start + _LENGTH.size : start + _LENGTH.size + len(text)] = text
        self._memory[: _NUMBER.size].cast("q")[0] = number
        return True

    def get(self) -> bytes:
        """Return the latest text, or nothing before the first."""
        while number := self._number():
            start = self._start(number)
            (length,) = _LENGTH.unpack_from(self._memory, start)
            length = min(length, self._half - _LENGTH.size)
            text = bytes(self._memory[start + _LENGTH.size : start + _LENGTH.size + length])
            # One text later the writer is in the other half; two later it may have been in this.
            if self._number() <= number + 1:
                return text
        return b""

    def _number(self) -> int:
        number: int = self._memory[: _NUMBER.size].cast("q")[0]
        return number

    def _start(self, number: int) -> int:
        return _NUMBER.size + self._half * (number % 2)
