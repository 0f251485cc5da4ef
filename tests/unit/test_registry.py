"""The decorator, the table of job classes, and the job that is running."""

import inspect
from typing import Any

import pytest

from pyworker import registry as registry_module
from pyworker.errors import UnknownJobClass
from pyworker.job import Job
from pyworker.registry import JobContext, JobSpec, Later, Registry, current, current_job, job


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    fresh = Registry()
    monkeypatch.setattr(registry_module, "registry", fresh)
    return fresh


def test_a_bare_decorator_takes_the_functions_name(registry: Registry) -> None:
    @job
    def clean_up(days: int) -> int:
        return days

    assert registry.find("clean_up") == clean_up.spec
    assert clean_up.spec.queue == "default"
    assert clean_up.spec.retry is True
    assert (clean_up.spec.timeout_s, clean_up.spec.batch, clean_up.spec.is_async) == (
        None,
        1,
        False,
    )


def test_a_decorator_without_arguments_takes_the_functions_name(registry: Registry) -> None:
    @job()
    def clean_up() -> None: ...

    assert [spec.class_name for spec in registry] == ["clean_up"]


def test_a_class_name_may_hold_colons_and_options(registry: Registry) -> None:
    @job("Billing::Invoice", queue="billing", retry=5, timeout_s=30)
    def invoice(customer_id: int) -> None: ...

    spec = registry.find("Billing::Invoice")

    assert (spec.queue, spec.retry, spec.timeout_s) == ("billing", 5, 30)
    assert str(spec.signature) == "(customer_id: int) -> None"
    assert invoice.spec is spec


@pytest.mark.parametrize("names", [["A", "B::C"], ("A", "B::C")])
def test_several_names_share_a_handler(registry: Registry, names: Any) -> None:
    @job(names, retry=False)
    def both() -> None: ...

    assert [spec.class_name for spec in registry] == ["A", "B::C"]
    assert len({spec.handler for spec in registry}) == 1
    assert all(spec.retry is False for spec in registry)
    assert both.spec.class_name == "A"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"queue": ""}, "queue"),
        ({"retry": -1}, "retry"),
        ({"timeout_s": 0}, "timeout_s"),
        ({"timeout_s": -1.5}, "timeout_s"),
        ({"batch": 0}, "batch"),
        ({"batch": -3}, "batch"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused_by_name(
    registry: Registry, options: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueError, match=f"^{named}: expected"):
        job("A", **options)

    assert len(registry) == 0


def test_two_handlers_for_a_class_are_refused_and_both_are_named() -> None:
    @job("A")
    def first() -> None: ...

    with pytest.raises(ValueError, match=r"two handlers for job class 'A'.*first.*second"):

        @job("A")
        def second() -> None: ...


def test_the_same_handler_may_be_registered_twice(registry: Registry) -> None:
    spec = JobSpec("A", print)

    registry.add(spec)
    registry.add(JobSpec("A", print, retry=0))

    assert len(registry) == 1
    assert registry.find("A").retry == 0


def test_an_unknown_class_is_named_with_what_to_do(registry: Registry) -> None:
    with pytest.raises(UnknownJobClass, match=r"'Missing'.*@job\('Missing'\).*-r"):
        registry.find("Missing")


def test_a_decorated_function_is_still_the_function() -> None:
    @job
    def add(a: int, b: int = 1) -> int:
        """Add."""
        return a + b

    assert (add(2), add(2, b=3)) == (3, 5)
    assert (add.__name__, add.__doc__, add.__module__) == ("add", "Add.", __name__)
    assert str(inspect.signature(add)) == "(a: int, b: int = 1) -> int"


def test_a_coroutine_function_is_noticed() -> None:
    @job
    async def fetch() -> None: ...

    @job
    def compute() -> None: ...

    assert fetch.spec.is_async
    assert not compute.spec.is_async


def test_under_two_names_a_coroutine_function_is_still_one(registry: Registry) -> None:
    @job("A", retry=1)
    @job("B")
    async def fetch(key: str) -> None: ...

    specs = [registry.find("A"), registry.find("B")]

    assert all(spec.is_async for spec in specs)
    assert [str(spec.signature) for spec in specs] == ["(key: str) -> None"] * 2
    assert [spec.retry for spec in specs] == [1, True]
    assert inspect.iscoroutinefunction(fetch.__wrapped__)


@pytest.mark.parametrize("delay_s", [0, 0.5, 30, 1e9])
def test_later_is_a_number_of_seconds(delay_s: float) -> None:
    assert Later(delay_s).delay_s == delay_s


@pytest.mark.parametrize(
    "delay_s", ["soon", "5", None, [], -1, -0.001, *map(float, ("nan", "inf", "-inf"))]
)
def test_later_than_what_is_no_number_of_seconds_is_refused(delay_s: Any) -> None:
    with pytest.raises(ValueError, match="Later: expected a number of seconds from 0, got "):
        Later(delay_s)


def test_a_batch_handler_has_no_signature_to_fit() -> None:
    @job(batch=10)
    def many(contexts: list[JobContext]) -> list[None]:
        return [None for _ in contexts]

    assert many.spec.batch == 10
    assert many.spec.signature is None


def test_outside_a_job_there_is_no_current_job() -> None:
    with pytest.raises(LookupError, match="no job is running"):
        current_job()


def test_inside_a_job_it_is_the_current_one() -> None:
    context = JobContext(Job("A", [1], jid="j", retry_count=2), "low")
    token = current.set(context)

    found = current_job()

    current.reset(token)
    assert found is context
    assert (found.jid, found.args, found.retry_count, found.queue) == ("j", [1], 2, "low")
    assert found.logger.name == "pyworker.job"
