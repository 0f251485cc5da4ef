# A file in every folder, and a change to every file that is not its own.
#: ended = ["exit"]
#: says = ["all tried"]
#: limits = {cpu_s = 3.0, wall_s = 9.0}
import os

own = ("/box", "/tmp", "/dev/shm", "/proc/self", "/proc/thread-self", f"/proc/{os.getpid()}")
name = "attack-was-here"
tried = 0
for top in (
    "/",
    "/usr",
    "/etc",
    "/dev",
    "/proc",
    "/lib",
    "/bin",
    "/var",
    "/run",
    "/sys",
    "/home",
    "/root",
):
    for folder, folders, files in os.walk(top):
        if folder.startswith(own) and folder != "/proc/self" or folder.count("/") > 3:
            folders.clear()
            continue
        tried += 1
        if os.access(folder, os.W_OK):
            print("ESCAPED writable folder", folder)
        try:
            os.close(os.open(f"{folder}/{name}", os.O_CREAT | os.O_WRONLY))
            print("ESCAPED created in", folder)
        except OSError:
            pass
        for file in files[:50]:
            path = f"{folder}/{file}"
            if top == "/dev" or os.path.islink(path):
                continue
            for change in (
                lambda: os.chmod(path, 0o777),
                lambda: os.utime(path),
                lambda: os.unlink(path),
                lambda: os.truncate(path, 0),
                lambda: os.rename(path, path + "-"),
                lambda: os.chown(path, os.getuid(), -1),
            ):
                try:
                    change()
                    print("ESCAPED changed", path)
                except OSError:
                    pass
print("all tried", tried)
