"""Whose death is whose to settle, as the owner records of one machine tell it."""

from tests.contract.backend import bodies, fetched, job
from tests.contract.redis_backend import RedisBackend


def test_a_dead_process_is_left_to_its_supervisor_while_that_lives(
    redis_backend: RedisBackend,
) -> None:
    dead, other = redis_backend.start(), redis_backend.start()
    body = job()
    fetched(redis_backend, dead, body)
    dead.life.kill()
    dead.life.wait()

    assert other.transport.recover().owners == []
    assert other.transport.bury(dead.identity, set()).returned == 1
    assert redis_backend.queued() == [body]


def test_a_process_of_another_machine_is_never_dead_for_certain(
    redis_backend: RedisBackend,
) -> None:
    far, other = redis_backend.start(), redis_backend.start()
    fetched(redis_backend, far, job())
    redis_backend.kill(far)
    record = redis_backend.admin.hget("pyworker:owners", far.identity)
    boot = record.split(b'"birth": "')[1].split(b" ")[0]
    moved = record.replace(boot, b"00000000-0000-0000-0000-000000000000")
    redis_backend.admin.hset("pyworker:owners", far.identity, moved)

    assert other.transport.recover().owners == []
    assert len(redis_backend.leased()) == 1


def test_leases_are_lists_with_the_oldest_at_the_right_end(redis_backend: RedisBackend) -> None:
    process = redis_backend.start(slots=4)

    deliveries = fetched(redis_backend, process, job(1), job(2), slot=3)

    name = f"pyworker:lease:{process.identity}:3:default"
    assert redis_backend.admin.lrange(name, 0, -1) == bodies(deliveries)[::-1]
