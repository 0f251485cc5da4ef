"""The place of the private PostgreSQL and the choice of its programs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pyworker.dev import postgres_home
from pyworker.dev.postgres_home import NoPostgres, choose_home, choose_programs
from pyworker.dev.process import Account

Install = Callable[[str, str], Path]


class ShutOut(Account):
    """An account that may enter nothing below a folder with ``closed`` in its path."""

    def can(self, permission: str, path: Path) -> bool:
        return "closed" not in str(path)


SHUT_OUT = ShutOut("postgres", 1, 1)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Pretend that programs are installed in a place; the later ones are the system's."""
    monkeypatch.setattr(postgres_home, "postgres_wheel", lambda: None)
    monkeypatch.setattr(postgres_home, "postgres_of_system", lambda: iter(()))

    def make(kind: str, version: str) -> Path:
        programs = tmp_path / kind / "package" / "install" / "bin"
        programs.mkdir(parents=True)
        (programs.parents[1].with_suffix(".libs")).mkdir()
        program = programs / "postgres"
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        program.chmod(0o700)
        if "wheel" in kind:
            monkeypatch.setattr(postgres_home, "postgres_wheel", lambda: programs)
        else:
            monkeypatch.setattr(postgres_home, "postgres_of_system", lambda: iter([programs]))
        return programs

    return make


def test_home_is_in_the_data_folder_where_the_account_may_enter_it(tmp_path: Path) -> None:
    assert choose_home(tmp_path, None) == tmp_path / "postgres"
    assert choose_home(tmp_path, SHUT_OUT) == tmp_path / "postgres"


def test_home_is_elsewhere_and_the_same_each_time_where_it_may_not(tmp_path: Path) -> None:
    folders = tmp_path / "closed", tmp_path / "closed2"
    for folder in folders:
        folder.mkdir()

    first, again = (choose_home(folders[0], SHUT_OUT, tmp_path / "lib") for _ in range(2))
    other = choose_home(folders[1], SHUT_OUT, tmp_path / "lib")

    assert first == again
    assert first != other
    assert first.parent == other.parent == tmp_path / "lib"
    assert (folders[0] / "postgres").readlink() == first


def test_the_wheel_comes_before_the_system(tmp_path: Path, install: Install) -> None:
    wheel = install("wheel", "18.4")
    install("system", "15.3 (Debian)")

    assert choose_programs(tmp_path / "home", None) == wheel


def test_programs_have_the_version_of_the_data(tmp_path: Path, install: Install) -> None:
    install("wheel", "18.4")
    system = install("system", "15.3 (Debian)")
    (tmp_path / "home" / "data").mkdir(parents=True)
    (tmp_path / "home" / "data" / "PG_VERSION").write_text("15\n")

    assert choose_programs(tmp_path / "home", None) == system


def test_data_of_a_version_that_is_not_installed_is_left_alone(
    tmp_path: Path, install: Install
) -> None:
    install("wheel", "18.4")
    (tmp_path / "home" / "data").mkdir(parents=True)
    (tmp_path / "home" / "data" / "PG_VERSION").write_text("13\n")

    with pytest.raises(NoPostgres, match="apt install postgresql-13"):
        choose_programs(tmp_path / "home", None)


def test_no_programs_at_all_says_what_to_install(tmp_path: Path, install: Install) -> None:
    with pytest.raises(NoPostgres, match="apt install postgresql, or set DATABASE_URL"):
        choose_programs(tmp_path / "home", None)


def test_programs_that_the_account_cannot_reach_are_copied_for_it(
    tmp_path: Path, install: Install
) -> None:
    install("closed-wheel", "18.4")

    programs = choose_programs(tmp_path / "home", SHUT_OUT)

    copied = programs / "postgres"
    assert programs == tmp_path / "home/wheel-18/package/install/bin"
    assert copied.stat().st_mode & 0o777 == 0o755
    assert (programs.parents[1].with_suffix(".libs")).is_dir()
    assert choose_programs(tmp_path / "home", SHUT_OUT) == programs
