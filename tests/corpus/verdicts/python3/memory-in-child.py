# The right answer, but a child of it had to be killed.
import os

a, b = map(int, input().split())
if os.fork() == 0:
    kept = []
    while True:
        kept.append(b"1" * (1 << 20))
os.wait()
print(a + b)
print(a * b)
