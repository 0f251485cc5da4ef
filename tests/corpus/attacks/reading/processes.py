# What /proc tells of others.
#: ended = ["exit"]
#: says = ["all tried"]
#: limits = {cpu_s = 2.0, wall_s = 6.0}
import os
import sys

judge = int(sys.argv[3])
mine = {os.getpid(), 1}
for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
    if pid not in mine:
        print("ESCAPED another process is to be seen:", pid)
for pid in {1, 2, 3, os.getppid(), judge, *range(judge - 3, judge + 4)} - {os.getpid(), 0}:
    for name in (
        "environ",
        "mem",
        "maps",
        "auxv",
        "stack",
        "syscall",
        "personality",
        "pagemap",
        "io",
    ):
        try:
            with open(f"/proc/{pid}/{name}", "rb", 0) as file:
                if name == "mem":
                    file.seek(0x400000)
                content = file.read(4096)
        except OSError:
            continue
        if content:
            print("ESCAPED", pid, name, content[:80])
    for name in ("root", "cwd", "exe", "ns/mnt", "ns/pid", "ns/net", "ns/user"):
        try:
            print("ESCAPED", pid, name, os.readlink(f"/proc/{pid}/{name}"))
        except OSError:
            pass
print("all tried")
