"""What every thread is doing now, for the log; the answer to TTIN."""

import sys
import threading
import traceback
from collections.abc import Sequence

from pyworker.errors import MalformedJob
from pyworker.job import parse
from pyworker.runtime.processor import Processor


def stacks(processors: Sequence[Processor]) -> list[str]:
    """Return a text for each thread: its name, the job that it runs, its stack."""
    frames = sys._current_frames()
    jobs = {f"processor-{slot}": _job(processor) for slot, processor in enumerate(processors)}
    return [
        f"thread {thread.name}{jobs.get(thread.name, '')}\n"
        + "".join(traceback.format_stack(frames[thread.ident]))
        for thread in threading.enumerate()
        if thread.ident in frames
    ]


def _job(processor: Processor) -> str:
    delivery = processor.current
    if delivery is None:
        return f" tid={processor.tid} idle"
    try:
        job = delivery.job or parse(delivery.body)
    except MalformedJob:
        return f" tid={processor.tid}"
    return f" tid={processor.tid} class={job.name} jid={job.jid}"
