"""The supervisor, and what a service may want of it besides its children."""

from pyworker.config import Settings
from pyworker.runtime.burial import Undertaker
from pyworker.runtime.child import Child
from pyworker.runtime.crew import Crew, Main
from pyworker.runtime.supervisor import Supervisor
from pyworker.transports.redis.owner import identify


def supervise(chosen: Settings, main: Main, undertaker: Undertaker) -> int:
    """Keep children that run ``main`` until the service is told to stop; returns its status."""
    places = [Child(number, chosen.threads) for number in range(chosen.processes)]
    crew = Crew(places, (main, identify), undertaker, chosen.shutdown_timeout_s)
    return Supervisor(crew, undertaker, lambda crew: None).run()
