# A grandchild takes 30 MiB for a moment, and nobody waits for it: the peak must be seen.
#: ended = ["exit"]
#: exit_code = 0
#: peak_at_least_mib = 30
#: limits = {cpu_s = 1.0}
#: modes = ["root"]
import os

finished, tell = os.pipe()
if os.fork() == 0:
    if os.fork() == 0:
        spike = bytes(range(256)) * (30 << 12)
        del spike
        os.write(tell, b"1")
    os._exit(0)
os.read(finished, 1)
