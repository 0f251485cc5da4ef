# Busy for an eighth of the time: neither idle nor over the CPU limit when the wall limit comes.
import time

begun = time.monotonic()
while True:
    elapsed = time.monotonic() - begun
    while time.process_time() < elapsed / 8:
        pass
    time.sleep(0.02)
