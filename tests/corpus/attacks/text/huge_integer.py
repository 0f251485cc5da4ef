# An integer of too many digits: Python refuses it.
#: ended = ["exit"]
#: exit_code = 1
print(10**5000)
