"""Answers to "is it well?": for probes (/live, /ready) and for Prometheus (/metrics).

Theory of operation. The supervisor must not wait for anybody, and children have jobs to run; so
requests are answered by a process of its own, which runs no job. The supervisor opens the ``door``
(the listening socket: a port that is taken is told at the start), forks the process, starts another
if it dies, and writes what it sees of its children on a ``panel`` in shared memory once a second
(``attendant``). The process (``server``) reads the panel, and Redis for /metrics alone; it writes
nothing anywhere. What is ready is decided in ``verdict``; ``exposition`` writes Prometheus's text.
"""
