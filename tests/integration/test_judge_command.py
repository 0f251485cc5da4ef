"""``pyworker judge``, run as one runs it: what it prints, what it hides, how it exits."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pyworker.cli import main
from tests.integration.operator_command import Terminal

PROBLEMS = Path(__file__).parents[1] / "corpus" / "problems"
VERDICTS = Path(__file__).parents[1] / "corpus" / "verdicts"
NO_REDIS = "redis://127.0.0.1:1"

RIGHT = "print(int(input()) * 2)\n"
# Says all that it is given, on both streams.
CHATTY = "import sys; given = input(); print(given); print(given, file=sys.stderr)\n"
HIDDEN = "987654321"
PACKAGE = """\
problem_format_version: 2025-09
name: {en: Twice}
uuid: 3f0f0c50-7f59-4c9e-8d0f-3b6f5f1f5b11
limits: {time_limit: 1}
"""

OF_ALL = {"verdict", "cause", "detail", "score", "compile", "cases", "skipped", "sandbox"}
OF_COMPILE = {"ok", "messages", "cpu_ms", "wall_ms", "cached", "cause"}
OF_CASE = {
    "name", "verdict", "cause", "detail", "cpu_ms", "wall_ms", "memory_bytes", "points",
    "max_points", "diff", "output", "errors",
}  # fmt: skip
OF_SANDBOX = {
    "backend", "namespaces", "cgroups", "cpu_kind", "memory_kind", "seccomp", "user", "insecure",
    "reduced", "limits",
}  # fmt: skip
CASES = ["CASE", "VERDICT", "CAUSE", "CPU", "WALL", "MEMORY", "POINTS"]
VERIFIED = ["PACKAGE", "SUBMISSION", "EXPECTED", "GOT", "CAUSE", "MAX", "TIME", "STATUS"]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Programs are compiled once for all tests here."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    """A package that asks for a number's double: one sample, two secret cases."""
    package = tmp_path / "twice"
    for name, given, answer in (
        ("sample/1", "4", "8"),
        ("secret/1", HIDDEN, str(2 * int(HIDDEN))),
        ("secret/2", "5", "10"),
    ):
        path = package / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".in").write_text(f"{given}\n")
        path.with_suffix(".ans").write_text(f"{answer}\n")
    (package / "problem.yaml").write_text(PACKAGE)
    return package


class Shell:
    """Runs the command without Redis, each time with the same cache."""

    def __init__(self, cache: Path, folder: Path) -> None:
        self.env = {"PYWORKER_CACHE_DIR": str(cache), "REDIS_URL": NO_REDIS}
        self._folder = folder

    def program(self, source: str, name: str = "answer.py") -> str:
        path = self._folder / name
        path.write_text(source)
        return str(path)

    def run(self, *args: str | Path, **env: str) -> Result:
        words = ["judge", *map(str, args)]
        return CliRunner().invoke(main, words, env=self.env | env)

    def json(self, *args: str | Path, status: int = 0) -> Any:
        result = self.run(*args, "--json")
        assert result.exit_code == status, result.output
        assert result.stderr == ""
        assert result.stdout.count("\n") == 1
        return json.loads(result.stdout)


@pytest.fixture
def shell(cache: Path, tmp_path: Path) -> Shell:
    return Shell(cache, tmp_path)


def test_json_has_one_object_of_a_known_shape(shell: Shell, twice: Path) -> None:
    found = shell.json(shell.program(RIGHT), "--problem", twice)

    assert set(found) == OF_ALL
    assert (found["verdict"], found["cause"], found["score"]) == ("AC", "", 100)
    assert set(found["compile"]) == OF_COMPILE
    assert [set(case) for case in found["cases"]] == [OF_CASE] * 3
    assert [case["name"] for case in found["cases"]] == ["sample/1", "secret/1", "secret/2"]
    assert set(found["sandbox"]) == OF_SANDBOX
    assert found["sandbox"]["backend"] == "native"
    assert found["sandbox"]["limits"]["cpu_s"] == 5.0  # one second, by Python's factor
    assert all(0 < case["cpu_ms"] < 5000 for case in found["cases"])


