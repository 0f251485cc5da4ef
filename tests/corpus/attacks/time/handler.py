# Goes on computing from the handler of whatever it is told to end with.
#: ended = ["cpu-limit"]
#: cpu_at_most = 0.4
import signal


def again(*_):
    while True:
        pass


for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, again)
again()
