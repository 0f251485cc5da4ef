import sys

while True:
    print("more and more" * 50, file=sys.stderr)
