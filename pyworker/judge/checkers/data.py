"""The bytes of one side, read in chunks: a file of 50 MB is never copied as a whole."""

import mmap
from collections.abc import Callable, Iterator
from hashlib import blake2b

Buffer = bytes | mmap.mmap

WHITE = b" \t\n\v\f\r"  # isspace of C in the C locale; also what bytes.strip and bytes.split take
BLANK = b" \t\v\f\r"  # of these, all that end no line

# Measured on 50 MB: smaller chunks cost more calls, larger ones no longer fit a core's own cache.
CHUNK = 1 << 17

# Freeing so large a block has malloc of glibc keep what is freed later, up to twice as much. By
# default it may give back each chunk, and fetch it anew: 50 MB took 0.4 s instead of 0.1 s.
bytearray(16 * CHUNK)


class Data:
    """A buffer and the size of the chunks in which it is read; an offset is one of the buffer."""

    def __init__(self, buffer: Buffer, chunk: int = CHUNK) -> None:
        self._buffer = buffer
        self._length = len(buffer)
        self.chunk = chunk

    def __len__(self) -> int:
        return self._length

    def part(self, start: int, end: int) -> bytes:
        """Copy the bytes from ``start`` on, and before ``end``; fewer where there are no more."""
        return self._buffer[start:end]

    def chunks(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        """Yield offset and bytes of one chunk after the other."""
        for low in range(start, end, self.chunk):
            yield low, self.part(low, min(low + self.chunk, end))

    def _chunks_back(self, start: int, end: int) -> Iterator[tuple[int, bytes]]:
        for high in range(end, start, -self.chunk):
            low = max(high - self.chunk, start)
            yield low, self.part(low, high)

    def skip(self, white: bytes, start: int) -> int:
        """Return the offset of the first byte from ``start`` on that is none of ``white``."""
        for low, chunk in self.chunks(start, len(self)):
            rest = chunk.lstrip(white)
            if rest:
                return low + len(chunk) - len(rest)
        return len(self)

    def skip_back(self, end: int, start: int = 0) -> int:
        """Return the offset behind the last byte before ``end`` that is no white space.

        ``start`` where there is none from there on.
        """
        for low, chunk in self._chunks_back(start, end):
            rest = chunk.rstrip()
            if rest:
                return low + len(rest)
        return start

    def find(self, separators: bytes, start: int) -> int:
        """Return the offset of the first of ``separators`` from ``start`` on, or the length."""
        for low, chunk in self.chunks(start, len(self)):
            found = [at for at in _each(chunk.find, separators) if at >= 0]
            if found:
                return low + min(found)
        return len(self)

    def find_back(self, separators: bytes, end: int) -> int:
        """Return the offset behind the last of ``separators`` before ``end``, or 0."""
        for low, chunk in self._chunks_back(0, end):
            found = max(_each(chunk.rfind, separators))
            if found >= 0:
                return low + found + 1
        return 0

    def line_feeds(self, end: int) -> int:
        """Count the line feeds before ``end``."""
        return sum(chunk.count(b"\n") for _, chunk in self.chunks(0, end))

    def digest(self, start: int, end: int, *, fold: bool) -> bytes:
        """Digest a part that is too long to hold; ``fold`` takes capitals for small letters."""
        total = blake2b(digest_size=32)
        for _, chunk in self.chunks(start, end):
            total.update(chunk.lower() if fold else chunk)
        return total.digest()


def _each(search: Callable[[bytes], int], separators: bytes) -> list[int]:
    return [search(separators[i : i + 1]) for i in range(len(separators))]


def same_chunks(one: Data, other: Data) -> int:
    """Return the length of the whole chunks in which both begin alike, or of all where all are."""
    end = min(len(one), len(other))
    for low, chunk in one.chunks(0, end):
        if chunk != other.part(low, low + len(chunk)):
            return low
    return end
