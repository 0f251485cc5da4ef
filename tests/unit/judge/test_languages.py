"""The table of languages, and a user's own rows beside it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.errors import ConfigError
from pyworker.judge.compiling import rows
from pyworker.judge.compiling.keys import CHECKS
from pyworker.judge.languages import TABLE, Languages, UnknownLanguage, load

NAMES = "cpp17 cpp20 c python3 pypy3 java javascript ruby go rust"
OWN = """
[python3]
time_factor = 2
aliases = ["python"]

[shell]
file = "main.sh"
run = ["sh", "main.sh"]
version = ["true"]
extensions = [".sh"]
"""


def with_file(folder: Path, text: str) -> Languages:
    path = folder / "own.toml"
    path.write_text(text)
    return load(path)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        with_file(folder, text)
    place = f"{folder}/own.toml: "
    assert all(problem.startswith(place) for problem in refused.value.problems)
    return [problem.removeprefix(place) for problem in refused.value.problems]


def test_our_table_has_these_and_a_program_to_try_each() -> None:
    languages = load()

    assert " ".join(each.name for each in languages) == NAMES
    assert all(each.hello and each.package for each in languages)


def test_no_row_turns_warnings_into_errors() -> None:
    assert "-Werror" not in {part for each in load() for part in (*each.flags, *each.compile)}


def test_a_language_is_found_by_name_alias_and_extension_in_any_case(tmp_path: Path) -> None:
    languages = with_file(tmp_path, OWN)

    assert languages.find("shell") is languages.find("SHELL")
    assert languages.find("python").name == "python3"
    assert languages.by_extension("dir.d/Main.SH").name == "shell"


@pytest.mark.parametrize("name", ["", "cobol", "python\n", "x" * 1000, "../etc"])
def test_what_is_not_known_is_refused_with_what_there_is(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownLanguage, match=r"not known here; there is .*shell") as refused:
        with_file(tmp_path, OWN).find(name)

    assert len(str(refused.value)) < 300
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["main", "main.", ".sh", "main.txt"])
def test_a_file_without_a_known_extension_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownLanguage, match="no language by its name; there is"):
        with_file(tmp_path, OWN).by_extension(name)


def test_what_is_not_installed_is_listed_and_not_offered(tmp_path: Path) -> None:
    absent = OWN.replace('["sh", "main.sh"]', '["no-such-shell", "main.sh"]')
    languages = with_file(tmp_path, absent + 'package = "no-shell"')

    assert "shell" in [each.name for each in languages]
    assert "shell" not in [each.name for each in languages.installed()]
    with pytest.raises(UnknownLanguage, match="no-such-shell is not installed; install no-shell"):
        languages.find("shell")


def test_a_row_changes_single_keys_of_ours(tmp_path: Path) -> None:
    ours, theirs = load().find("python3"), with_file(tmp_path, OWN).find("python3")

    assert (ours.time_factor, theirs.time_factor) == (5, 2)
    assert theirs.aliases == ("python",)
    assert (theirs.run, theirs.memory_factor) == (ours.run, ours.memory_factor)


def test_a_row_can_be_withdrawn(tmp_path: Path) -> None:
    languages = with_file(tmp_path, "[python3]\noffered = false\n")

    with pytest.raises(UnknownLanguage, match="'python3': not known here"):
        languages.find("python3")


def test_everything_that_is_wrong_is_told_by_row_and_key(tmp_path: Path) -> None:
    text = """
        [python3]
        time_factor = 0
        memory_extra_bytes = 1.5
        speed = "high"
        ["C++"]
        file = "../main.cpp"
        run = []
        compile = ["bin/g++", "{source}"]
        [shell]
        file = "main.sh"
        run = ["sh", "{memory_kb}"]
        version = "sh"
        check = [1]
        aliases = ["cpp"]
        environment = { A = 1 }
        processes = true
    """

    assert problems(tmp_path, text) == [
        "[python3] time_factor: expected a number from 0.01 to 1000",
        "[python3] memory_extra_bytes: expected a whole number",
        f"[python3] speed: no such key; there are {', '.join(CHECKS)}",
        "[C++] is no name: small letters, digits and + # . _ - , as in c++17",
        "[C++] version is missing",
        "[C++] file: '../main.cpp' is no name for a file in the working folder",
        '[C++] run: expected a program, by name, "/path" or "./file", and its arguments',
        '[C++] compile: expected a program, by name, "/path" or "./file", and its arguments',
        "[C++] compile needs program as well",
        "[shell] run: {memory_kb} means nothing here; there is {memory_mb}",
        '[shell] version: expected a list of texts, as in ["a", "b"]',
        '[shell] check: expected a list of texts, as in ["a", "b"]',
        '[shell] environment: expected a table of texts, as in { KEY = "value" }',
        "[shell] processes: expected a number from 1 to 4096",
        "[shell] aliases: cpp is cpp17 already; take it from one of them",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("run = ", "Invalid value (at end of document); correct the file, or name another"),
        ("offered = true", "offered: stands outside a language's table"),
        ('[shell]\nfile = "a"\nfile = "b"', "Cannot overwrite a value"),
        ("[python3]\nprogram = ['a']", "[python3] program needs compile as well"),
        ("[cpp17]\ncheck = ['true']", "[cpp17] check is for languages that are not compiled"),
        ("[rust]\nmounts = ['/opt/../etc']", "[rust] mounts: expected paths from the root"),
        ("[rust]\nmounts = ['/tmp/rust-*']", "[rust] mounts: /tmp/rust-*: a box has a folder of"),
        ("[rust]\nmounts = ['/']", "[rust] mounts: /: a box has a folder of its own there"),
        ("[rust]\noffered = 1", "[rust] offered: expected true or false"),
        ("[rust]\ntime_factor = nan", "[rust] time_factor: expected a number"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str, problem: str) -> None:
    (told,) = problems(tmp_path, text)

    assert told.startswith(problem)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: No such file or directory; correct"):
        load(tmp_path / "none.toml")


TEXTS = st.text("ab/.-{}0 \0", max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=5,
)


@given(
    st.dictionaries(
        TEXTS, st.dictionaries(st.sampled_from([*CHECKS, "x"]), VALUES, max_size=3), max_size=2
    )
)
def test_any_rows_make_languages_or_are_refused_in_words(written: dict[str, Any]) -> None:
    made, problems = made_of(written)

    assert bool(made) or bool(problems) or not written
    assert all(problem.startswith("here: [") for problem in problems)
    assert made == ([] if problems else list(written))


def made_of(written: dict[str, Any]) -> tuple[list[str], tuple[str, ...]]:
    try:
        return [each.name for each in rows.languages(written, "here")], ()
    except ConfigError as refused:
        return [], refused.problems


def test_the_table_is_beside_the_code() -> None:
    assert len(rows.read(TABLE)) == len(NAMES.split())
