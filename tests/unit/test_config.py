"""Settings: where they come from, what is wrong with them, and what stays secret."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pyworker.config import CapsuleSettings, Settings, environment, load
from pyworker.errors import ConfigError
from pyworker.transports.redis.endpoint import parse_url

HIDDEN = "s3cr3t!"


def settings(values: Mapping[str, str] | None = None, **flags: Any) -> Settings:
    return load(values or {}, flags, parse_url)


def problems(values: Mapping[str, str]) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        settings(values)
    return caught.value.problems


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder beside which the Rails app may be."""
    here = tmp_path / "worker"
    here.mkdir()
    (tmp_path / "benchmark_ui").mkdir()
    monkeypatch.chdir(here)
    return here


def test_without_any_setting_there_are_defaults() -> None:
    chosen = settings()

    assert chosen.redis_url == "redis://localhost:6379/0"
    assert chosen.database == "host='localhost' port='5432'"
    assert chosen.queues == (("default", 0),)
    assert (chosen.concurrency, chosen.processes) == (5, len(os.sched_getaffinity(0)))
    assert (chosen.shutdown_timeout_s, chosen.poll_average_s) == (25, 5)
    assert (chosen.log_level, chosen.log_format) == ("info", "pretty")
    assert (chosen.stats_window, chosen.stats_memory) == ("auto", "allocated")
    assert chosen.metrics == "8"
    assert (chosen.judge_cores, chosen.judge_words, chosen.judge_insecure) == (0, "grading", False)
    assert (chosen.languages_file, chosen.problems_dir) == ("", "")
    assert (chosen.tag, chosen.require, chosen.warnings) == ("", (), ())


@pytest.mark.parametrize(
    ("name", "value", "attribute", "expected"),
    [
        ("REDIS_URL", "rediss://h:1/2", "redis_url", "rediss://h:1/2"),
        ("WORKER_QUEUE", "judge", "queues", (("judge", 0),)),
        ("WORKER_QUEUE", "critical, default,,low", "queues",
         (("critical", 0), ("default", 0), ("low", 0))),
        ("RAILS_MAX_THREADS", "7", "concurrency", 7),
        ("PYWORKER_CONCURRENCY", "9", "concurrency", 9),
        ("PYWORKER_PROCESSES", "3", "processes", 3),
        ("PYWORKER_TIMEOUT", "0", "shutdown_timeout_s", 0.0),
        ("PYWORKER_TIMEOUT", "1.5", "shutdown_timeout_s", 1.5),
        ("PYWORKER_POLL_INTERVAL", "0.05", "poll_average_s", 0.05),
        ("PYWORKER_LOG_LEVEL", "DEBUG", "log_level", "debug"),
        ("PYWORKER_LOG_FORMAT", "json", "log_format", "json"),
        ("PYWORKER_STATS_WINDOW", "task", "stats_window", "task"),
        ("PYWORKER_STATS_MEMORY", "resident", "stats_memory", "resident"),
        ("PYWORKER_TAG", "blue", "tag", "blue"),
        ("PYWORKER_LABELS", "gpu, eu", "labels", ("gpu", "eu")),
        ("PYWORKER_REQUIRE", "my.jobs,b.py", "require", ("my.jobs", "b.py")),
        ("PYWORKER_MAX_RETRIES", "0", "max_retries", 0),
        ("PYWORKER_DEAD_MAX_JOBS", "7", "dead_max_jobs", 7),
        ("PYWORKER_DEAD_TIMEOUT", "60", "dead_timeout_s", 60.0),
        ("RACK_ENV", "staging", "environment", "staging"),
        ("PYWORKER_METRICS", "7", "metrics", "7"),
        ("PYWORKER_METRICS", "OFF", "metrics", "off"),
        ("PYWORKER_JUDGE_CORES", "0", "judge_cores", 0),
        ("PYWORKER_JUDGE_CORES", "3", "judge_cores", 3),
        ("PYWORKER_JUDGE_WORDS", "Judge", "judge_words", "judge"),
        ("PYWORKER_JUDGE_INSECURE", "yes", "judge_insecure", True),
        ("PYWORKER_LANGUAGES", "own.toml", "languages_file", "own.toml"),
        ("PYWORKER_PROBLEMS", "/srv/problems/", "problems_dir", "/srv/problems"),
        ("PYWORKER_CACHE_DIR", "/var/cache/judge", "cache_dir", "/var/cache/judge"),
        ("XDG_CACHE_HOME", "/var/cache", "cache_dir", "/var/cache/pyworker"),
        ("XDG_CACHE_HOME", "relative", "cache_dir", settings().cache_dir),
        ("HOME", "/home/me", "cache_dir", "/home/me/.cache/pyworker"),
    ],
)  # fmt: skip
def test_each_variable_has_its_setting(
    name: str, value: str, attribute: str, expected: object
) -> None:
    chosen = settings({name: value})

    assert getattr(chosen, attribute) == expected
    assert chosen.warnings == ()


