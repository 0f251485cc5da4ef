"""The size check of `make check`."""

from pathlib import Path

import pytest

from tools import shape


def test_what_fits_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = "    pass\n" * (shape.FUNCTION_LINES - 1)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "fine.py").write_text(f"def fine():\n{body}")

    assert shape.main(tmp_path) == 0
    assert capsys.readouterr().out == "1 files: sizes are fine\n"


def test_every_file_and_function_that_is_too_large_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "        pass\n" * shape.FUNCTION_LINES
    (tmp_path / "tests" / "unit").mkdir(parents=True)
    (tmp_path / "tests" / "unit" / "a.py").write_text(
        f"class A:\n    def one(self):\n{body}    async def two(self):\n{body}"
    )
    (tmp_path / "tests" / "b.py").write_text("x = 1\n" * (shape.FILE_LINES + 1))

    status = shape.main(tmp_path)

    assert status == 1
    assert [
        line.removeprefix(f"{tmp_path}/tests/") for line in capsys.readouterr().out.split("\n")
    ] == [
        "b.py:1: the file has 401 lines, over 400",
        "unit/a.py:2: one has 41 lines, over 40",
        "unit/a.py:43: two has 41 lines, over 40",
        "",
    ]
