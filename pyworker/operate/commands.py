"""The table of all the operator's commands."""

import click

from pyworker.operate import (
    cancel,
    configuration,
    doctor,
    judge,
    languages,
    push,
    queues,
    sets,
    status,
)

COMMANDS: dict[str, click.Command] = {
    "status": status.status,
    "queues": queues.queues,
    "pause": queues.pause,
    "unpause": queues.unpause,
    "retries": sets.retries,
    "scheduled": sets.scheduled,
    "dead": sets.dead,
    "push": push.push,
    "cancel": cancel.cancel,
    "config": configuration.show,
    "doctor": doctor.doctor,
    "judge": judge.judge,
    "languages": languages.languages,
}