def test_people_see_a_row_a_case_and_the_verdict(shell: Shell, twice: Path) -> None:
    result = shell.run(shell.program(RIGHT), "--problem", twice)

    assert result.exit_code == 0
    heading, *rows = result.stdout.splitlines()
    assert heading.split() == CASES
    assert [row.split()[:2] for row in rows[:3]] == [
        ["sample/1", "AC"],
        ["secret/1", "AC"],
        ["secret/2", "AC"],
    ]
    assert "AC, score 100" in rows
    assert result.stderr == ""


def test_a_wrong_answer_exits_with_0_and_shows_the_samples_difference(
    shell: Shell, twice: Path
) -> None:
    result = shell.run(shell.program(CHATTY), "--problem", twice, "--all")

    assert result.exit_code == 0
    assert "sample/1 differs first in line 1:\n  expected: 8\n  got:      4\n" in result.stdout
    assert "  sample/1 wrote to stderr: 4\n" in result.stdout
    assert "WA wrong-output in sample/1, score 0\n" in result.stdout


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_nothing_of_a_hidden_case_is_shown(shell: Shell, twice: Path, form: list[str]) -> None:
    program = shell.program(CHATTY)

    result = shell.run(program, "--problem", twice, "--all", *form)

    assert result.exit_code == 0
    assert "secret/1" in result.stdout
    for shown in (HIDDEN, str(2 * int(HIDDEN)), HIDDEN[:6]):
        assert shown not in result.output


def test_hidden_cases_have_empty_excerpts(shell: Shell, twice: Path) -> None:
    found = shell.json(shell.program(CHATTY), "--problem", twice, "--all")

    sample, secret, _ = found["cases"]
    assert sample["diff"] == {"line": 1, "expected": "8", "got": "4"}
    assert (sample["output"], sample["errors"]) == ("4\n", "4\n")
    assert (secret["verdict"], secret["cause"]) == ("WA", "wrong-output")
    assert (secret["diff"], secret["output"], secret["errors"]) == (None, "", "")


def test_first_leaves_out_what_lies_behind_a_failure(shell: Shell, twice: Path) -> None:
    program = shell.program(CHATTY)

    first = shell.json(program, "--problem", twice, "--first")
    every = shell.json(program, "--problem", twice, "--all")

    assert [case["name"] for case in first["cases"]] == ["sample/1"]
    assert first["skipped"] == ["secret/1", "secret/2"]
    assert (len(every["cases"]), every["skipped"]) == (3, [])


@pytest.mark.parametrize(
    ("words", "accepted", "wrong"),
    [
        ("short", "AC", "WA"),
        ("grading", "Accepted", "Wrong Answer"),
        ("judge", "ACCEPTED", "WRONG_ANSWER"),
    ],
)
def test_verdicts_in_other_words(
    words: str, accepted: str, wrong: str, shell: Shell, twice: Path
) -> None:
    program = shell.program("n = int(input()); print(n * 2 if n < 6 else 0)\n")

    found = shell.json(program, "--problem", twice, "--all", "--words", words)

    assert found["verdict"] == wrong
    assert [case["verdict"] for case in found["cases"]] == [accepted, wrong, accepted]
    told = shell.run(program, "--problem", twice, "--all", "--words", words).stdout
    assert f"{wrong} wrong-output in secret/1, score" in told


