# Source that is no UTF-8.
#: ended = ["exit"]
#: exit_code = 1
#: patch = {"@BAD@" = "fffec0af"}
print("@BAD@")
