# A list that doubles for ever.
#: ended = ["memory-limit"]
#: reduced.ended = ["memory-limit", "exit"]
numbers = [1]
while True:
    numbers += numbers
