"""Languages that are run from their source: nothing starts before the first run."""

from collections.abc import Iterator

import pytest

from pyworker.judge.verdict import Cause
from tests.integration.compilers import Workshop, workshop

INTERPRETED = ["python3", "pypy3", "javascript", "ruby"]
PYTHONS = ["python3", "pypy3"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with workshop(tmp_path_factory.mktemp("shop") / "cache") as made:
        yield made


@pytest.mark.parametrize("name", INTERPRETED)
def test_nothing_is_started_to_compile(shop: Workshop, name: str) -> None:
    before = len(shop.sandbox.commands)

    compilation, program = shop.compile(name, b"any \0 bytes")

    assert compilation.ok
    assert program is not None
    assert [file.content for file in program.files] == [b"any \0 bytes"]
    assert len(shop.sandbox.commands) == before


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("python3", "print(1", 'File "main.py", line 1'),
        ("python3", b"print(\xff)", "SyntaxError: (unicode error) 'utf-8'"),
        ("python3", "a = 1\0", "null bytes"),
        ("python3", "if 1:\nprint(2)", "IndentationError: expected an indented block"),
        ("pypy3", "print(1", 'File "main.py", line 1'),
        ("javascript", "let = = 1", "main.js:1\nlet = = 1"),
        ("ruby", "puts(", "main.rb:1: syntax error"),
    ],
)
def test_a_source_that_cannot_be_read_fails_and_is_a_syntax_error(
    shop: Workshop, name: str, source: str | bytes, said: str
) -> None:
    compilation = shop.syntax_check(name, source)

    assert shop.run(name, source).exit_code == 1
    assert (compilation.ok, compilation.cause) == (False, Cause.SYNTAX_ERROR)
    assert said in compilation.messages
    assert "/box" not in compilation.messages


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("python3", "import no_such_module"),
        ("pypy3", "1 / 0"),
        ("javascript", "process.exit(3)"),
        ("ruby", "exit 3"),
        ("cpp17", "neither compiled nor checked here"),
    ],
)
def test_a_source_that_can_be_read_is_no_syntax_error(
    shop: Workshop, name: str, source: str
) -> None:
    assert shop.syntax_check(name, source).ok


@pytest.mark.parametrize("name", PYTHONS)
@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("print(__name__, __file__)", "__main__ main.py\n"),
        ("import sys; print(sys.argv, sys.flags.isolated)", "['main.py'] 1\n"),
        ("print('ü', __import__('sys').stdin.encoding)", "ü utf-8\n"),
        ("print(1)\nexit()\nprint(2)", "1\n"),
        ("print(1)\nquit(0)\nprint(2)", "1\n"),
        ("import collections, heapq, bisect, math, itertools, re; print(math.isqrt(17))", "4\n"),
        ("from __future__ import annotations\nx: no_such_type = 1\nprint(x)", "1\n"),
        ("# -*- coding: latin-1 -*-\nprint(len('\u00fc'))", "2\n"),
        ("\ufeffprint(1)", "1\n"),
        ("def f():\n    return g()\ndef g():\n    return x\nx = 7\nprint(f())", "7\n"),
        ("import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))))",
         "<class '__main__.A'>\n"),
        ("import sys\nsys.setrecursionlimit(10**6)\ndef f(n): return n and f(n-1)+1\n"
         "print(f(20000))", "20000\n"),
    ],
)  # fmt: skip
def test_python_runs_as_it_does_by_its_file(
    shop: Workshop, name: str, source: str, printed: str
) -> None:
    assert shop.output(name, source) == printed


@pytest.mark.parametrize("name", PYTHONS)
def test_python_has_no_names_that_a_program_did_not_make(shop: Workshop, name: str) -> None:
    own = {
        "__builtins__",
        "__doc__",
        "__file__",
        "__loader__",
        "__name__",
        "__package__",
        "__spec__",
    }

    names = shop.output(name, "print(*(name for name in list(globals())))").split()

    assert set(names) - own <= {"__annotations__"}


def test_python_says_where_it_failed_and_exits_as_told(shop: Workshop) -> None:
    failed = shop.run("python3", "x = 1\n\n1 / 0\n")

    assert failed.exit_code == 1
    assert b'File "main.py", line 3' in failed.stderr.data[:]
    assert shop.run("python3", "exit(7)").exit_code == 7
    assert shop.run("python3", "import sys; sys.exit('why')").exit_code == 1


def test_node_recurses_deeper_than_by_itself(shop: Workshop) -> None:
    source = "const f = n => n ? f(n - 1) + 1 : 0; console.log(f(100000));"

    assert shop.output("javascript", source) == "100000\n"


def test_ruby_has_its_standard_library(shop: Workshop) -> None:
    source = "require 'set'; require 'json'; puts Set[1, 1].size, [1].to_json, 'ü'.size"

    assert shop.output("ruby", source) == "1\n[1]\n1\n"
