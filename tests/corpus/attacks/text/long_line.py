# One line of two megabytes.
#: ended = ["exit"]
#: limits = {stdout_bytes = 4194304}
#: stdout_bytes = 2097153
print("x" * 2097152)
