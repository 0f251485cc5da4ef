"""``pyworker doctor``: whether this machine can judge, how well, and what to type where not."""

import click

from pyworker.operate.groups import epilog
from pyworker.operate.output import with_json

EXAMPLES = (
    ("pyworker doctor", "what is there, what is missing, and the remedy"),
    ("sudo -u pyworker pyworker doctor", "for the user that the service runs as"),
    ("pyworker doctor --json | jq .mode", "for programs"),
)


@click.command("doctor", epilog=epilog(EXAMPLES))
@with_json
def doctor(as_json: bool) -> None:
    """Look at this machine as a judge of untrusted programs; changes nothing.

    Exit status 1 when untrusted programs cannot be run safely here.
    """
    # Loaded here: other commands have no use for a sandbox.
    from pyworker.operate.doctor_report import report

    report(as_json)
