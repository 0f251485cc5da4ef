# Threads until there are no more, and then more.
#: ended = ["process-limit", "exit", "cpu-limit", "wall-limit", "idle"]
#: forks_refused = true
#: limits = {wall_s = 0.6}
import threading
import time

while True:
    try:
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    except RuntimeError:
        time.sleep(0.01)
