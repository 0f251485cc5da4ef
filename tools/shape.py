"""Fail where a file has over 400 lines or a function over 40: no linter watches sizes."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDERS = ("pyworker", "tests", "tools")
# Programs to be judged: some are no Python.
LEFT_OUT = "tests/corpus"
FILE_LINES = 400
FUNCTION_LINES = 40


def too_large(path: Path) -> Iterator[str]:
    """Name what is too large in a file, as ``path:line: what``."""
    source = path.read_text()
    lines = source.count("\n")
    if lines > FILE_LINES:
        yield f"{path}:1: the file has {lines} lines, over {FILE_LINES}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {lines} lines, over {FUNCTION_LINES}"


def main(root: Path = Path()) -> int:
    """List all that is too large below ``root``; returns the exit status."""
    files = sorted(
        file
        for folder in FOLDERS
        for file in (root / folder).rglob("*.py")
        if not file.is_relative_to(root / LEFT_OUT)
    )
    found = [line for file in files for line in too_large(file)]
    print("\n".join(found) if found else f"{len(files)} files: sizes are fine")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
