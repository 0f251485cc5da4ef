# Starts sleepers in sessions of their own that hold its streams, and ends.
#: ended = ["exit"]
#: exit_code = 0
#: wall_at_most = 3.0
import subprocess

for _ in range(3):
    subprocess.Popen(["/usr/bin/sleep", "600"], start_new_session=True)
