# Waits for input that never comes: from a pipe whose other end it holds itself.
#: ended = ["idle"]
#: limits = {wall_s = 0.3}
#: wall_at_most = 2.0
import os

os.read(os.pipe()[0], 1)
