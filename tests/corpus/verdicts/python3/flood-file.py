# Python ignores the signal by default, and raises an OSError instead.
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
with open("out.txt", "w") as file:
    while True:
        file.write("more and more\n")
