# The environment that Python sees.
#: ended = ["exit"]
#: says = ["seen"]
import os

# Python itself sets LC_CTYPE.
for name in os.environ.keys() - {"LC_CTYPE"}:
    print("ESCAPED", name, os.environ[name])
print("seen")
