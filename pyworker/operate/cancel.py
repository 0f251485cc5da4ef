"""``pyworker cancel``: call a job off."""

import click

from pyworker.operate import consent
from pyworker.operate.consent import with_yes
from pyworker.operate.output import tell, with_json
from pyworker.operate.session import Failure, connected, nothing
from pyworker.transports.redis.cancellation import ask
from pyworker.transports.redis.connection import Connection
from pyworker.transports.redis.inspector import cancellation
from pyworker.transports.redis.inspector.cancellation import Waiting

# A job that is found in one place may have moved to another by the time it is to be removed.
ATTEMPTS = 5
PLACES = {"retry": "the retry set", "schedule": "the schedule"}


@click.command()
@click.argument("jid")
@with_yes
@with_json
def cancel(jid: str, yes: bool, as_json: bool) -> None:
    """Call off the job JID, wherever it is.

    Queued, scheduled or to be retried: it is removed for good. Running in a process of pyworker's:
    it is killed with that process, which is replaced, and goes to the dead set; the jobs beside it
    return to their queues. Jobs that run in Ruby cannot be killed.
    """
    with connected() as connection:
        for _ in range(ATTEMPTS):
            done = _cancel(connection, jid, yes)
            if done is not None:
                break
            # Asked and answered; it is the same job, only elsewhere.
            yes = True
        else:
            raise Failure(f"job {jid} moves faster than it can be caught; try again")
    place, action = done
    tell(as_json, {"jid": jid, "place": place, "action": action}, [f"{action}: {jid} in {place}"])


def _cancel(connection: Connection, jid: str, yes: bool) -> tuple[str, str] | None:
    """Return where the job was and what was done; None where it got away."""
    found = cancellation.find(connection, jid)
    if found is None:
        nothing(f"no job {jid} is queued, scheduled, to be retried or running")
    if isinstance(found, Waiting):
        place = PLACES.get(found.key, found.key.replace(":", " ", 1))
        consent.ask(f"Remove {found.entry.class_name} {jid} from {place}?", yes)
        return (place, "removed") if cancellation.remove(connection, found) else None
    if not found.ours:
        raise Failure(f"job {jid} runs in {found.identity}, a Ruby process, which cannot kill it")
    consent.ask(f"Kill {jid}, which {found.identity} runs?", yes)
    ask(connection, jid)
    return found.identity, "asked to kill"
