"""Reading the kernel's files."""

import sys
from dataclasses import dataclass
from pathlib import Path

# What stands in for one container engine or the other; Kubernetes mounts its account's token.
_MARKS = {
    ".dockerenv": "docker",
    "run/.containerenv": "podman",
    "var/run/secrets/kubernetes.io": "kubernetes",
}


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine's file system; of another machine, where ``root`` has copies of its files."""

    root: Path = Path("/")

    def read(self, path: str) -> str:
        """Return a file's text without the white space around it; '' where it cannot be read."""
        try:
            return (self.root / path).read_text(errors="replace").strip()
        except OSError:
            return ""

    def sysctl(self, name: str) -> str:
        """Return a kernel setting; '' where this kernel has none of that name."""
        return self.read(f"proc/sys/{name.replace('.', '/')}")

    def container(self) -> str:
        """Return which kind of container this is inside of; '' for none that can be told.

        systemd's interface of containers is the file run/systemd/container.
        """
        told = self.read("run/systemd/container")
        marks = (name for mark, name in _MARKS.items() if (self.root / mark).exists())
        return told or next(marks, "")


def interpreter() -> str:
    """Return the path of the program that this process runs, links followed."""
    return str(Path(sys.executable).resolve())
