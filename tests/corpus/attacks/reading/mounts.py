# The host's paths, as the list of mounts tells them.
#: ended = ["exit"]
#: says = ["mounts: "]
import os
import sys

folder = os.path.dirname(sys.argv[1])
with open("/proc/self/mountinfo") as file:
    lines = file.read().splitlines()
for line in lines:
    root, place = line.split()[3:5]
    if folder in line or "/home" in line or "/root/" in line or "pyworker" in line:
        print("ESCAPED", line)
    if place not in {"/", "/box", "/tmp", "/dev/shm"} and "rw" in line.split()[5].split(","):
        print("ESCAPED writable:", line)
print("mounts:", len(lines))
