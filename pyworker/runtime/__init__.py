"""The machinery that runs jobs: what starts, what loops, what stops.

Theory of operation. A **supervisor** forks children and does nothing else that could fail: it holds
no thread and no lasting connection. Each child is one process of the cluster:

- ``launcher`` builds it up and takes it down;
- ``manager`` holds the ``processor`` threads, each running THE MAIN LOOP: settle and fetch, run;
- ``executor`` runs one job and says what became of it;
- ``steward`` gives back what waits behind a job that turned out slow;
- ``duty`` is a thread that does one thing again and again: heartbeat, poller, recovery;
- ``async_loop`` is one more thread, for handlers written as ``async def``.

Supervisor and child share a **board** in memory, on which each processor writes what it runs and
until when. A job past its time, or one that was called off, is ended by killing its child; the
supervisor reads from the board which job that was, settles it, and returns the child's other jobs
to their queues.

The children together are a **crew**: it knows who sits in which place, and who leaves. What else a
supervisor does, if it is wanted, is done by **aides**, each in its turn: ``systemd`` (told how it
goes), ``limits`` (of memory and jobs), ``health`` (probes and metrics), ``succession`` (a restart,
which hands over a ``testament``).
"""
