"""Write the test data: `python generate.py FOLDER`, where FOLDER is the package's data folder."""

import random
import sys
from collections import Counter
from pathlib import Path

rng = random.Random(11)
SHORT = [a + b for a in "abcdE" for b in "xyzW"]


def some(count: int, words: list[str]) -> str:
    """Return a text of so many words; the first ones of the list are the most frequent."""
    picked = [
        words[min(rng.randrange(len(words)), rng.randrange(len(words)))] for _ in range(count)
    ]
    return "".join(word + rng.choice("    \n") for word in picked) + "\n"


CASES = {
    "sample/1": "the cat saw the dog\nand the dog saw The Cat\n",
    "secret/1-one": "word\n",
    "secret/2-blank": "\n\n  left   right \n left\n",
    "secret/3-capitals": "b B a A b B a A z Z\n",
    "secret/4-short": some(3000, SHORT),
    "secret/5-long": some(300, ["a" * length for length in range(1, 50)]),
}

for name, text in CASES.items():
    path = Path(sys.argv[1], name)
    path.parent.mkdir(parents=True, exist_ok=True)
    ranked = sorted(Counter(text.split()).items(), key=lambda pair: (-pair[1], pair[0]))
    path.with_suffix(".in").write_text(text)
    path.with_suffix(".ans").write_text("".join(f"{word} {count}\n" for word, count in ranked))
