"""What a compiler wrote, made fit to be shown: bounded, harmless, and without paths of a box."""

import re

from pyworker.judge.excerpt import shown
from pyworker.sandbox.port import Run

MESSAGE_BYTES = 64 * 1024

# Folders at the top of a system, of ours and of others that users mount. Other words with a slash
# in front are part of somebody's program, which is quoted in messages.
_TOPS = (
    "bin|box|dev|etc|home|lib|lib32|lib64|libx32|media|mnt|nix|opt|pch|proc|root|run|sbin|snap|srv|"
    "sys|tmp|usr|var"
)
_FOLDERS = re.compile(rf"(?:file://|(?<![\w.~/]))/(?:{_TOPS})/(?:[\w.+@~=,-]+/)*", re.ASCII)


def of(run: Run) -> str:
    """Return what a compiler said in a run, on either stream."""
    return clean(run.stdout.excerpt(MESSAGE_BYTES), run.stderr.excerpt(MESSAGE_BYTES))


def clean(*texts: bytes) -> str:
    """Join texts, escape what does not print, drop folders, and keep head and tail of the rest.

    What comes back is at most ``MESSAGE_BYTES`` long in UTF-8, but for the mark of a cut.
    """
    whole = "\n".join(text for each in texts if (text := shown(each).strip()))
    return cut(_FOLDERS.sub("", whole), MESSAGE_BYTES)


def cut(text: str, limit: int) -> str:
    """Keep half of ``limit`` bytes at each end of a longer text, and say what is left out."""
    data = text.encode()
    if len(data) <= limit:
        return text
    half = limit // 2
    head = data[:half].decode("utf-8", "ignore")
    tail = data[len(data) - half :].decode("utf-8", "ignore")
    return f"{head}\n[... {len(data) - 2 * half} bytes left out ...]\n{tail}"
