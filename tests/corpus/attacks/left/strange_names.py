# Names that are options, lines, no text, or as long as can be.
#: ended = ["exit"]
#: take = ["*"]
#: exit_code = 0
import os

for name in (
    b"-rf",
    b"a\nb",
    b"\xff\xfe",
    b" ",
    b"$(id)",
    b"'\"",
    b"\x1b[2J",
    b"x" * 255,
    "é".encode(),
    b"*",
    b"[a]",
    b"...",
):
    with open(name, "wb") as file:
        file.write(name)
os.makedirs("/".join(["d" * 200] * 15))
