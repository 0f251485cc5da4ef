"""What else Sidekiq's own processes and its Web UI see of pyworker's moves."""

from pyworker.outcome import DONE, Retry
from tests.contract.backend import job
from tests.contract.redis_backend import RedisBackend


def test_every_way_back_to_a_queue_makes_its_name_known(redis_backend: RedisBackend) -> None:
    # Redis drops an emptied list; the Web UI drops its name with the queue.
    process, other = redis_backend.start((("a", 0),)), redis_backend.start()

    def fetch_and_forget() -> None:
        redis_backend.push("a", job(queue="a"))
        redis_backend.admin.delete("queues")

    fetch_and_forget()
    process.transport.give_back(process.inbox().swap([], 1))
    assert redis_backend.admin.smembers("queues") == {b"a"}

    redis_backend.admin.delete("queues")
    process.inbox().swap([], 1)
    redis_backend.kill(process)
    other.transport.recover()
    assert redis_backend.admin.smembers("queues") == {b"a"}

    redis_backend.admin.delete("queues")
    redis_backend.put("retry", job(queue="b"), 1.0)
    other.transport.promote(2.0)
    assert redis_backend.admin.smembers("queues") == {b"b"}


def test_leaving_makes_the_names_of_its_queues_known(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()
    redis_backend.push("default", job())
    redis_backend.admin.delete("queues")
    process.inbox().swap([], 1)

    process.transport.leave()

    assert redis_backend.admin.smembers("queues") == {b"default"}


def test_ruby_fetches_what_is_given_back_next(redis_backend: RedisBackend) -> None:
    process = redis_backend.start()
    given, later = job(1), job(2)
    redis_backend.push("default", given, later)

    process.transport.give_back(process.inbox().swap([], 1))

    assert redis_backend.admin.rpop("queue:default") == given


def test_keys_beside_sidekiqs_have_pyworkers_prefix_and_no_lease_stays(
    redis_backend: RedisBackend,
) -> None:
    process = redis_backend.start()
    redis_backend.push("default", job(1), job(2))
    inbox = process.inbox()
    one, other = inbox.swap([], 2)

    inbox.swap([(one, DONE), (other, Retry(b"body", 1.0))], 0)

    sidekiqs = {b"processes", b"queues", b"retry", process.identity.encode()}
    others = set(redis_backend.admin.scan_iter("*")) - sidekiqs
    assert {name.partition(b":")[0] for name in others} == {b"pyworker"}
    assert not any(name.startswith(b"pyworker:lease:") for name in others)
