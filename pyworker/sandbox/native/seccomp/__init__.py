"""The filter that the kernel asks before each system call of a boxed program.

Theory of operation. Namespaces, an empty set of capabilities and a read-only tree already refuse
what a boxed program should not do. The filter is the layer behind them, against a hole in one of
those: it takes away the calls that holes are mostly found in and that no contest program needs
(``policy``). Calls that are not listed pass, so that a new libc or runtime goes on working; calls
newer than this table are reported as missing, which every runtime is ready for.

``program`` turns the policy into a classic BPF program, by ``numbers`` for a machine's system call
numbers and ``assembler`` for its instructions: first the architecture, then a binary search over
the number, then, for few calls, a look at arguments. Only registers can be looked at; what lies in
memory could change between the look and the call. Calls that pass whatever their arguments cost
nothing since Linux 5.11, which works that out once, at installation, and skips the filter.

The process that will run the program installs it as its last step before execve, after
PR_SET_NO_NEW_PRIVS. It holds for all descendants and cannot be taken off.

Two kinds of refusal. What only an exploit calls kills the whole process by SIGSYS, and the run is
told as a refused system call. What a runtime may try, knowing that it can fail, fails.
"""

import os

from pyworker.sandbox.native.seccomp.assembler import assemble
from pyworker.sandbox.native.seccomp.numbers import MACHINES
from pyworker.sandbox.native.seccomp.policy import RULES
from pyworker.sandbox.port import SandboxUnavailable


def program(machine: str | None = None) -> bytes:
    """Build the filter as an array of ``struct sock_filter``, eight bytes each.

    Args:
        machine: as ``uname -m`` names it; None for this one.

    Raises:
        SandboxUnavailable: there is no table of system calls for the machine.
    """
    machine = machine or os.uname().machine
    if machine not in MACHINES:
        known = " or ".join(sorted(MACHINES))
        raise SandboxUnavailable(
            f"no system call filter for {machine}: judge on {known}, or add its numbers to seccomp"
        )
    return assemble(MACHINES[machine], RULES)
