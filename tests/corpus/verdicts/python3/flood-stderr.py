import sys

while True:
    print("more and more", file=sys.stderr)