def test_pyworkers_own_number_of_threads_wins_over_the_rails_apps() -> None:
    chosen = settings({"RAILS_MAX_THREADS": "7", "PYWORKER_CONCURRENCY": "9"})

    assert chosen.concurrency == 9


def test_an_empty_variable_counts_as_absent() -> None:
    chosen = settings({"REDIS_URL": "", "PYWORKER_TIMEOUT": "", "WORKER_QUEUE": ""})

    assert chosen == settings()


def test_flags_win_where_they_say_something() -> None:
    values = {"PYWORKER_CONCURRENCY": "9", "WORKER_QUEUE": "low", "PYWORKER_TAG": "env"}

    chosen = settings(values, concurrency=2, queues=(("high", 3),), tag=None)

    assert (chosen.concurrency, chosen.queues, chosen.tag) == (2, (("high", 3),), "env")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "http://localhost"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://localhost/first"),
        *(("WORKER_QUEUE", value) for value in (",", " ", " , ", ",,")),
        ("DATABASE_URL", "mysql://localhost/app"),
        ("DATABASE_URL", "benchmark"),
        ("POSTGRES_PORT", "five"),
        *(("RAILS_MAX_THREADS", value) for value in ("0", "-1", "five", "1.5", "²", "1_0")),
        *(("PYWORKER_CONCURRENCY", value) for value in ("0", "-1", "many")),
        *(("PYWORKER_PROCESSES", value) for value in ("0", "x")),
        *(("PYWORKER_MAX_RETRIES", value) for value in ("-1", "many")),
        *(("PYWORKER_DEAD_MAX_JOBS", value) for value in ("0", "9" * 30)),
        *(("PYWORKER_DEAD_TIMEOUT", value) for value in ("0", "x")),
        *(("REDIS_PROVIDER", value) for value in ("NONE", "redis://h")),
        *(("PYWORKER_TIMEOUT", value) for value in ("-1", "soon", "nan", "inf")),
        *(("PYWORKER_POLL_INTERVAL", value) for value in ("0", "0.01", "nan", "1e999")),
        ("PYWORKER_LOG_LEVEL", "loud"),
        ("PYWORKER_LOG_FORMAT", "xml"),
        ("PYWORKER_STATS_WINDOW", "some"),
        ("PYWORKER_STATS_MEMORY", "virtual"),
        ("PYWORKER_JUDGE_CORES", "-1"),
        ("PYWORKER_JUDGE_WORDS", "long"),
        ("PYWORKER_JUDGE_INSECURE", "perhaps"),
        ("PYWORKER_CACHE_DIR", "a\0b"),
    ],
)
def test_a_wrong_value_is_a_problem_under_its_own_name(name: str, value: str) -> None:
    (problem,) = problems({name: value})

    assert problem.startswith(f"{name}: expected ")


def test_all_problems_are_told_at_once() -> None:
    values = {
        "REDIS_URL": "ftp://h",
        "RAILS_MAX_THREADS": "x",
        "PYWORKER_TIMEOUT": "x",
        "PYWORKER_LOG_FORMAT": "x",
        "DATABASE_URL": "x",
    }

    found = problems(values)

    assert {problem.partition(":")[0] for problem in found} == set(values)
    with pytest.raises(ConfigError, match=r"(?s)REDIS_URL.*\n.*PYWORKER_TIMEOUT"):
        settings(values)


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("REDIS_ULR", "REDIS_URL"),
        ("WORKER_QUEU", "WORKER_QUEUE"),
        ("DATABASE_ULR", "DATABASE_URL"),
        ("POSTGRES_PASWORD", "POSTGRES_PASSWORD"),
        ("RAILS_MAX_THREAD", "RAILS_MAX_THREADS"),
        ("PYWORKER_CONCURENCY", "PYWORKER_CONCURRENCY"),
        ("PYWORKER_THREADS", "PYWORKER_"),
    ],
)
def test_a_variable_that_looks_like_ours_is_warned_of(typo: str, meant: str) -> None:
    (warning,) = settings({typo: HIDDEN}).warnings

    assert warning.startswith(f"{typo} is set but means nothing; did you mean {meant}")
    assert HIDDEN not in warning


@pytest.mark.parametrize("name", ["PATH", "HOME", "REDIS", "RAILS_ENV", "PGPASSWORD", "LANG"])
def test_other_programs_variables_are_none_of_our_business(name: str) -> None:
    assert settings({name: "x"}).warnings == ()


def test_a_database_url_is_taken_as_it_is() -> None:
    url = f"postgresql://user:{HIDDEN}@db:5433/app"

    chosen = settings({"DATABASE_URL": url})

    assert (chosen.database, chosen.warnings) == (url, ())


