"""The lock on the data folder."""

import os
import signal
import sys
from pathlib import Path

import pytest

from pyworker.dev.folder import DataFolder, FolderInUse
from pyworker.dev.process import ServerProcess


def test_a_folder_in_use_is_refused_with_the_holder_and_the_next_step(tmp_path: Path) -> None:
    with (
        DataFolder(tmp_path / "data"),
        pytest.raises(FolderInUse, match=rf"process {os.getpid()}\b.*PYWORKER_DATA_DIR"),
        DataFolder(tmp_path / "data", patience_s=0),
    ):
        pass


def test_a_folder_is_free_again_after_use(tmp_path: Path) -> None:
    for _ in range(2):
        with DataFolder(tmp_path / "data", patience_s=0):
            pass


def test_a_folder_stays_in_use_while_a_server_on_it_lives(tmp_path: Path) -> None:
    with DataFolder(tmp_path / "data") as folder:
        command = [sys.executable, "-c", "import signal; signal.pause()"]
        server = ServerProcess(command, keep_open=folder.lock, stop_signal=signal.SIGKILL)
    with pytest.raises(FolderInUse), DataFolder(tmp_path / "data", patience_s=0):
        pass

    server.kill()

    with DataFolder(tmp_path / "data", patience_s=0):
        pass
