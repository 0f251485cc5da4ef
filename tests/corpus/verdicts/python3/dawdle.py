# Busy for an eighth of the time: neither idle nor over the CPU limit when the wall limit comes,
# however late that is on a busy machine.
import time

begun = time.monotonic()
while True:
    elapsed = time.monotonic() - begun
    while time.process_time() < min(elapsed / 8, 0.24):
        pass
    time.sleep(0.02)
