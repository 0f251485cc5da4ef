"""The example submissions of a package, and the verdict that each should get."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyworker.judge.formats import files, rules, tags
from pyworker.judge.formats.document import Document, load
from pyworker.judge.formats.errors import BrokenPackage
from pyworker.judge.formats.patterns import covers
from pyworker.judge.formats.rules import Entry, Rule, Verdicts
from pyworker.judge.judgement import CaseResult, Judgement

FILE = "submissions.yaml"
MOST_BYTES = 1 << 20

# Source: problem package format, appendix "Languages": its codes, for what can be installed here.
_LANGUAGES = {
    ".c": "c",
    ".cc": "cpp",
    ".cpp": "cpp",
    ".cxx": "cpp",
    ".c++": "cpp",
    ".C": "cpp",
    ".go": "go",
    ".java": "java",
    ".js": "javascript",
    ".py": "python3",
    ".py3": "python3",
    ".rb": "ruby",
    ".rs": "rust",
}


@dataclass(frozen=True, slots=True)
class ExpectedSubmission:
    """A program of a package and what should come of it.

    Attributes:
        path: its one source file, below ``submissions``.
        language: as ``submissions.yaml`` says, or by the file's ending; an ending that is not known
            is its own language, which no table has.
        allowed: one of them the whole should be judged as.
        rules: what its cases may and must get.
    """

    path: Path
    language: str
    allowed: Verdicts
    rules: tuple[Rule, ...] = ()

    def unmet(self, judgement: Judgement) -> list[str]:
        """Say in a line each what came out otherwise; nothing where all is as expected."""
        told = [line for rule in self.rules for line in _unmet(rule, judgement)]
        if judgement.judged.verdict not in self.allowed:
            told.insert(0, f"judged {judgement.judged.verdict}, not {_words(self.allowed)}")
        return told


def submissions(package: Path) -> list[ExpectedSubmission]:
    """List a package's submissions, by folder and name.

    Raises:
        BrokenPackage: with all that keeps them from being judged, or does not say what is expected.
    """
    faults: list[str] = []
    root, folder = package.resolve(), package / "submissions"
    said = root / "submissions" / FILE
    document = load(root, said, faults) if said.exists() else Document(FILE, None, faults)
    entries = rules.read(document)
    found = [
        submission
        for name in _programs(folder)
        if (submission := _submission(folder, name, entries, faults))
    ]
    if faults:
        raise BrokenPackage(package, faults)
    return found


def _programs(folder: Path) -> Iterator[str]:
    """Yield the paths of programs below ``submissions``, of one file or a folder each."""
    for kind in sorted(folder.iterdir()) if folder.is_dir() else ():
        if kind.is_dir() and not kind.name.startswith("."):
            for program in sorted(kind.iterdir()):
                if not program.name.startswith("."):
                    yield f"{kind.name}/{program.name}"


def _submission(
    folder: Path, name: str, entries: Mapping[str, Entry], faults: list[str]
) -> ExpectedSubmission | None:
    path = _source(folder, name, faults)
    if path is None:
        return None
    said = rules.covering(entries, name)
    language = next((entry.language for entry in reversed(said) if entry.language), "")
    language = language or _LANGUAGES.get(path.suffix, path.suffix.removeprefix("."))
    try:
        with path.open("rb") as file:
            tagged = tags.expected(file.read(MOST_BYTES))
    except (ValueError, OSError) as error:
        faults.append(f"submissions/{name}: {error}")
        return None
    if tagged is not None:
        return ExpectedSubmission(path, language, tagged)
    held = tuple(rule for entry in said for rule in entry.rules)
    allowed = rules.allowed(held) if held else frozenset()
    if not allowed:
        faults.append(f"submissions/{name}: {_unsaid(name, bool(held))}")
        return None
    return ExpectedSubmission(path, language, allowed, held)


def _source(folder: Path, name: str, faults: list[str]) -> Path | None:
    """Find the one file of a program."""
    path = folder / name
    sources = [path]
    if path.is_dir():
        sources = sorted(each for each in path.rglob("*") if not each.is_dir())
    if len(sources) != 1:
        faults.append(
            f"submissions/{name}: {len(sources)} files; only programs of one file are judged"
        )
        return None
    root = folder.parent.resolve()
    told = files.unfit(root, root / sources[0].relative_to(folder.parent))
    faults += told
    return None if told else sources[0]


def _unsaid(name: str, held: bool) -> str:
    if held:
        return f"what {FILE} permits and requires leaves no verdict"
    kind = name.partition("/")[0]
    return (
        f"nothing is expected of {kind}; known folders are {', '.join(rules.FOLDERS)}; "
        f"or say it in {FILE}, or with @EXPECTED_RESULTS@ in the source"
    )


def _unmet(rule: Rule, judgement: Judgement) -> Iterator[str]:
    cases = [case for case in judgement.cases if covers(rule.scope, case.name)]
    for case in cases:
        if case.judged.verdict not in rule.permitted:
            yield f"{case.name}: {case.judged.verdict}, not {_words(rule.permitted)}"
    skipped = any(covers(rule.scope, name) for name in judgement.skipped)
    if cases and not skipped and not any(_is_of(case, rule.required) for case in cases):
        yield f"no case of {rule.scope or 'all'} got {_words(rule.required)}"


def _is_of(case: CaseResult, verdicts: Verdicts) -> bool:
    return case.judged.verdict in verdicts


def _words(verdicts: Verdicts) -> str:
    return " or ".join(sorted(verdicts))
