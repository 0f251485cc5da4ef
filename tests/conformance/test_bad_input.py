"""C20 and C21: bad input and hard texts stop nothing, and Ruby can read what became of them."""

import pytest

from tests.conformance.ruby import Ruby
from tests.conformance.service import service
from tests.integration.worker import Queues

FIRST = "Sidekiq::RetrySet.new.first"
DEAD = "Sidekiq::DeadSet.new.first"


@pytest.mark.parametrize("body", ["{not json", "\\xff\\xfe", '{"args": []}', '"text"'])
def test_c20_what_is_no_job_is_dead_as_it_came(
    body: str, redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        ruby.run(f'Sidekiq.redis {{ |c| c.lpush("queue:default", "{escaped(body)}") }}')
        ruby.until("Sidekiq::DeadSet.new.size == 1")
        ruby.run('Record.perform_async("after")')
        assert queues.waited("ran") == '"after"'
        assert worker.stop() == 0

    assert ruby.value(f'{DEAD}.value.b == "{escaped(body)}".b')
    assert ruby.get("/morgue").status == 200
    assert ruby.value("s = Sidekiq::Stats.new; [s.processed, s.failed]") == [1, 0]


def escaped(body: str) -> str:
    return body.replace('"', '\\"')


def test_c20_arguments_that_are_no_array_are_a_failure(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        ruby.run(
            "body = Sidekiq.dump_json('class' => 'Record', 'args' => {'a' => 1})\n"
            "Sidekiq.redis { |c| c.lpush('queue:default', body) }"
        )
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        ruby.run('Record.perform_async("after")')
        assert queues.waited("ran") == '"after"'
        assert worker.stop() == 0

    assert ruby.value(f"e = {FIRST}; [e['error_class'], e['args']]") == ["WrongArguments", {"a": 1}]
    assert ruby.get("/retries").status == 200


def test_c20_an_unknown_class_is_retried_with_the_reason(
    redis_url: str, ruby: Ruby, queues: Queues
) -> None:
    with service(redis_url) as worker:
        ruby.run("Unknown.perform_async(1)")
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        ruby.run('Record.perform_async("after")')
        assert queues.waited("ran") == '"after"'
        assert worker.stop() == 0

    item = ruby.value(f"{FIRST}.item")
    assert item["error_class"] == "UnknownJobClass"
    assert "'Unknown'" in item["error_message"]
    assert item["retry_count"] == 0
    assert "UnknownJobClass" in ruby.get("/retries").text


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ("long", "x" * 10_000),
        ("no-unicode", "a?b"),
        ("nul", "a\0b"),
        ("marks", "\x1b<é\u2028\x7f>"),
    ],
)
def test_c21_hard_error_texts_are_stored_and_shown(
    kind: str, stored: str, redis_url: str, ruby: Ruby
) -> None:
    with service(redis_url):
        ruby.run(f'Mumble.perform_async("{kind}")')
        ruby.until("Sidekiq::RetrySet.new.size == 1")
        ruby.run('Mumble.set(retry: 0).perform_async("' + kind + '")')
        ruby.until("Sidekiq::DeadSet.new.size == 1")

    for entry, pages in ((FIRST, "/retries"), (DEAD, "/morgue")):
        assert ruby.value(f"{entry}['error_message']") == stored
        assert ruby.get(pages).status == 200
        page = ruby.get(f"{pages}/" + ruby.value(f"page_of({entry})"))
        assert page.status == 200
        assert "ValueError" in page.text
