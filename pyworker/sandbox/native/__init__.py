"""The sandbox of Linux's own system calls: namespaces, cgroups, a seccomp filter, limits.

Theory of operation. Each box has a *guard*: a small Python process, started once, that makes the
box's namespaces and its root, and then runs one program after the other in them. These processes
take part::

    worker ──frames──▶ guard ──order──▶ runner ──exec──▶ program ─▶ whatever it starts
                        │ └──ask──▶ forge ──fork──▲
                        └──fork──▶ init (pid 1 of the box)

- The worker (``pool``) holds the boxes. It sends a frame with the command and its descriptors, and
  waits for a frame with the run; it pins nothing, measures nothing, and reads no file of a box.
- The guard (``guard``) is in the box's user, mount, net and uts namespaces, with the box's root as
  its root, but not in its pid namespace: no program can see or signal it. It mounts a fresh file
  system for each run and writes the command's files (``yard``), tells the runner what to become
  (``launch``), watches the clock and the streams (``watch``), and looks at what is left afterwards.
- The forge (``forge``) forks the runners, as the guard's children, and does nothing else: what a
  fork costs grows with what its parent has touched. Where the kernel does not allow that, the guard
  forks them itself.
- Init (``init``) is pid 1 of the box: programs cannot signal it. When asked it kills every other
  process of the box, in one step that no fork escapes, and says when all are gone.
- The runner (``runner``) waits, forked ahead of time, as a user who owns nothing else, without
  capabilities, behind the filter, in the account; told to, it becomes the program.

What the guard needs from the machine (cgroup files, the folders to mount) it opens before it enters
its namespaces; afterwards there is no way back. It is the worker's own code and memory image, but
for a fresh interpreter: forking from a process with threads is unsafe, and the memory of a program
must not count what the worker has in memory.

When the worker dies the guard's socket ends, the guard leaves, init is killed with it, and the
kernel kills what is in the pid namespace of an init that died.
"""

from collections.abc import Mapping

TYPE_CHECKING = False  # typing takes longer to load than the guard takes for a run
if TYPE_CHECKING:
    from pathlib import Path

    from pyworker.sandbox.native.pool import NativeSandbox


def open_sandbox(
    *,
    cores: int = 0,
    mounts: "Mapping[Path, str] | None" = None,
    lock_folder: "Path | None" = None,
    insecure: bool = False,
    cgroups: bool = True,
) -> "NativeSandbox":
    """Open a sandbox on this machine; its boxes start with their first use.

    Args:
        cores: how many boxes; 0 for one on each physical core that this process may use.
        mounts: more folders for the boxes to see, read-only: where they are, and where they go.
        lock_folder: where processes agree on cores; the same for all that judge on this machine.
            Without it the cores are this process's alone.
        insecure: run without namespaces where the machine gives none.
        cgroups: False leaves them out, as on a machine without.

    Raises:
        SandboxUnavailable: the machine gives too little; the message names the remedy.
    """
    from pyworker.sandbox.native.pool import NativeSandbox

    return NativeSandbox(cores, mounts or {}, lock_folder, insecure, cgroups)
