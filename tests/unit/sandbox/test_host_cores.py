"""One processor of each core."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworker.sandbox.host.cores import one_of_each, parse_cpus, physical_cores, siblings


@pytest.mark.parametrize(
    ("text", "cpus"),
    [
        ("0", {0}),
        ("0-3\n", {0, 1, 2, 3}),
        ("0,4", {0, 4}),
        ("1-2,8,10-11", {1, 2, 8, 10, 11}),
        ("", set()),
    ],
)
def test_lists_of_processors(text: str, cpus: set[int]) -> None:
    assert parse_cpus(text) == cpus


@given(st.sets(st.integers(0, 300)))
def test_lists_of_single_processors(cpus: set[int]) -> None:
    assert parse_cpus(",".join(map(str, cpus))) == cpus


def test_two_threads_a_core(tmp_path: Path) -> None:
    # Given four cores of two threads, numbered as Intel does: 0 and 4 are one core
    for cpu in range(8):
        folder = tmp_path / f"cpu{cpu}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{cpu % 4},{cpu % 4 + 4}\n")

    def core_of(cpu: int) -> set[int]:
        return siblings(cpu, tmp_path)

    assert one_of_each(range(8), core_of) == [0, 1, 2, 3]
    assert one_of_each({5, 1, 6}, core_of) == [1, 6]
    assert one_of_each({7}, core_of) == [7]


def test_where_the_kernel_tells_nothing_each_is_a_core(tmp_path: Path) -> None:
    assert siblings(3, tmp_path) == {3}


def test_this_machines_cores_are_ours() -> None:
    cores = physical_cores()

    assert cores == sorted(set(cores) & os.sched_getaffinity(0))
    assert cores
