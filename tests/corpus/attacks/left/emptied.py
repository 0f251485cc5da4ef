# Removes its own program and everything else, and fills the disk.
#: ended = ["exit", "output-limit"]
#: take = ["*"]
import os

for name in os.listdir("/box"):
    os.unlink(f"/box/{name}")
for number in range(1000):
    try:
        with open(f"/box/{number}", "wb") as file:
            file.write(bytes(1 << 19))
    except OSError:
        break
