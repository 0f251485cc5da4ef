"""No Python; .py3, so that tools for Python programs leave it alone."""

import sys

_, *numbers = sys.stdin.read().split()
    print(sum(map(int, numbers)))
