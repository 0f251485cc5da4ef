"""Sidekiq's file: read as Rails teams have it, and refused with reasons."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pyworker.config import CapsuleSettings, Settings, erb, load
from pyworker.config.table import FILE_KEYS
from pyworker.config.yml import parse
from pyworker.errors import ConfigError
from pyworker.transports.redis.endpoint import parse_url

RAILS = """\
# Sample configuration file for Sidekiq; threads: <%= Rails.env %>
---
:verbose: false
:pidfile: ./tmp/pids/sidekiq.pid
:concurrency: <%= ENV.fetch("SIDEKIQ_THREADS", 5).to_i %>
:timeout: <%= Integer(ENV['STOP'] || 8) %>
:max_retries: <%= Settings.sidekiq.retries %>
:labels:
  - gpu
  - <%= ENV['REGION'] %>
:require: ./config/environment.rb
:queues:
  - [critical, 3]
  - "mailers,2"
  - default
<% if ENV['LOW'] %>
  - :low
<% end %>

:capsules:
  :single:
    :concurrency: 1
    :queues:
      - exports
  rest:
    queues: [a, [b, 2]]

:scheduler:
  :schedule:
    nightly: { cron: "0 0 * * *", class: Nightly }

defaults: &defaults
  concurrency: 7

development:
  <<: *defaults
  :tag: dev
production:
  :concurrency: 25
  :average_scheduled_poll_interval: 15
  :dead_max_jobs: 100_000
  :dead_timeout_in_seconds: 3600
