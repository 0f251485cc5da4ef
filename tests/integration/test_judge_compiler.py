"""Compiling: real compilers in the real sandbox, programs that are kept, sources that attack."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pyworker.errors import ConfigError
from pyworker.judge.compiler import Compiler, mounts
from pyworker.judge.problem import MIB, ProblemLimits
from pyworker.judge.verdict import Cause
from pyworker.sandbox.port import SandboxFailed
from tests.integration.compilers import Workshop, workshop

GREETER = "#include <cstdio>\nint main() { std::puts(WHO); }\n"
FLOOD = "#include __FILE__\n#include __FILE__\n"
# A million types.
BOMB = """
template <int N, int P> struct A { A<N - 1, 2 * P> l; A<N - 1, 2 * P + 1> r; };
template <int P> struct A<0, P> {};
A<20, 0> a;
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """A workshop for all tests that do not look at what it keeps."""
    with workshop(tmp_path_factory.mktemp("shared") / "cache") as made:
        yield made


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workshop]:
    with workshop(tmp_path / "cache") as made:
        yield made


def greeter(who: str) -> str:
    return f'#define WHO "{who}"\n{GREETER}'


def compilers(own: Workshop) -> int:
    """Count how often a compiler was started, without those that told their versions."""
    return sum("-o" in command.argv for command in own.sandbox.commands)


@pytest.mark.parametrize(
    "name",
    ["cpp17", "cpp20", "c", "python3", "pypy3", "java", "javascript", "ruby", "go", "rust"],
)
def test_each_languages_own_program_compiles_and_runs(shared: Workshop, name: str) -> None:
    language = shared.language(name)

    assert shared.output(name, language.hello, b"world\n") == "hello, world\n"
    assert shared.syntax_check(name, language.hello).ok
    assert any(char.isdigit() for char in shared.compiler.version(language))


def test_warnings_are_kept_and_are_no_errors(shared: Workshop) -> None:
    compilation, program = shared.compile("c", "#warning take care\nint main(void) { return 0; }")

    assert compilation.ok
    assert program is not None
    assert "main.c:1:2: warning" in compilation.messages


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("cpp17", "int main() { return x; }", "main.cpp:1:21: error: 'x' was not declared"),
        ("c", "int main(void) { f(; }", "main.c:1:20: error: expected expression before"),
        ("go", "package main\nfunc main() { x }", "main.go:2:15: undefined: x"),
        ("rust", "fn main() { x }", "--> main.rs:1:13"),
    ],
)
def test_errors_are_shown_in_the_compilers_words(
    shared: Workshop, name: str, source: str, said: str
) -> None:
    compilation = shared.refused(name, source)

    assert compilation.cause == Cause.COMPILER_ERROR
    assert said in compilation.messages.replace("‘", "'").replace("’", "'")  # noqa: RUF001
    assert "/box" not in compilation.messages


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("java", "public class Solution { }", "name the public class Main"),
        ("java", "package a; public class Main { }", "Main, and leave out the package line"),
        ("go", "package other\nfunc F() {}", "a library, without a program's start"),
        ("rust", '#![crate_type = "lib"]\npub fn f() {}', "a library, without a program's start"),
        ("cpp17", "", "undefined reference to `main'"),
        ("cpp17", "int a[1 << 28] = {1}; int main() {}", "the program is too large"),
        ("cpp17", "int a[10 << 20] = {1}; int main() {}", "cannot be taken: 'main': too large"),
    ],
)
def test_what_compiles_to_no_program_is_explained(
    shared: Workshop, name: str, source: str, said: str
) -> None:
    assert said in shared.refused(name, source).messages


def test_a_program_of_several_files_comes_out_whole(shared: Workshop) -> None:
    source = """
        class Main {
            class Inner { public String toString() { return "inner"; } }
            public static void main(String[] a) {
                System.out.println(new Main().new Inner() + " " + new Other());
            }
        }
        class Other { public String toString() { return "\\u00fcber"; } }
    """

    assert shared.output("java", source) == "inner über\n"


@pytest.mark.parametrize(
    ("source", "limits", "cause", "said"),
    [
        (BOMB, ProblemLimits(compile_time_s=0.5), Cause.COMPILE_TIME, "compiling took more than"),
        ('#include "/dev/zero"', ProblemLimits(compile_memory_bytes=256 * MIB),
         Cause.COMPILE_MEMORY, "256 MiB of memory"),
        # Its own output: nothing will ever come out of it.
        ('#include "/proc/self/fd/1"', ProblemLimits(compile_time_s=0.1), Cause.COMPILE_TIME,
         "compiling took more than 10.1 s"),
        (FLOOD, ProblemLimits(), Cause.COMPILE_OUTPUT, "more than 1 MiB to say"),
    ],
)  # fmt: skip
def test_a_source_that_attacks_its_compiler_is_a_compile_error(
    shared: Workshop, source: str, limits: ProblemLimits, cause: Cause, said: str
) -> None:
    compilation = shared.refused("cpp17", source, limits)

    assert compilation.cause == cause
    assert said in compilation.messages.splitlines()[0]
    assert len(compilation.messages.encode()) < 65 * 1024


