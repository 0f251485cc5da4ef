# Computes for ever, in one step that Python cannot interrupt.
#: ended = ["cpu-limit"]
#: cpu_at_most = 0.4
print(3 ** (10**9))
