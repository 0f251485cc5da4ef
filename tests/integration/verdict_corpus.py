"""The verdict corpus, judged by a process of its own: as the user that it runs as.

``python -m tests.integration.verdict_corpus python3`` waits for a line (meanwhile it may be put
into cgroups) and prints one JSON object: the sandbox's mode, and what came out of each program, as
``expected.toml`` writes it. Several are judged at once, as a service does.
"""

import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from pyworker import wiring
from pyworker.judge.judge import Judge
from pyworker.judge.judgement import Judgement
from pyworker.judge.problem import MIB, Blob, Case, Problem, ProblemLimits
from pyworker.judge.submission import Submission

CORPUS = Path(__file__).parents[1] / "corpus" / "verdicts"
AT_ONCE = 3
LIMITS = ProblemLimits(
    time_s=0.3,
    memory_bytes=64 * MIB,
    output_bytes=64 << 10,
    compile_time_s=2.0,
    compile_memory_bytes=256 * MIB,
)


def programs(language: str) -> list[Path]:
    """Return the programs in a language."""
    return sorted((CORPUS / language).iterdir())


def judged(judge: Judge, program: Path, case: Case) -> Judgement:
    """Judge one program of the corpus."""
    # Limits of a language's own: no factor makes them longer.
    own = dict.fromkeys(("cpp17", "python3"), LIMITS)
    problem = Problem("sum and product", (case,), LIMITS, own)
    return judge.judge(Submission(program.read_bytes(), program.parent.name), problem)


def only_case(folder: Path) -> Case:
    """Make the test data that all programs are judged with: a sum and a product."""
    return Case("only", blob(folder / "in", b"3 4\n"), blob(folder / "ans", b"7\n12\n"))


def blob(path: Path, content: bytes) -> Blob:
    """Write a file of test data."""
    path.write_bytes(content)
    return Blob(path, len(content))


def main(language: str) -> int:
    """Judge all programs of a language; returns the exit status."""
    sys.stdin.readline()
    with tempfile.TemporaryDirectory() as folder, wiring.open_judge(wiring.settings({})) as judge:
        case = only_case(Path(folder))
        names = programs(language)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            all_judged = list(pool.map(lambda each: judged(judge, each, case), names))
    found = {path.stem: each for path, each in zip(names, all_judged, strict=True)}
    told = {name: " ".join(_told(each)) for name, each in found.items()}
    mode = asdict(next(iter(found.values())).mode)
    print(json.dumps({"mode": mode, "found": told}))
    return 0


def _told(judgement: Judgement) -> list[str]:
    judged = judgement.judged
    return [each for each in (judged.verdict, judged.cause, judged.detail) if each]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
