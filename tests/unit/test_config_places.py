"""Settings of all places together: which wins, where each came from, what is documented."""

import re
from pathlib import Path

import click
import pytest

from pyworker.config import CapsuleSettings, Settings, default_file, environment, load
from pyworker.config.flags import OPTIONS
from pyworker.config.table import FILE_KEYS, KNOWN, TABLE
from pyworker.errors import ConfigError
from pyworker.transports.redis.endpoint import parse_url


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder beside which the Rails app may be."""
    here = tmp_path / "worker"
    here.mkdir()
    (tmp_path / "benchmark_ui").mkdir()
    monkeypatch.chdir(here)
    return here


def write(folder: Path, source: str) -> Path:
    path = folder / "some.yml"
    path.write_text(source)
    return path


FILE = """\
queues: [of_file]
concurrency: 2
timeout: 3
tag: of file
"""


def test_flags_win_over_the_environment_that_over_the_file_and_that_over_defaults(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, FILE)
    values = {"PYWORKER_CONCURRENCY": "4", "PYWORKER_TIMEOUT": "5"}

    chosen = load(values, {"concurrency": 6, "config_file": str(path)}, parse_url, path)

    assert (chosen.concurrency, chosen.shutdown_timeout_s, chosen.tag) == (6, 5.0, "of file")
    assert chosen.max_retries == 25
    assert chosen.config_file == str(path)
    assert {name: chosen.sources[name] for name in ("concurrency", "tag", "max_retries")} == {
        "concurrency": "-c",
        "tag": f"{path}:4 tag",
        "max_retries": "default",
    }
    assert chosen.sources["shutdown_timeout_s"] == "PYWORKER_TIMEOUT"
    assert chosen.sources["config_file"] == "-C"


def test_every_setting_has_a_source(tmp_path: Path) -> None:
    chosen = load({}, {}, parse_url, write(tmp_path, "capsules: {a: {queues: b}}"))

    computed = {"warnings", "sources"}
    assert chosen.sources.keys() == set(Settings.__dataclass_fields__) - computed


def test_a_wrong_value_is_a_problem_also_where_another_one_wins(tmp_path: Path) -> None:
    path = write(tmp_path, "concurrency: x")

    with pytest.raises(ConfigError) as caught:
        load({"PYWORKER_CONCURRENCY": "y"}, {"concurrency": 3}, parse_url, path)

    assert caught.value.problems == (
        f"{path}:1: concurrency: expected a whole number from 1, got 'x'",
        "PYWORKER_CONCURRENCY: expected a whole number from 1, got 'y'",
    )


def test_queues_and_threads_of_environment_and_flags_are_the_default_capsules(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, "capsules: {default: {queues: a}, b: {queues: c, concurrency: 1}}")

    chosen = load({"WORKER_QUEUE": "x"}, {"concurrency": 8}, parse_url, path)

    assert chosen.capsules == (
        CapsuleSettings("default", (("x", 0),), 8),
        CapsuleSettings("b", (("c", 0),), 1),
    )
    assert (chosen.threads, chosen.queue_names) == (9, ("x", "c"))


def test_rails_threads_win_over_the_file_with_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path, "concurrency: 2")

    chosen = load({"RAILS_MAX_THREADS": "7"}, {}, parse_url, path)
    same = load({"RAILS_MAX_THREADS": "2"}, {}, parse_url, path)
    own = load({"RAILS_MAX_THREADS": "7", "PYWORKER_CONCURRENCY": "9"}, {}, parse_url, path)

    assert chosen.concurrency == 7
    (warning,) = chosen.warnings
    assert warning.startswith(f"RAILS_MAX_THREADS wins over {path}:1 concurrency")
    assert (same.warnings, own.warnings) == ((), ())


def test_the_environments_poll_interval_wins_over_both_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "poll_interval_average: 3\naverage_scheduled_poll_interval: 4")

    chosen = load({"PYWORKER_POLL_INTERVAL": "2"}, {}, parse_url, path)

    assert (chosen.poll_average_s, chosen.poll_interval_s) == (2.0, None)


def test_sources_name_the_env_file_that_a_variable_came_from(folder: Path) -> None:
    (folder / "../benchmark_ui/.env").write_text("REDIS_URL=redis://rails\n")
    (folder / ".env").write_text("PYWORKER_TAG=local\nPOSTGRES_HOST=h\nWORKER_QUEUE=local\n")

    chosen = load(environment({"WORKER_QUEUE": "own", "POSTGRES_DB": "d"}), {}, parse_url)

    assert chosen.sources["redis_url"] == "REDIS_URL in ../benchmark_ui/.env"
    assert chosen.sources["tag"] == "PYWORKER_TAG in .env"
    assert chosen.sources["database"] == "POSTGRES_HOST in .env, POSTGRES_DB"
    assert chosen.sources["queues"] == "WORKER_QUEUE"


def test_the_file_that_is_read_by_itself_lies_in_config(folder: Path) -> None:
    assert default_file() is None
    (folder / "config").mkdir()
    for name in ("sidekiq.yml", "pyworker.yml"):
        path = folder / "config" / name
        path.touch()

        assert default_file() == path.relative_to(folder)


def test_a_file_says_nothing_of_addresses(tmp_path: Path) -> None:
    chosen = load({}, {}, parse_url, write(tmp_path, "redis_url: redis://elsewhere"))

    assert chosen.redis_url == "redis://localhost:6379/0"
    assert "redis_url means nothing to pyworker" in chosen.warnings[0]


ROOT = Path(__file__).parents[2]


def test_every_setting_is_documented_in_all_its_places() -> None:
    page = (ROOT / "docs/configuration.md").read_text()
    example = (ROOT / ".env.example").read_text()

    for setting in TABLE:
        (row,) = re.findall(rf"^\| `{setting.name}`.*$", page, re.MULTILINE)
        names = [*setting.variables, *(key for key, _ in setting.keys), *setting.flag.split()]
        assert [name for name in names if f"`{name}" not in row] == []
    for name in KNOWN:
        assert f"#{name}=" in example, name
    assert "`capsules`" in page
    assert len(FILE_KEYS) == sum(len(setting.keys) for setting in TABLE) + 1


def test_every_flag_of_the_table_is_an_option() -> None:
    @click.command()
    def command() -> None: ...

    for option in OPTIONS:
        option(command)

    said = {name for parameter in command.params for name in parameter.opts}
    assert {setting.flag for setting in TABLE if setting.flag} <= said
    assert {parameter.name for parameter in command.params} - {"verbose", "config_file"} <= {
        setting.name for setting in TABLE
    }