def test_what_is_not_compiled_is_told_with_the_compilers_messages(
    shell: Shell, twice: Path
) -> None:
    source = VERDICTS / "cpp17" / "compile-error.cpp"

    found = shell.json(source, "--problem", twice)
    told = shell.run(source, "--problem", twice)

    assert (found["verdict"], found["cause"], found["score"]) == ("CE", "compiler-error", 0)
    assert (found["cases"], found["compile"]["ok"]) == ([], False)
    assert "was not declared in this scope" in found["compile"]["messages"]
    assert told.exit_code == 0
    assert "not compiled: compiler-error" in told.stdout
    assert "undeclared" in told.stdout
    assert "CE compiler-error, score 0\n" in told.stdout


def test_a_source_that_python_cannot_read_is_not_compiled(shell: Shell, twice: Path) -> None:
    found = shell.json(shell.program("print((\n"), "--problem", twice)

    assert (found["verdict"], found["cause"]) == ("CE", "syntax-error")
    assert "SyntaxError" in found["compile"]["messages"]


def test_the_same_source_is_compiled_once(shell: Shell, twice: Path) -> None:
    source = shell.program("int main() {}\n", "nothing.cpp")

    first = shell.json(source, "--problem", twice)
    second = shell.json(source, "--problem", twice)

    assert (first["compile"]["cached"], second["compile"]["cached"]) == (False, True)
    assert (second["verdict"], second["cause"]) == ("WA", "no-output")


def test_a_language_is_said_where_the_name_does_not_tell(shell: Shell, twice: Path) -> None:
    program = shell.program(RIGHT, "answer.txt")

    assert shell.json(program, "--problem", twice, "--language", "py")["verdict"] == "AC"
    unknown = shell.run(program, "--problem", twice)
    assert unknown.exit_code == 2
    assert "answer.txt: no language by its name; there is" in unknown.stderr


def test_a_question_is_a_problem(shell: Shell, tmp_path: Path) -> None:
    questions = tmp_path / "Questions"
    questions.mkdir()
    (questions / "a_in.txt").write_text("21\n")
    (questions / "a_out.txt").write_text("42\n")
    program = shell.program(RIGHT)

    found = shell.json(program, "--problem", questions / "a")

    assert (found["verdict"], [case["name"] for case in found["cases"]]) == ("AC", ["a"])
    by_name = shell.run(program, "--problem", "a", PYWORKER_PROBLEMS=str(questions))
    assert by_name.exit_code == 0, by_name.output


def test_wrong_usage(shell: Shell, twice: Path) -> None:
    program = shell.program(RIGHT)
    wrong: list[tuple[list[str | Path], str]] = [
        ([], "Say either FILE and --problem FOLDER, or --verify FOLDER alone."),
        ([program], "Say either FILE and --problem FOLDER"),
        (["--problem", twice], "Say either FILE and --problem FOLDER"),
        ([program, "--verify", twice], "Say either FILE and --problem FOLDER"),
        ([program, "--problem", twice, "--language", "cobol"], "language 'cobol': not known here"),
        ([program, "--problem", twice, "--words", "loud"], "Invalid value for '--words'"),
        ([program, "--problem", twice, "--cores", "0"], "Invalid value for '--cores'"),
        ([program, "--problem", "nowhere"], "--problem nowhere: no such folder or question"),
        (["gone.py", "--problem", twice], "'gone.py' does not exist"),
    ]

    for args, told in wrong:
        result = shell.run(*args)

        assert result.exit_code == 2, (args, result.output)
        assert told in " ".join(result.stderr.split())
        assert result.stdout == ""


def test_wrong_settings(shell: Shell, twice: Path, tmp_path: Path) -> None:
    program = shell.program(RIGHT)
    broken = tmp_path / "own.toml"
    broken.write_text("[python3]\nruns = 1\n")

    result = shell.run(program, "--problem", twice, PYWORKER_LANGUAGES=str(broken))

    assert result.exit_code == 2, result.output
    assert "runs" in result.stderr


