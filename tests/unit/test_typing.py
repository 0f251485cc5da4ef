"""What mypy says about users' code: decorators keep signatures, and pushes are held to them."""

import re
from pathlib import Path

import pytest
from mypy import api

# Each line that ends in "# refused: CODE" must be refused with that code, and no other line.
PROGRAM = """
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import assert_type

from pyworker import Client, JobContext, job, push, push_bulk
from pyworker.registry import JobFunction
from pyworker import testing


@job
def bare(run: int) -> str:
    return str(run)


@job("Billing::Invoice", queue="billing", retry=5)
def invoice(customer: int, total: str, note: str = "") -> None: ...


@job("Fetch")
async def fetch(url: str) -> int:
    return len(url)


@job("Many", batch=50)
def many(contexts: Sequence[JobContext]) -> list[Exception | None]:
    return [None for _ in contexts]


@job(batch=50)  # refused: arg-type
def no_batch(run: int) -> None: ...


assert_type(bare(1), str)
assert_type(bare.perform_async(1), str)
assert_type(bare.perform_bulk([[1], [2]]), list[str])
bare("1")  # refused: arg-type
bare.perform_async("1")  # refused: arg-type
bare.perform_async()  # refused: call-arg
bare.perform_in(5, "1")  # refused: arg-type
bare.perform_in("5", 1)  # refused: arg-type

invoice.perform_async(7, "9.50")
invoice.perform_async(7, total="9.50", note="thanks")
invoice.perform_async(7)  # refused: call-arg
invoice.perform_async("7", "9.50")  # refused: arg-type
invoice.perform_async(7, "9.50", colour="red")  # refused: call-arg
invoice.perform_at(datetime.now(UTC), 7, "9.50")
invoice.perform_at(1.9e9, 7, "9.50")
invoice.perform_at("tomorrow", 7, "9.50")  # refused: arg-type
invoice.set(queue="low").perform_async(7, "9.50")
invoice.set(queue="low").perform_async("7", "9.50")  # refused: arg-type
invoice.via(Client()).perform_in(5, 7)  # refused: call-arg

many.perform_async(1, "two")
many([])


async def main() -> None:
    assert_type(await fetch("x"), int)
    assert_type(await fetch.aperform_async("x"), str)
    await fetch.aperform_async(1)  # refused: arg-type
    await fetch.aperform_in(5, 1)  # refused: arg-type
    fetch.perform_async(1)  # refused: arg-type


assert_type(push("Ruby::Report", [1, "two"], queue="ruby"), str)
assert_type(push_bulk("Ruby::Report", [[1], [2]]), list[str])
push(invoice, [1])  # refused: arg-type

with testing.fake() as pushed:
    assert_type(pushed.drain(), int)
    pushed.of(invoice)
    pushed.of("Ruby::Report")
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("typing")
    program = folder / "program.py"
    program.write_text(PROGRAM)
    output, problems, _ = api.run(
        [
            "--strict",
            "--config-file=",
            "--follow-imports=silent",
            f"--cache-dir={folder / 'cache'}",
            str(program),
        ]
    )
    assert not problems
    return output


def test_mypy_refuses_what_the_worker_would(said: str) -> None:
    refused = {
        (int(line), code)
        for line, code in re.findall(r"program\.py:(\d+): error: .*\[([a-z-]+)\]", said)
    }

    expected = {
        (number, line.rpartition("# refused: ")[2])
        for number, line in enumerate(PROGRAM.splitlines(), start=1)
        if "# refused: " in line
    }
    assert refused == expected, said


def test_the_package_says_that_it_is_typed() -> None:
    import pyworker

    assert Path(pyworker.__file__).with_name("py.typed").exists()
