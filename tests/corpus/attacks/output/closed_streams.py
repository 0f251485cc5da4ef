# Closes all it has, and ends with success.
#: ended = ["exit"]
#: stdout_is = ""
import os

os.closerange(0, 64)
os._exit(0)