def test_a_problem_that_cannot_be_judged(shell: Shell, twice: Path) -> None:
    (twice / "data" / "secret" / "2.ans").unlink()

    result = shell.run(shell.program(RIGHT), "--problem", twice)

    assert result.exit_code == 1
    assert result.stderr.startswith(f"pyworker: problem {twice} cannot be judged:")
    assert "2.ans" in result.stderr


def test_a_terminal_shows_progress_and_keeps_the_result(shell: Shell, twice: Path) -> None:
    program = shell.program(RIGHT)
    env = {"PYWORKER_CACHE_DIR": shell.env["PYWORKER_CACHE_DIR"]}

    with Terminal(NO_REDIS, "judge", program, "--problem", str(twice), **env) as terminal:
        terminal.until("answer.py: compiling")
        terminal.until("answer.py: 1 case judged")
        terminal.until("answer.py: 3 cases judged")
        shown = terminal.until("score 100")

        assert "sample/1" in shown
        assert terminal.ended() == 0


def test_ctrl_c_ends_a_judging(shell: Shell, twice: Path) -> None:
    program = shell.program("import time; input(); time.sleep(1.5)\n")
    env = {"PYWORKER_CACHE_DIR": shell.env["PYWORKER_CACHE_DIR"]}

    with Terminal(NO_REDIS, "judge", program, "--problem", str(twice), **env) as terminal:
        terminal.until("answer.py: 1 case judged, 1 failed")
        terminal.type("\x03")

        assert terminal.ended() == 1
        assert "score" not in terminal.seen
        assert "Traceback" not in terminal.seen


def test_verify_finds_all_packages_as_they_expect(shell: Shell) -> None:
    found = shell.json("--verify", PROBLEMS)

    assert found["differ"] == 0, [each for each in found["submissions"] if not each["ok"]]
    assert {each["package"] for each in found["submissions"]} == {
        path.parent.name for path in PROBLEMS.glob("*/problem.yaml")
    }
    assert {each["got"] for each in found["submissions"]} >= {"AC", "WA", "TLE", "RE", "CE"}


def test_verify_tells_what_differs(shell: Shell, twice: Path) -> None:
    for folder, name, source in (
        ("accepted", "right.py", RIGHT),
        ("accepted", "chatty.py", CHATTY),
        ("wrong_answer", "right.py", RIGHT),
    ):
        path = twice / "submissions" / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)

    result = shell.run("--verify", twice.parent)

    assert result.exit_code == 1
    heading, chatty, right, wrong, *rest = result.stdout.splitlines()
    assert heading.split() == VERIFIED
    assert chatty.split()[:4] == ["twice", "accepted/chatty.py", "AC", "WA"]
    assert [line.split()[-1] for line in (chatty, right, wrong)] == ["DIFFERS", "ok", "DIFFERS"]
    assert rest[-1] == "3 submissions, 2 of them not as expected"
    assert any("twice/accepted/chatty.py: judged WA, not AC" in line for line in rest)

    found = shell.json("--verify", twice, status=1)
    assert found["differ"] == 2
    assert found["submissions"][0]["expected"] == ["AC"]
    assert found["submissions"][0]["max_cpu_ms"] > 0


def test_verify_tells_of_a_broken_package_and_goes_on(shell: Shell, twice: Path) -> None:
    accepted = twice / "submissions" / "accepted"
    accepted.mkdir(parents=True)
    (accepted / "right.py").write_text(RIGHT)
    broken = twice.parent / "broken"
    broken.mkdir()
    (broken / "problem.yaml").write_text("limits: many\n")

    found = shell.json("--verify", twice.parent, status=1)

    assert [(each["package"], each["ok"]) for each in found["submissions"]] == [
        ("broken", False),
        ("twice", True),
    ]
    assert "limits" in " ".join(found["submissions"][0]["unmet"])


def test_verify_of_a_folder_without_packages(shell: Shell, tmp_path: Path) -> None:
    result = shell.run("--verify", tmp_path)

    assert result.exit_code == 1
    assert "has no problem package in it" in result.stderr
