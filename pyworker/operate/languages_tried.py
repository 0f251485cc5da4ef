"""Each installed language tried with a program of its own, and how that is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from pyworker.judge.judge import Judge
from pyworker.judge.judgement import Judgement, Verdict
from pyworker.judge.languages import Language
from pyworker.judge.problem import Blob, Case, Problem
from pyworker.judge.submission import Submission
from pyworker.operate.judge_session import Wiring, told
from pyworker.operate.output import tell, width
from pyworker.operate.session import settings
from pyworker.operate.table import Cell, Column, Row, table
from pyworker.sandbox.port import SandboxFailed

COLUMNS = (
    Column("LANGUAGE"),
    Column("ALIASES", least=12, spare=1),
    Column("VERSION", least=20),
    Column("SELF-TEST", least=20),
    Column("CPU", right=True),
)
WORD = b"world\n"
GREETING = b"hello, " + WORD


@dataclass(frozen=True, slots=True)
class Tried:
    """One installed language.

    ``problem`` is empty where its own program was accepted, and ``verdict`` where it has none.
    """

    name: str
    aliases: tuple[str, ...]
    extensions: tuple[str, ...]
    version: str = ""
    verdict: str = ""
    problem: str = ""
    compile_ms: float = 0
    cpu_ms: float = 0


def try_all(insecure: bool, as_json: bool) -> None:
    """Compile and run a program of each language, and print what came of it."""
    with _judge(insecure) as judge, _problem() as problem:
        tried = [_try(judge, each, problem) for each in judge.languages.installed()]
        missing = [each for each in judge.languages if each.missing()]
    facts = {
        "languages": [asdict(each) for each in tried],
        "missing": [
            {"name": each.name, "programs": each.missing(), "package": each.package}
            for each in missing
        ],
    }
    tell(
        as_json,
        facts,
        [*table(COLUMNS, [_row(each) for each in tried], width()), *_missing_lines(missing)],
    )
    if any(each.problem for each in tried):
        raise click.exceptions.Exit(1)


@contextmanager
def _judge(insecure: bool) -> Iterator[Judge]:
    """Lend a judge with an empty cache: a program from an earlier time would prove nothing."""
    wiring: Wiring = click.get_current_context().find_root().obj
    with TemporaryDirectory(prefix="pyworker-") as folder, told():
        chosen = settings()
        insecure = insecure or chosen.judge_insecure
        chosen = replace(chosen, cache_dir=folder, judge_insecure=insecure)
        with wiring.open_judge(chosen) as judge:
            yield judge


@contextmanager
def _problem() -> Iterator[Problem]:
    with TemporaryDirectory(prefix="pyworker-") as folder:
        given, wanted = Path(folder, "word"), Path(folder, "greeting")
        given.write_bytes(WORD)
        wanted.write_bytes(GREETING)
        case = Case("word", Blob(given, len(WORD)), Blob(wanted, len(GREETING)), hidden=False)
        yield Problem("self-test", (case,))


def _try(judge: Judge, language: Language, problem: Problem) -> Tried:
    row = Tried(language.name, language.aliases, language.extensions)
    try:
        row = replace(row, version=_first_line(judge.version(language)))
        if not language.hello:
            return row
        judgement = judge.judge(Submission(language.hello.encode(), language.name), problem)
    except SandboxFailed as error:
        return replace(row, problem=str(error))
    return replace(
        row,
        verdict=judgement.judged.verdict.value,
        problem=_problem_of(judgement),
        compile_ms=judgement.compilation.cpu_ms,
        cpu_ms=sum(case.cpu_ms for case in judgement.cases),
    )


def _problem_of(judgement: Judgement) -> str:
    judged = judgement.judged
    if judged.verdict is Verdict.AC:
        return ""
    said = judgement.compilation.messages or "".join(case.errors for case in judgement.cases)
    return " ".join(filter(None, (judged.cause, judged.detail, _first_line(said))))


def _first_line(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip()), "")


def _row(tried: Tried) -> Row:
    if not (tried.verdict or tried.problem):
        test = Cell("not tried: its row has no hello", "yellow")
    elif tried.problem:
        test = Cell(f"{tried.verdict or 'failed'}: {tried.problem}", "red")
    else:
        test = Cell("passed", "green")
    cpu = f"{tried.cpu_ms:.0f} ms" if tried.cpu_ms else ""
    return tried.name, " ".join(tried.aliases), tried.version, test, cpu


def _missing_lines(missing: list[Language]) -> list[str]:
    if not missing:
        return []
    lines = [
        f"  {each.name}: {', '.join(each.missing())} not found"
        + (f"; apt install {each.package}" if each.package else "")
        for each in missing
    ]
    return ["", "Not installed, and so not offered:", *lines]