"""


def settings(
    folder: Path, source: str, values: Mapping[str, str] | None = None, **flags: Any
) -> Settings:
    path = folder / "sidekiq.yml"
    path.write_bytes(source.encode("utf-8", "surrogatepass"))
    return load(values or {}, flags, parse_url, path)


def problems(folder: Path, source: str, values: Mapping[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        settings(folder, source, values)
    return [problem.removeprefix(f"{folder}/sidekiq.yml") for problem in caught.value.problems]


def warnings(folder: Path, source: str, **values: str) -> list[str]:
    found = settings(folder, source, values).warnings
    return [warning.removeprefix(f"{folder}/sidekiq.yml") for warning in found]


def test_a_file_of_a_rails_team_is_read_as_it_is(tmp_path: Path) -> None:
    chosen = settings(tmp_path, RAILS, {"REGION": "eu"})

    assert chosen.queues == (("critical", 3), ("mailers", 2), ("default", 0), ("low", 0))
    assert (chosen.concurrency, chosen.shutdown_timeout_s, chosen.tag) == (7, 8.0, "dev")
    assert (chosen.labels, chosen.log_level, chosen.max_retries) == (("gpu", "eu"), "info", 25)
    assert chosen.extra_capsules == (
        CapsuleSettings("single", (("exports", 0),), 1),
        CapsuleSettings("rest", (("a", 0), ("b", 2)), 7),
    )
    assert chosen.require == ()
    assert chosen.threads == 7 + 1 + 7
    assert chosen.queue_names == (
        "critical", "mailers", "default", "low", "exports", "a", "b"
    )  # fmt: skip


def test_what_is_not_ours_or_is_ruby_is_warned_of_by_line(tmp_path: Path) -> None:
    assert warnings(tmp_path, RAILS) == [
        ":7: <%= Settings.sidekiq.retries %> is ignored, Ruby is not run here: what it would write "
        "is not set",
        ":16: <% if ENV['LOW'] %> is ignored, Ruby is not run here: its lines all count",
        ":4: pidfile means nothing to pyworker, and is ignored",
        ":28: scheduler means nothing to pyworker, and is ignored",
        ":11 require: ./config/environment.rb is neither a Python module nor a .py file, ignored",
    ]


def test_an_environments_section_wins_over_the_top(tmp_path: Path) -> None:
    chosen = settings(tmp_path, RAILS, {"RAILS_ENV": "production"})

    assert (chosen.environment, chosen.concurrency, chosen.tag) == ("production", 25, "")
    assert (chosen.poll_average_s, chosen.dead_max_jobs) == (15.0, 100_000)
    assert chosen.dead_timeout_s == 3600.0
    assert chosen.queues[0] == ("critical", 3)


@pytest.mark.parametrize(
    ("values", "flags", "expected"),
    [
        ({}, {}, "development"),
        ({"RACK_ENV": "a"}, {}, "a"),
        ({"RACK_ENV": "a", "RAILS_ENV": "b"}, {}, "b"),
        ({"RACK_ENV": "a", "RAILS_ENV": "b", "APP_ENV": "c"}, {}, "c"),
        ({"APP_ENV": "c"}, {"environment": "d"}, "d"),
    ],
)
def test_which_section_counts(
    values: dict[str, str], flags: dict[str, str], expected: str, tmp_path: Path
) -> None:
    source = "".join(f"{name}: {{tag: of {name}}}\n" for name in ("development", *"abcd"))

    chosen = settings(tmp_path, source, values, **flags)

    assert (chosen.environment, chosen.tag) == (expected, f"of {expected}")
    assert chosen.warnings == ()


@pytest.mark.parametrize(
    ("source", "attribute", "expected"),
    [
        ("queues: one", "queues", (("one", 0),)),
        ("queues: [a, 'b,2', [c, 3], [d], :e, 6]", "queues",
         (("a", 0), ("b", 2), ("c", 3), ("d", 0), ("e", 0), ("6", 0))),
        ("queues:\n- [a, '4']\n", "queues", (("a", 4),)),
        ("queues: [:a, [:b, 2], [':c', 3]]", "queues", (("a", 0), ("b", 2), ("c", 3))),
        ('{:tag: x, "concurrency":2, :labels: [:"y"]}', "tag", "x"),
        ('{:tag: x, "concurrency":2}', "concurrency", 2),
        ("queues: []", "queues", (("default", 0),)),
        ("concurrency: '9'", "concurrency", 9),
        ("concurrency:", "concurrency", 5),
        ("processes: 3", "processes", 3),
        ("timeout: 1.5", "shutdown_timeout_s", 1.5),
        ("verbose: true", "log_level", "debug"),
        ("log_level: error\nverbose: false", "log_level", "error"),
        ("log_format: json", "log_format", "json"),
        ("poll_interval_average: 3", "poll_interval_s", 3.0),
        ("average_scheduled_poll_interval: 3", "poll_average_s", 3.0),
        ("max_retries: 0", "max_retries", 0),
        ("tag: 7", "tag", "7"),
        ("labels: a", "labels", ("a",)),
        ("labels: [a, 1]", "labels", ("a", "1")),
        ("require: my.jobs", "require", ("my.jobs",)),
        ("require: [./jobs.py, ./boot.rb, ., a/b]", "require", ("./jobs.py",)),
        ("capsules: {default: {queues: [x], concurrency: 2}}", "queues", (("x", 0),)),
        ("concurrency: 1\ncapsules: {default: {concurrency: 2}}", "concurrency", 2),
        ("'': 1\n? [a]\n: 2\ntag: x", "tag", "x"),
        ("tag: first\n---\ntag: second", "tag", "first"),
        ("", "tag", ""),
        ("# nothing", "tag", ""),
        ("---", "tag", ""),
    ],
)  # fmt: skip
def test_each_key_has_its_setting(
    source: str, attribute: str, expected: object, tmp_path: Path
) -> None:
    assert getattr(settings(tmp_path, source), attribute) == expected


def test_all_wrong_values_are_told_at_once_by_line_and_key(tmp_path: Path) -> None:
    source = """\
concurrency: many
queues: {a: 1}
timeout: [1]
capsules:
  a: 5
  b: {queues: [x], concurrency: 0}
  c: {concurrency: 2}
  default: {queues: [[x, y]]}
