# Every process forks for ever.
#: ended = ["process-limit", "cpu-limit", "wall-limit"]
#: forks_refused = true
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
