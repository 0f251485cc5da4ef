"""``python -m pyworker`` is the command ``pyworker``."""

from pyworker.cli import console

if __name__ == "__main__":
    console()
