"""``pyworker bench`` on servers that are named: what it prints, and what it leaves behind."""

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

PROGRAM = [sys.executable, "-m", "pyworker", "bench"]


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *words], check=False, capture_output=True, text=True)


def test_a_small_run_prints_table_and_json_and_leaves_nothing(
    redis_url: str, postgres_url: str
) -> None:
    servers = ["--redis", redis_url, "--database", postgres_url]

    done = run("noop", "service", "depth", "idle", "--jobs", "2000", "--repeat", "1", *servers)

    assert done.returncode == 0, done.stderr
    *printed, last = done.stdout.splitlines()
    assert printed[0].startswith("| what")
    rows = json.loads(last)["rows"]
    assert {row["scenario"] for row in rows} == {"noop", "service", "depth", "idle"}
    assert all(row["figure"] > 0 for row in rows)
    assert len(printed) == len(rows) + 2
    assert "bench: pyworker, 1 process(es):" in done.stderr
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("select to_regnamespace('pyworker_bench')").fetchone() == (None,)


def test_json_goes_to_a_file_and_the_table_alone_to_standard_output(
    redis_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "bench.json"

    done = run(
        "computation", "--jobs", "1000", "--repeat", "1", "--redis", redis_url, "--json", file
    )

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 3
    assert json.loads(file.read_text())["rows"][0]["scenario"] == "computation"


def test_a_redis_that_holds_keys_is_refused(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set("mine", "1")

        done = run("noop", "--redis", redis_url)

        assert client.keys() == [b"mine"]
    assert done.returncode == 1
    assert "holds 1 keys" in done.stderr


@pytest.mark.parametrize("words", [["nop"], ["noop", "--redis", "http://here"]])
def test_what_cannot_be_run_is_refused_at_once(words: list[str]) -> None:
    done = run(*words)

    assert done.returncode == 2
    assert done.stderr.startswith("pyworker: ")


def test_the_scenarios_can_be_listed() -> None:
    done = run("--list")

    assert done.returncode == 0
    assert "one-shot     statistics of one long test run" in done.stdout
