# Source that starts with a byte order mark.
#: ended = ["exit"]
#: stdout_is = "ran\n"
#: patch = {"# Source" = "efbbbf2320536f75726365"}
print("ran")
