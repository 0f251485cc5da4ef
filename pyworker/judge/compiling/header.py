"""Precompiled headers: reading all of C++'s library takes longer than most programs do.

GCC looks for ``bits/stdc++.h.gch`` in each folder of its search path before it looks for the header
itself, uses it where it was made by the same compiler with the same flags, and goes on searching
where not: https://gcc.gnu.org/onlinedocs/gcc/Precompiled-Headers.html. So a folder with nothing
but that file, in front of the others, changes no source and breaks none; sources that change the
language in front of the header (a ``#pragma GCC target``) are compiled as if it were not there.

It is made at first use, of trusted text, in a box; 100 MB for each set of flags. It is used when
its bytes have the digest that was written beside it, which is checked once in each process: nobody
else writes to the folder, so that checking finds what a disk or a killed process did.
"""

import hashlib
import logging
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

from pyworker.judge.compiling import messages
from pyworker.judge.compiling.language import Language
from pyworker.judge.compiling.programs import key_of
from pyworker.judge.problem import MIB, Problem
from pyworker.sandbox.port import Command, File, Sandbox

log = logging.getLogger(__name__)

# Where boxes see the folder.
IN_BOX = "/pch"
MOST_BYTES = 250 * MIB
DIGEST = "sha256"
UNUSED_S = 30 * 86400.0


class Headers:
    """The folder of precompiled headers, one folder for each compiler and set of flags."""

    def __init__(self, folder: Path, sandbox: Sandbox, environment: dict[str, str]) -> None:
        self._folder = folder
        self._sandbox = sandbox
        self._environment = environment
        self._lock = threading.Lock()
        # By key: where boxes see it; '' where it cannot be made.
        self._known: dict[str, str] = {}

    def include(self, language: Language, version: str, source: bytes) -> str:
        """Return the folder to search first, as a box sees it; '' for none.

        The first source that names the header has it made, and waits; so do those that come
        meanwhile, who need it as well.

        Raises:
            SandboxFailed: as boxes do.
        """
        if not language.header or language.header.encode() not in source:
            return ""
        argv = language.header_argv()
        key = key_of(version, language.header, *argv)
        with self._lock:
            if key not in self._known:
                made = self._is_whole(key) or self._make(key, language, argv)
                self._known[key] = f"{IN_BOX}/{key}" if made else ""
            return self._known[key]

    def _is_whole(self, key: str) -> bool:
        folder = self._folder / key
        try:
            wanted = (folder / DIGEST).read_text()
            with next(folder.rglob("*.gch")).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            os.utime(folder)
        except (OSError, StopIteration):
            return False
        return found == wanted

    def _make(self, key: str, language: Language, argv: tuple[str, ...]) -> bool:
        text = f"#include <{language.header}>\n".encode()
        command = Command(
            argv,
            language.compile_limits(Problem("precompiled header", ())),
            files=(File("made.h", text),),
            environment=self._environment,
            take=("made.gch",),
            take_bytes=MOST_BYTES,
        )
        with self._sandbox.box() as box:
            run = box.run(command)
        if run.exit_code != 0 or not run.taken:
            said = messages.of(run) or ", ".join(run.left) or str(run.ended)
            log.warning("%s: no precompiled %s: %s", language.name, language.header, said)
            return False
        try:
            self._keep(key, language.header, run.taken[0].data)
        except OSError as error:
            log.warning("%s: a header cannot be kept there (%s)", self._folder, error)
            return False
        return True

    def _keep(self, key: str, header: str, data: bytes) -> None:
        self._forget_unused()
        making = Path(tempfile.mkdtemp(dir=self._folder, prefix=".making-"))
        try:
            place = making / f"{header}.gch"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            (making / DIGEST).write_text(hashlib.sha256(data).hexdigest())
            # Boxes read it as another user; the folder above is closed to all but boxes.
            for path in (making, *making.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)
            shutil.rmtree(self._folder / key, ignore_errors=True)
            making.rename(self._folder / key)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise

    def _forget_unused(self) -> None:
        """Remove those of earlier compilers, and what a killed process left half made."""
        long_ago = time.time() - UNUSED_S
        for folder in self._folder.iterdir():
            if folder.stat().st_mtime < long_ago:
                shutil.rmtree(folder, ignore_errors=True)
