# Stops its parent, its group and everybody.
#: ended = ["idle", "wall-limit", "exit"]
#: limits = {wall_s = 0.3}
import os
import signal

for target in (os.getppid(), 1, -1, 0):
    try:
        os.kill(target, signal.SIGSTOP)
    except OSError:
        pass
signal.pause()