@pytest.mark.parametrize("path", ["/etc/shadow", "/etc/hostname", "/root/.profile", "/home"])
def test_a_source_cannot_include_what_is_the_hosts(shared: Workshop, path: str) -> None:
    assert "No such file" in shared.refused("cpp17", f'#include "{path}"').messages
    shared.refused("c", f'__asm__(".incbin \\"{path}\\""); int main(void) {{ }}')


@pytest.mark.parametrize(
    "source",
    [b"\0", b"\xff\xfe", b"\xef\xbb\xbfint main() { return 0; }", b"int x;" * 200_000, b"\x1b[2J"],
)
def test_any_bytes_are_compiled_or_refused_in_clean_words(shared: Workshop, source: bytes) -> None:
    compilation, _ = shared.compile("cpp17", source)

    assert all(char.isprintable() or char in "\n\t" for char in compilation.messages)


@pytest.mark.parametrize("name", ["c", "python3"])
def test_a_source_that_no_box_has_room_for_is_refused(shared: Workshop, name: str) -> None:
    before = len(shared.sandbox.commands)

    compilation = shared.refused(name, b" " * (16 * MIB + 1))

    assert compilation.messages == "the source has more than 16 MiB; make it smaller"
    assert len(shared.sandbox.commands) == before


@pytest.mark.parametrize("name", ["c", "python3"])
def test_a_source_may_be_as_large_as_that(shared: Workshop, name: str) -> None:
    padding = b" " * (16 * MIB - 100)

    source = b"int main(void) { return 0; }" if name == "c" else b"pass"

    assert shared.output(name, padding[len(source) :] + b"\n" + source) == ""


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_cache_that_others_may_write_to_is_refused(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(mode)

    with pytest.raises(ConfigError, match="cache_dir: others may write to"):
        mounts((), folder)


def test_a_cache_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts((), tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)

    with pytest.raises(ConfigError, match="cache_dir: others may write to"):
        mounts((), tmp_path)


def test_a_cache_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError, match=r"cache_dir: .*file.*; choose another folder"):
        mounts((), tmp_path / "file" / "cache")


def test_the_same_source_is_compiled_once(own: Workshop) -> None:
    first, made = own.compile("cpp17", greeter("one"))
    again, kept = own.compile("cpp17", greeter("one"))

    assert (first.cached, again.cached, again.cpu_ms) == (False, True, 0)
    assert made == kept
    assert compilers(own) == 1


def test_programs_outlive_the_process_that_made_them(own: Workshop) -> None:
    own.compile("c", "int main(void) { return 0; }")
    own.compiler = Compiler(own.folder, own.sandbox)

    compilation, _ = own.compile("c", "int main(void) { return 0; }")

    assert compilation.cached
    assert compilers(own) == 1


def test_another_source_flag_or_compiler_is_another_program(own: Workshop) -> None:
    own.compile("cpp17", greeter("one"))

    assert not own.compile("cpp17", greeter("two"))[0].cached
    assert not own.compile("cpp20", greeter("one"))[0].cached
    assert compilers(own) == 3


def test_a_program_that_was_changed_on_disk_is_not_run(own: Workshop) -> None:
    own.compile("cpp17", greeter("right"))
    (kept,) = (own.folder / "programs").iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"right", b"wrong"))

    assert own.output("cpp17", greeter("right")) == "right\n"
    assert compilers(own) == 2


def test_a_compile_error_is_not_kept(own: Workshop) -> None:
    for _ in range(2):
        assert not own.refused("c", "nonsense").cached

    assert list((own.folder / "programs").iterdir()) == []


def test_threads_with_the_same_source_compile_it_once(own: Workshop) -> None:
    own.compiler.version(own.language("cpp17"))
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: own.compile("cpp17", greeter("all")), range(8)))

    assert compilers(own) == 1
    assert sorted(compilation.cached for compilation, _ in made) == [False] + [True] * 7
    assert len({program.files for _, program in made if program}) == 1


def test_a_compiler_that_does_not_work_is_nobodys_compile_error(tmp_path: Path) -> None:
    rows = tmp_path / "rows.toml"
    rows.write_text('[c]\nversion = ["false"]\n')
    with (
        workshop(tmp_path / "cache", rows) as own,
        pytest.raises(SandboxFailed, match="c: false failed in the sandbox"),
    ):
        own.compile("c", "int main(void) { return 0; }")


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder outside /tmp, of which a box has one of its own."""
    with TemporaryDirectory(dir="/var/tmp", prefix="pyworker-") as folder:
        yield Path(folder)


def test_a_language_of_ones_own_may_live_outside_the_system(
    tmp_path: Path, elsewhere: Path
) -> None:
    home = elsewhere / "shouting-1"
    home.mkdir(mode=0o755)
    (home / "shout").write_text('#!/bin/sh\n[ "$1" = -v ] && echo 1 || tr a-z A-Z < "$1"\n')
    (home / "shout").chmod(0o755)
    rows = tmp_path / "rows.toml"
    rows.write_text(f"""
        [shouting]
        file = "words"
        run = ["{home}/shout", "words"]
        version = ["{home}/shout", "-v"]
        mounts = ["{elsewhere}/shouting-*"]
        environment = {{ PATH = "/usr/bin" }}
    """)

    with workshop(tmp_path / "cache", rows) as own:
        assert own.compiler.version(own.language("shouting")) == "1"
        assert own.output("shouting", "quiet, please") == "QUIET, PLEASE"
