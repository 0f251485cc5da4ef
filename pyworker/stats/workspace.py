"""The buffers of one computation, counted as they are made.

Counting what is asked for, instead of watching the allocator, costs nothing, is exact, and holds
for one computation alone however many run beside it in other threads.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FLOAT_BYTES = sys.getsizeof(0.0)


class Workspace:
    """Hands out buffers; ``allocated_bytes`` is the total of all of them, in use or not.

    Objects of a fixed size (single floats, array headers, numpy's iterators) are not counted: up
    to three kilobytes a computation, whatever its size.
    """

    __slots__ = ("allocated_bytes",)

    def __init__(self) -> None:
        self.allocated_bytes = 0

    def copy(self, values: "Array") -> "Array":
        """Copy ``values``, of any byte order, to a float64 array in the machine's own."""
        copied = values.astype("=f8")
        self.allocated_bytes += copied.nbytes
        return copied

    def count(self, floats: list[float]) -> list[float]:
        """Count a list whose floats were made for it."""
        self.allocated_bytes += sys.getsizeof(floats) + FLOAT_BYTES * len(floats)
        return floats
