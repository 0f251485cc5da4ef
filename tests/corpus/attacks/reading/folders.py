# Every folder it can list, and every file below those that are not the system's.
#: ended = ["exit"]
#: says = ["all seen"]
#: limits = {cpu_s = 2.0, wall_s = 6.0}
import os
import sys

allowed = {
    "bin",
    "box",
    "dev",
    "etc",
    "lib",
    "lib32",
    "lib64",
    "libx32",
    "proc",
    "sbin",
    "tmp",
    "usr",
}
for name in sorted(set(os.listdir("/")) - allowed):
    print("ESCAPED the root has", name)
for place in (
    "/box",
    "/tmp",
    "/dev/shm",
    "/etc",
    "/home",
    "/root",
    "/var",
    "/run",
    "/mnt",
    "/srv",
    "/opt",
):
    for folder, _, files in os.walk(place):
        for file in files:
            path = os.path.join(folder, file)
            if place in {"/box", "/tmp", "/dev/shm"} and path != os.path.abspath(__file__):
                print("ESCAPED left by somebody:", path)
            try:
                with open(path, "rb") as opened:
                    os.write(1, opened.read(256))
            except OSError:
                pass
for name in ("null", "zero", "full", "random", "urandom", "fd", "shm", "stdin", "stdout", "stderr"):
    assert os.path.lexists(f"/dev/{name}"), name
print("devices", *sorted(os.listdir("/dev")))
if os.path.basename(sys.argv[1]) in str(os.listdir("/tmp")):
    print("ESCAPED the host's /tmp")
print("all seen")
