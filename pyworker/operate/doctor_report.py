"""What ``pyworker doctor`` finds, and how it is told."""

import statistics
import subprocess
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from pyworker.errors import ConfigError, PyworkerError
from pyworker.judge.languages import Language, load
from pyworker.operate.output import tell
from pyworker.operate.session import settings
from pyworker.operate.table import clean
from pyworker.sandbox.host.finding import Finding, State, missing, ok
from pyworker.sandbox.host.survey import survey
from pyworker.sandbox.native import open_sandbox
from pyworker.sandbox.port import Box, Command, Ended, Limits, Mode, Run, Sandbox

COLOURS = {State.OK: "green", State.MISSING: "red", State.ADVICE: "yellow"}
NAME_WIDTH = 24
RUNS = 20
VERSION_S = 20
Found = dict[str, list[Finding]]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a run of /bin/true in the sandbox came to, as root or as who we are.

    Attributes:
        mode: None where no sandbox could be opened; ``problem`` says why.
        fastest_ms, median_ms: of some runs, from the request to the answer.
        cpu_ms: of the program alone, as its account says.
    """

    mode: Mode | None = None
    problem: str = ""
    boxes: int = 0
    fastest_ms: float = 0.0
    median_ms: float = 0.0
    cpu_ms: float = 0.0
    memory_bytes: int = 0

    @property
    def safe(self) -> bool:
        """Whether untrusted programs can be run."""
        mode = self.mode
        return mode is not None and not self.problem and not mode.insecure and mode.seccomp


def report(as_json: bool) -> None:
    """Print all findings; exit status 1 where untrusted programs cannot be run safely."""
    found = survey()
    found["Languages"] = list(_languages())
    trial = try_sandbox()
    facts = {
        "safe": trial.safe,
        "findings": {
            group: [asdict(finding) for finding in group_found]
            for group, group_found in found.items()
        },
        "trial": asdict(trial),
    }
    tell(as_json, facts, lines(found, trial))
    if not trial.safe:
        raise click.exceptions.Exit(1)


def lines(found: Found, trial: Trial) -> list[str]:
    """Write the findings, one a line with its remedy below, and what a judgement would run in."""
    written = []
    for group, findings in found.items():
        written += [click.style(group, bold=True), *(_line(each) for each in findings), ""]
    return [*written, click.style("Judging", bold=True), *_trial_lines(trial)]


def _line(finding: Finding) -> str:
    state = click.style(f"{finding.state:8}", fg=COLOURS[finding.state])
    line = f"  {state}{finding.name:{NAME_WIDTH}} {clean(finding.text)}"
    return f"{line}\n{'':10}{'':{NAME_WIDTH}} ▸ {finding.remedy}" if finding.remedy else line


def _trial_lines(trial: Trial) -> Iterator[str]:
    mode = trial.mode
    if mode is None:
        yield _line(Finding(State.MISSING, "sandbox", trial.problem))
        return
    layers = {
        "namespaces": ", ".join(mode.namespaces) or "none",
        "cgroups": mode.cgroups,
        "CPU time by": mode.cpu_kind,
        "memory by": mode.memory_kind,
        "system calls": "filtered" if mode.seccomp else "not filtered",
        "user": "one that owns nothing" if mode.user == "other" else "the worker's own",
    }
    yield from (_line(ok(name, text)) for name, text in layers.items())
    yield from (_line(Finding(State.MISSING, "reduced", text)) for text in mode.reduced)
    if trial.problem:
        yield _line(Finding(State.MISSING, "a run of /bin/true", trial.problem))
    else:
        times = f"{trial.median_ms:.1f} ms (fastest {trial.fastest_ms:.1f}) to and fro"
        text = f"{times}; {trial.cpu_ms:.1f} ms on a processor; {trial.boxes} at once"
        yield _line(ok("a run of /bin/true", text))
    if trial.safe:
        yield _line(ok("all in all", "untrusted programs can be run"))


def try_sandbox() -> Trial:
    """Open the sandbox as a judge does, and run a program in it."""
    try:
        sandbox = open_sandbox()
    except PyworkerError as error:
        # The error's own remedy is to call this command.
        return Trial(problem=str(error.__cause__ or error))
    try:
        return _measured(sandbox)
    except PyworkerError as error:
        return Trial(sandbox.mode, str(error), sandbox.boxes)
    finally:
        sandbox.close()


def _measured(sandbox: Sandbox) -> Trial:
    command = Command(("/bin/true",), Limits())
    with sandbox.box() as box:
        box.run(command)  # the first one brings it into memory
        timed = [_timed(box, command) for _ in range(RUNS)]
    took, runs = [s for s, _ in timed], [run for _, run in timed]
    wrong = [run for run in runs if (run.ended, run.exit_code) != (Ended.EXIT, 0)]
    return Trial(
        sandbox.mode,
        f"it ended by {wrong[0].ended}" if wrong else "",
        sandbox.boxes,
        1000 * min(took),
        1000 * statistics.median(took),
        1000 * statistics.median(run.cpu_s for run in runs),
        max(run.memory_bytes for run in runs),
    )


def _timed(box: Box, command: Command) -> tuple[float, Run]:
    began = time.perf_counter()
    run = box.run(command)
    return time.perf_counter() - began, run


def _languages() -> Iterator[Finding]:
    file = settings().languages_file
    try:
        languages = load(Path(file) if file else None)
    except ConfigError as error:
        yield missing("table", "; ".join(error.problems), f"correct {file}")
        return
    for language in languages:
        lacking = language.missing()
        if lacking:
            remedy = f"apt-get install {language.package}" if language.package else ""
            yield missing(language.name, f"{', '.join(lacking)} not found", remedy)
        else:
            yield ok(language.name, _version(language))


def _version(language: Language) -> str:
    """Return the first line that the language's own command for it prints."""
    try:
        done = subprocess.run(  # noqa: S603  of the operator's own table
            language.version_argv(),  # as boxes find it, whatever the operator's PATH says
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=VERSION_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"its version is unknown: {error}"
    return next((line for line in done.stdout.splitlines() if line.strip()), "").strip()
