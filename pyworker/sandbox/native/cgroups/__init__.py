"""Control groups: the kernel's own limits and accounts of a run, for all its processes together.

Theory of operation. The worker (``layout``) finds the hierarchies that this process is in and may
write to, and makes one group a box below its own group in each. The names of their folders go to
the process that guards the box, which opens all files it needs while it still sees them
(``account``). For each run it clears up after the last one and notes the counters (``renew``); a
child is born inside (``nursery``) or moves itself in (``enter``), and waits; when a command comes
the guard sets its limits (``begin``) and the child becomes the program; afterwards the guard reads
what all of its processes used together. The guard stays outside, so nothing of its own is counted.
The worker removes the groups at the end, and those of workers that died (``removal``).

    version 1     one hierarchy a controller: memory, pids, cpuacct; ours may be another in each
    version 2     one hierarchy; a group that hands controllers on may hold no process, so the
                  worker first moves itself (and who else is there) into the leaf pyworker-daemon
    hybrid        both are mounted; version 1 is used where it has what is needed

What was measured on Linux 6.18, with 50 ms between two runs: to move a process by ``cgroup.procs``
takes 4 to 12 ms, since the kernel waits for all processors to see a lock that keeps every process
from forking; by ``tasks`` of version 1, for the calling thread alone (``0``), 15 microseconds.
Under load both take 25. A child that is born in a group of version 2 waits for nothing. So children
are born there where the kernel allows it, and a move by ``cgroup.procs`` is made while nobody waits
for the run. The mount option ``favordynmods`` (6.0) takes the wait away, for slower forks.

Peaks of version 2 before Linux 6.12 cannot be reset; there every run gets a new group below ours.
"""
