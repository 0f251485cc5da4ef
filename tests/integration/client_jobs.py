"""Jobs that enqueue others, run by the service and by the client's tests."""

from pyworker import job, push
from tests.integration.jobs import record


@job("Relay")
def relay(value: str) -> None:
    record.perform_async(f"{value} relayed")
    push("RubyReport", [value], queue="ruby")


@job("AsyncRelay")
async def async_relay(value: str) -> None:
    await record.aperform_async(f"{value} relayed")
    record.perform_async(f"{value} relayed by a call")
