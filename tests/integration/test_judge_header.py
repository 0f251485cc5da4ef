"""The precompiled header: it is used, it is worth it, and nothing depends on it."""

import logging
import os
import resource
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pyworker.judge.compiling.header import Headers
from pyworker.judge.compiling.language import Language
from pyworker.judge.compiling.programs import key_of
from pyworker.judge.problem import Problem
from pyworker.sandbox.port import Command, File
from tests.integration.compilers import Workshop, workshop

SOURCE = """
#include <bits/stdc++.h>
using namespace std;
int main() {
    map<string, vector<int>> seen;
    for (string word; cin >> word;) seen[word].push_back(1);
    for (auto& [word, times] : seen) cout << word << " " << times.size() << "\\n";
}
"""
# A header that is small, and so is made in no time.
SMALL = "cstdint"
ENVIRONMENT = {"PATH": "/usr/bin:/bin"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """A workshop of somebody who lets nobody read his files."""
    umask = os.umask(0o077)
    with workshop(tmp_path_factory.mktemp("header") / "cache") as made:
        yield made
    os.umask(umask)


@pytest.fixture
def headers(shop: Workshop) -> Headers:
    """A new process's view of the folder."""
    return Headers(shop.folder / "pch", shop.sandbox, ENVIRONMENT)


@pytest.fixture
def small(shop: Workshop) -> Language:
    return replace(shop.language("cpp17"), header=SMALL)


def made(shop: Workshop) -> int:
    """Count how often a header was made."""
    return sum("c++-header" in command.argv for command in shop.sandbox.commands)


def includes(shop: Workshop, include: str, source: str) -> list[str]:
    """Return what the compiler says of each header that it opens, in a box."""
    language = shop.language("cpp17")
    argv = (*language.compile_argv(include), "-H", "-fsyntax-only")
    with shop.sandbox.box() as box:
        run = box.run(
            Command(
                argv,
                language.compile_limits(Problem("", ())),
                files=(File("main.cpp", source.encode()),),
                environment=ENVIRONMENT,
            )
        )
    assert run.exit_code == 0, run.stderr.excerpt(2000)
    return run.stderr.excerpt(100_000).decode().splitlines()


def plain_cpu_s(source: str, folder: Path) -> float:
    """Compile outside any sandbox; returns the processor time."""
    (folder / "main.cpp").write_text(source)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["g++", "-O2", "-o", "main", "main.cpp"], cwd=folder, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_the_first_to_want_it_has_it_made_and_all_others_save_its_time(
    shop: Workshop, tmp_path: Path
) -> None:
    assert shop.output("cpp17", SOURCE, b"a b a") == "a 2\nb 1\n"
    include = next(part for part in shop.sandbox.commands[-2].argv if part.startswith("-I/pch/"))
    with_it = [shop.compile("cpp17", SOURCE + "\n" * n)[0].cpu_ms / 1000 for n in (1, 2)]
    without = [plain_cpu_s(SOURCE, tmp_path) for _ in range(2)]

    assert made(shop) == 1
    first = includes(shop, include.removeprefix("-I"), SOURCE)[0]
    assert first == f"! {include.removeprefix('-I')}/bits/stdc++.h.gch"
    # Outside, where nobody else wants the core: at most 0.4.
    assert min(with_it) < 0.5 * min(without)


def test_a_source_that_does_not_name_it_needs_none(shop: Workshop) -> None:
    before = made(shop)

    shop.compile("cpp20", "int main() {}")

    assert made(shop) == before


def test_a_source_that_it_does_not_fit_compiles_without_it(shop: Workshop) -> None:
    source = '#pragma GCC optimize("O3")\n' + SOURCE

    assert shop.output("cpp17", source, b"x") == "x 1\n"


def test_it_is_found_again_by_another_process(
    shop: Workshop, headers: Headers, small: Language
) -> None:
    where = headers.include(small, "1", SMALL.encode())
    before = made(shop)

    again = Headers(shop.folder / "pch", shop.sandbox, ENVIRONMENT)

    assert again.include(small, "1", SMALL.encode()) == where
    assert where.startswith("/pch/")
    assert made(shop) == before
    lines = includes(shop, where, f"#include <{SMALL}>\nint main() {{}}")
    assert lines[0] == f"! {where}/{SMALL}.gch"


@pytest.mark.parametrize("harm", ["flip", "cut", "remove", "forget"])
def test_what_is_not_as_it_was_written_is_made_again(
    shop: Workshop, headers: Headers, small: Language, harm: str
) -> None:
    where = headers.include(small, harm, SMALL.encode())
    file = shop.folder / where.strip("/") / f"{SMALL}.gch"
    whole = file.read_bytes()
    match harm:
        case "flip":
            file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        case "cut":
            file.write_bytes(whole[:-1])
        case "remove":
            file.unlink()
        case "forget":
            (file.parent / "sha256").unlink()
    before = made(shop)

    for _ in range(2):
        again = Headers(shop.folder / "pch", shop.sandbox, ENVIRONMENT)
        assert again.include(small, harm, SMALL.encode()) == where

    assert made(shop) == before + 1


def test_another_compiler_or_flag_has_another(headers: Headers, small: Language) -> None:
    other = replace(small, flags=(*small.flags, "-DX"))
    source = SMALL.encode()

    places = {headers.include(*each, source) for each in ((small, "1"), (small, "2"), (other, "1"))}

    assert len(places) == 3


def test_where_it_cannot_be_made_all_goes_on_without(
    shop: Workshop, headers: Headers, small: Language, caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(small, compile_header=("g++", "--no-such-flag"))
    before = len(shop.sandbox.commands)
    with caplog.at_level(logging.WARNING):
        found = [headers.include(broken, "1", SMALL.encode()) for _ in range(3)]

    assert found == ["", "", ""]
    assert len(shop.sandbox.commands) == before + 1
    assert caplog.text.count("cpp17: no precompiled cstdint: g++: error") == 1


def test_those_of_earlier_compilers_and_half_made_ones_go(
    shop: Workshop, headers: Headers, small: Language
) -> None:
    folder = shop.folder / "pch"
    old, half, used = folder / key_of("old"), folder / ".making-1", folder / key_of("used")
    for each in (old, half, used):
        each.mkdir()
    for each in (old, half):
        os.utime(each, (1e9, 1e9))

    headers.include(small, "a new compiler", SMALL.encode())

    assert [each.exists() for each in (old, half, used)] == [False, False, True]


def test_only_we_write_what_boxes_read(shop: Workshop, headers: Headers, small: Language) -> None:
    where = headers.include(small, "1", SMALL.encode())
    folder = shop.folder / where.strip("/")

    modes = {path.relative_to(folder): path.stat().st_mode & 0o777 for path in folder.rglob("*")}

    assert modes == {Path(f"{SMALL}.gch"): 0o644, Path("sha256"): 0o644}
    assert shop.folder.stat().st_mode & 0o777 == 0o700
