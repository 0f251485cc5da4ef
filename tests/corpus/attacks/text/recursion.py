# Recursion without end: Python refuses it.
#: ended = ["exit"]
#: exit_code = 1
def deeper():
    deeper()


deeper()
