"""What becomes the next program: it gives up its rights, waits, and executes.

Nothing but this stands between a fork and the program. First of all it enters the run's account, by
its birth where it can; what it uses of time there until it executes is told and taken off, and its
memory, half a MiB, goes when it executes. Until a command comes it has no file of the box.
"""

import os
import resource
import socket
import time

from pyworker.sandbox.native import frames, syscalls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyworker.sandbox.native.launch import Launcher

CANNOT_EXECUTE = 126  # as shells say
END = b";"


def live(
    launcher: "Launcher",
    born: bool,
    orders: socket.socket,
    say: int,
    outputs: "tuple[int, int]",
) -> None:
    """Be a runner; it does not return.

    Args:
        launcher: what all programs of the box have in common.
        born: whether it is in the account already.
        orders: where the one order comes from: argv, environment, folder, limits, and stdin.
        say: a pipe for the moment of executing, or for the step that failed.
        outputs: of the program.
    """
    step = "account"
    try:
        outside_s = 0.0 if born else time.process_time()
        launcher.account.enter(born)
        step = "give up rights"
        launcher.give_up_rights()
        step = "wait"
        order, _, (stdin,) = frames.receive(orders)
        step = "arrange"
        argv, environment = order["argv"], order["environment"]
        _arrange(order, (stdin, *outputs))
        step = "execute"
        os.write(say, b"%.6f %.6f" % (time.process_time() - outside_s, time.monotonic()) + END)
        os.execve(argv[0], argv, environment)  # noqa: S606  no shell is the point
    except frames.Closed:
        os._exit(0)
    except OSError as error:
        os.write(say, f"{step}:{error.strerror}".encode())
    except BaseException as error:
        os.write(say, f"{step}:{error!r:.200}".encode())
    finally:
        os._exit(CANNOT_EXECUTE)


def _arrange(order: "dict[str, Any]", streams: "tuple[int, ...]") -> None:
    for target, source in enumerate(streams):
        os.dup2(source, target)
    os.chdir(order["folder"])
    for kind, value in order["limits"]:
        resource.setrlimit(kind, (value, value))
    syscalls.close_on_exec(3)
