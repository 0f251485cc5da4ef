# The environment that Python sees, and the name of the machine.
#: ended = ["exit"]
#: says = ["seen"]
import os

# Python itself sets LC_CTYPE.
for name in os.environ.keys() - {"LC_CTYPE"}:
    print("ESCAPED", name, os.environ[name])
if os.uname().nodename != "box":
    print("ESCAPED", os.uname())
print("seen")