def test_the_five_make_a_connection_string() -> None:
    chosen = settings(
        {
            "POSTGRES_HOST": "db",
            "POSTGRES_PORT": "5433",
            "POSTGRES_USER": "me",
            "POSTGRES_PASSWORD": "it's \\ hard",
            "POSTGRES_DB": "app",
        }
    )

    assert chosen.database == (
        "host='db' port='5433' user='me' password='it\\'s \\\\ hard' dbname='app'"
    )


def test_where_both_are_set_the_five_win_and_the_log_says_so() -> None:
    chosen = settings(
        {"DATABASE_URL": f"postgresql://u:{HIDDEN}@db/app", "POSTGRES_PASSWORD": HIDDEN}
    )

    assert chosen.database == f"host='localhost' port='5432' password='{HIDDEN}'"
    (warning,) = chosen.warnings
    assert "DATABASE_URL and POSTGRES_*" in warning
    assert HIDDEN not in warning


@pytest.mark.parametrize(
    "values",
    [
        {"REDIS_URL": f"http://user:{HIDDEN}@h"},
        {"REDIS_URL": f"redis://user:{HIDDEN}@h/first"},
        {"REDIS_URL": f"redis://user:{HIDDEN}@h:port/0"},
        {"REDIS_URL": f"redis://user:{HIDDEN}/word@h:6379/0"},
        {"REDIS_URL": f"redis://user:/{HIDDEN}@h"},
        {"REDIS_PROVIDER": f"redis://:{HIDDEN}@h"},
        {"REDIS_PROVIDER": "MY_REDIS", "MY_REDIS": f"http://:{HIDDEN}@h"},
        {"DATABASE_URL": f"mysql://user:{HIDDEN}@h/app"},
        {"DATABASE_URL": HIDDEN},
        {"POSTGRES_PORT": "x", "POSTGRES_PASSWORD": HIDDEN},
    ],
)
def test_no_problem_repeats_a_password(values: Mapping[str, str]) -> None:
    assert HIDDEN not in "\n".join(problems(values))


def test_the_environment_wins_over_the_rails_apps_file_and_that_over_the_local_one(
    folder: Path,
) -> None:
    (folder / "../benchmark_ui/.env").write_text("REDIS_URL=rails\nWORKER_QUEUE=rails\n")
    (folder / ".env").write_text("REDIS_URL=local\nWORKER_QUEUE=local\nPYWORKER_TAG=local\n")

    values = environment({"REDIS_URL": "environment"})

    assert values == {
        "REDIS_URL": "environment",
        "WORKER_QUEUE": "rails",
        "PYWORKER_TAG": "local",
    }


def test_without_files_the_environment_is_all(folder: Path) -> None:
    assert environment({"A": "1"}) == {"A": "1"}
    assert not list(folder.iterdir())


def test_settings_are_shown_without_their_passwords() -> None:
    chosen = settings({"REDIS_URL": f"redis://:{HIDDEN}@h", "POSTGRES_PASSWORD": HIDDEN})

    assert HIDDEN in chosen.redis_url
    assert HIDDEN in chosen.database
    assert HIDDEN not in repr(chosen)


@pytest.mark.parametrize("line", ["REDIS_URL", "REDIS_URL=", "REDIS_URL=''"])
def test_a_name_without_a_value_in_a_file_counts_as_absent(folder: Path, line: str) -> None:
    (folder / ".env").write_text(f"{line}\n# comment\nexport WORKER_QUEUE='a b'\n")

    assert environment({}) == {"WORKER_QUEUE": "a b"}


@pytest.mark.parametrize(
    ("empty", "full"), [("../benchmark_ui/.env", ".env"), (".env", "../benchmark_ui/.env")]
)
def test_an_empty_value_in_a_file_does_not_hide_the_other_files(
    folder: Path, empty: str, full: str
) -> None:
    (folder / empty).write_text("REDIS_URL=\n")
    (folder / full).write_text("REDIS_URL=redis://there\n")

    assert environment({}) == {"REDIS_URL": "redis://there"}


def test_without_a_file_there_is_one_capsule() -> None:
    assert settings().capsules == (CapsuleSettings("default", (("default", 0),), 5),)


def test_redis_may_be_named_by_another_variable() -> None:
    chosen = settings({"REDIS_PROVIDER": "MY_REDIS", "MY_REDIS": "redis://my", "REDIS_URL": "x"})

    assert (chosen.redis_url, chosen.sources["redis_url"]) == ("redis://my", "MY_REDIS")


def test_a_problem_of_a_named_redis_has_that_name() -> None:
    (problem,) = problems({"REDIS_PROVIDER": "MY_REDIS", "MY_REDIS": "http://my"})

    assert problem.startswith("MY_REDIS: expected redis://")
