# Goes on when memory is refused.
#: ended = ["memory-limit", "cpu-limit"]
kept = []
while True:
    try:
        kept.append(bytearray(1 << 16))
    except MemoryError:
        pass
