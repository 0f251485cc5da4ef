"""The statistics of test runs: samples in, seven figures out, a row of test_results for each.

A batch of jobs goes through ``batch.run``: ``samples`` reads the windows of all its test runs,
``statistics`` (pure) computes the figures within what ``instrument`` measures, taking its buffers
from a ``workspace`` that counts them, and ``results`` stores the rows. ``service`` does this over a
pool of connections, ``one_shot`` for one run as fast as a process can.

numpy and psycopg take longer to load than a small job takes to run, and memory besides. So
importing this package, ``service`` or ``one_shot`` loads neither; the first job does, or
``preload``.
"""


def preload() -> None:
    """Load numpy and psycopg now: before a fork, so that all children share their memory."""
    import psycopg_pool  # noqa: F401  loaded for its effect

    import pyworker.stats.batch  # noqa: F401  the same
