# Source with a NUL: Python before 3.12 ends there, later ones refuse it.
#: ended = ["exit"]
#: patch = {"@NUL@" = "00"}
print("@NUL@ESCAPED")
