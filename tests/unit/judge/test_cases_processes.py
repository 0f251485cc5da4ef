"""Several processes at one cache of test cases."""

import multiprocessing
import os
from pathlib import Path

from pyworker.judge.cases import CaseCache, digest_of

PROCESSES = 4
ROUNDS = 60
CONTENTS = [bytes([each]) * (each * 700 + 1) for each in range(20)]
# A third of all contents, so that files come and go all the time.
MOST_BYTES = sum(map(len, CONTENTS)) // 3


def use(folder: Path, seed: int) -> None:
    """Put and get in an order of its own; exits with 0 if nothing that was read was wrong."""
    cache = CaseCache(folder, MOST_BYTES, in_use_s=0)
    for turn in range(ROUNDS):
        content = CONTENTS[(turn * 7 + seed * 3) % len(CONTENTS)]
        blob = cache.put(content) if (turn + seed) % 2 else cache.get(digest_of(content))
        if blob is None:
            continue
        try:
            descriptor = blob.open()
        except FileNotFoundError:
            continue  # another process deleted it meanwhile: nothing is in use here for any time
        with os.fdopen(descriptor, "rb") as file:
            if file.read() != content:
                os._exit(1)
    os._exit(0)


def test_processes_that_write_and_delete_at_once_never_read_a_wrong_or_half_file(
    tmp_path: Path,
) -> None:
    context = multiprocessing.get_context("spawn")
    users = [context.Process(target=use, args=(tmp_path / "cases", n)) for n in range(PROCESSES)]
    for user in users:
        user.start()
    for user in users:
        user.join()

    assert [user.exitcode for user in users] == [0] * PROCESSES
    left = list((tmp_path / "cases").iterdir())
    assert left
    assert all(digest_of(path.read_bytes()) == path.name for path in left)
