"""``pyworker dev``: the service on servers of its own, for a machine where nothing is set up.

Theory of operation. ``session`` is one run, top to bottom: the servers, the tables and sample data
(``sample``, ``schema.sql``), the service as a child process, a job as Rails enqueues it
(``enqueue``), the row that comes of it, and then waiting for a signal. What the settings name
(``addresses``) is used as it is; what they do not name is started by ``servers`` in a data folder
that one run at a time may use (``folder``).

A server (``redis_server``, ``postgres_server``) is found by ``programs`` and started by
``process``, each in a session of its own, so that Ctrl-C reaches the parent alone, which stops the
service first and the servers after it. The kernel ends them should the parent be killed.

As root, PostgreSQL runs as another user; ``postgres_home`` finds a place that this user can enter.
"""

from collections.abc import Mapping, Sequence


def dev(environ: Mapping[str, str], command: Sequence[str] | None = None) -> int:
    """Run ``session.dev``; what it needs is imported now, not with the command line."""
    from pyworker.dev import session

    return session.dev(environ, command)