verbose: 3
tag: [x]
labels: 2024-99-99
dead_max_jobs: true
"""

    assert sorted(problems(tmp_path, source)) == [
        ":10: tag: expected a text, got a list",
        ":11: labels: a value cannot be read",
        ":12: dead_max_jobs: expected a whole number from 1, got True",
        ":1: concurrency: expected a whole number from 1, got 'many'",
        ":3: timeout: expected a number from 0, got a list",
        ":4: capsules.a: expected queues and concurrency, got 5",
        ":4: capsules.b.concurrency: expected a whole number from 1, got 0",
        ":4: capsules.c.queues: expected names of queues, got none",
        ":4: capsules.default.queues: expected names, name,weight or [name, weight] "
        "(weight 0 to 999), got a list",
        ":4: queues: expected names, name,weight or [name, weight] (weight 0 to 999), got a list",
        ":9: verbose: expected true or false, got 3",
    ]


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("- a\n- b", ": expected keys with values, as `concurrency: 5`"),
        ("text", ": expected keys with values, as `concurrency: 5`"),
        ("a: 1\nb: [", ":2: is no YAML: expected the node content, but found '<stream end>'"),
        ("a: *b", ":1: is no YAML: found undefined alias 'b'"),
        ("a: \x00", ": is no YAML: special characters are not allowed"),
        ('tag: "\\UFFFFFFFF"', ": is no YAML: a value cannot be read"),
        ("[" * 3000, ": is no YAML: it is nested too deeply"),
        ("tag: !ruby/object:X {}", ":1: tag: could not determine a constructor for the tag "
         "'!ruby/object:X'"),
        ("queues: [x, 1000]\ntag: &a [*a]", ":2: tag: found unconstructable recursive node"),
        ("queues: ['a,1000']", ":1: queues: expected names, name,weight or [name, weight] "
         "(weight 0 to 999), got 'a,1000'"),
        ("capsules: [a]", ":1: capsules: expected names of capsules, got a list"),
        ('tag: "\\ud800"', ":1: tag: expected a text in UTF-8, got '\\ud800'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_sentence(source: str, problem: str, tmp_path: Path) -> None:
    assert problems(tmp_path, source) == [problem]


def test_a_file_that_is_not_there_or_no_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "latin.yml").write_bytes(b"tag: caf\xe9")

    for name, problem in (
        ("none.yml", "no such file"),
        (".", "cannot be read: Is a directory"),
        ("latin.yml", "expected UTF-8, got other bytes at 8"),
    ):
        with pytest.raises(ConfigError, match=problem):
            load({}, {}, parse_url, tmp_path / name)


def test_problems_of_the_file_are_told_beside_all_others(tmp_path: Path) -> None:
    found = problems(tmp_path, "a: [", {"REDIS_URL": "http://x", "PYWORKER_TIMEOUT": "soon"})

    assert [problem.partition(": ")[0] for problem in found] == [
        ":1",
        "REDIS_URL",
        "PYWORKER_TIMEOUT",
    ]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ENV['X'] || 5", "7"),
        ('ENV["NONE"] || 5', "5"),
        ('ENV.fetch("X", 5)', "7"),
        ("ENV.fetch('NONE', 5)", "5"),
        ("ENV.fetch('NONE') { 5 }", "5"),
        ("ENV.fetch('X')", "7"),
        ("Integer(ENV.fetch('NONE', '5'))", "5"),
        ("Integer(ENV['X'] || 5)", "7"),
        ("ENV['X']", "7"),
        ("ENV['NONE']", ""),
        ("ENV['NONE'] || nil", ""),
        ("ENV['NONE'] || ENV['ALSO_NONE'] || 5", "5"),
        ("ENV.fetch('NONE', ENV.fetch('X', 1))", "7"),
        ("(ENV['NONE'] || 12).to_i", "12"),
        ("ENV['NONE'].to_i", "0"),
        ("ENV['PREFIX'].to_i", "0"),
        ("ENV['EMPTY'] || 5", ""),
        ("ENV['X'].to_s", "7"),
        ("Float(ENV['X']).to_f", "7"),
        ("1_000", "1000"),
        ("'a b'", "a b"),
    ],
)
def test_erb_that_reads_variables_is_understood(code: str, expected: str) -> None:
    values = {"X": "7", "PREFIX": "app", "EMPTY": ""}

    assert erb.evaluate(code, values) == expected


@pytest.mark.parametrize(
    "code",
    [
        "", "X", "ENV", "ENV['X", "ENV[X]", "ENV.fetch('NONE')", "ENV.fetch", "Rails.env",
        "`id`", "system('id')", "5.minutes", "5 + 5", "ENV['X'] ? 1 : 2", '"#{ENV}"', "|| 5",
        "ENV['X'] ||", "(5", "5)", "Integer 5", "File.read('/etc/passwd')", "-1", "(" * 500,
        "5 || " * 100 + "5", "ENV['X']\n\x00",
    ],
)  # fmt: skip
def test_any_other_ruby_is_not(code: str) -> None:
    with pytest.raises(erb.NotUnderstood):
        erb.evaluate(code, {"X": "7"})


@pytest.mark.parametrize(
    ("source", "tag", "told"),
    [
        ("tag: a<%= x %>b", "", 1),
        ("tag: <%= x -%>", "", 1),
        ("tag: '<%= x %>'", "", 1),
        ("tag: <%# a comment %>z", "z", 0),
        ("# <%= x %>\ntag: z", "z", 0),
        ("<%= x %>\ntag: z", "z", 1),
        ("<% y = 1 %>\ntag: z", "z", 1),
        ("<%=\n x\n%>\nconcurrency: <%= y %>\ntag: z", "z", 2),
        ("<%= x %>: 5\ntag: z", "z", 1),
        ("labels: [<%= x %>, <%= y %>]\ntag: z", "z", 2),
        ("production:\n  <%= x %>\ntag: z", "z", 1),
    ],
)
def test_a_value_that_only_ruby_knows_is_not_set(
    source: str, tag: str, told: int, tmp_path: Path
) -> None:
    chosen = settings(tmp_path, source)

    assert (chosen.tag, chosen.concurrency, chosen.labels) == (tag, 5, ())
    assert len([text for text in chosen.warnings if "Ruby is not run here" in text]) == told


def test_lines_are_told_as_they_are_in_the_file(tmp_path: Path) -> None:
    source = "<%\n  x = 1\n%>\nconcurrency: <%= y %>\nnonsense: 1\ntimeout: soon"

    (problem,) = problems(tmp_path, source)

    assert problem == ":6: timeout: expected a number from 0, got 'soon'"
    assert [text.split(" ")[0] for text in warnings(tmp_path, source[: source.index("timeout")])] \
        == [":1:", ":4:", ":5:"]  # fmt: skip


def test_a_secret_variable_is_not_repeated_by_warnings(tmp_path: Path) -> None:
    source = "nonsense: <%= ENV['KEY'] %>\ntag: <%= f ENV['KEY'] %>"

    assert "s3cr3t" not in "".join(warnings(tmp_path, source, KEY="s3cr3t"))


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates()
)
KEYS = st.sampled_from([*sorted(FILE_KEYS), "default", "development", ":queues", "other"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=6).map(yaml.safe_dump))
@example("concurrency: " + "9" * 5000)
@example("queues: [" + "9" * 5000 + "]")
@example("tag: " + "9" * 5000)
@example("tag: !!int ''")
@example("tag: !!bool x")
@example("tag: !!timestamp x")
@example("tag: !!binary x")
@example("timeout: .nan")
@example("? {a: b}\n: c")
@example("development: &a {<<: *a}")
@example("capsules: &a {a: *a}")
@example("%YAML 1." + "9" * 5000 + "\n---\na: 1")
def test_any_values_are_settings_or_a_config_error(
    tmp_path_factory: pytest.TempPathFactory, source: str
) -> None:
    try:
        chosen = settings(tmp_path_factory.getbasetemp(), source)
    except ConfigError:
        return

    assert chosen.queues
    assert chosen.threads >= 1


@given(st.one_of(
    st.text(),
    st.text(alphabet="a:-[]{}&*!<>%='\"|#,?\n \t\ue000\x00"),
    st.tuples(st.integers(0, len(RAILS)), st.integers(0, len(RAILS)), st.text(max_size=5)).map(
        lambda cut: RAILS[: cut[0]] + cut[2] + RAILS[cut[1] :]
    ),
))  # fmt: skip
def test_any_text_is_a_file_or_a_config_error(source: str) -> None:
    try:
        found = parse(source, "sidekiq.yml", "development", {}, FILE_KEYS)
    except ConfigError:
        return

    assert found.entries.keys() <= FILE_KEYS
