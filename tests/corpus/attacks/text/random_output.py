# Random bytes on both streams.
#: ended = ["exit"]
#: stdout_bytes = 100000
import os

os.write(1, os.urandom(50000))
os.write(2, os.urandom(50000))
os.write(1, os.urandom(50000))
