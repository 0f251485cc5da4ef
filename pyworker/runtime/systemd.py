"""What systemd is told (sd_notify): ready, reloading, stopping, alive, and a line for people.

Source: sd_notify(3) and systemd.service(5), Type=notify and WatchdogSec.
"""

import logging
import math
import os
import socket
import time
from collections.abc import Mapping

from pyworker.runtime.crew import Crew
from pyworker.runtime.every import Every

logger = logging.getLogger(__name__)

STATUS_PERIOD_S = 5.0
# A child tells something every second, unless Redis keeps it waiting before it is ready.
UNHEARD_S = 30.0


class Notifier:
    """An aide: tells each change of state once, that all is well again and again."""

    def __init__(self, address: str, watchdog_s: float = 0.0) -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._watchdog = Every(watchdog_s / 2) if watchdog_s else None
        self._status = Every(STATUS_PERIOD_S)
        self._state = ""
        self._processed = 0
        self._counted_at = time.monotonic()

    def look(self, crew: Crew) -> None:
        self._tell_state(_state(crew) or self._state)
        # A stop takes as long as its jobs need: there is a time limit of systemd's for that.
        if self._watchdog and self._watchdog.due() and (crew.stopping or _all_heard(crew)):
            self._send("WATCHDOG=1")
        if self._status.due():
            self._send(f"STATUS={self._describe(crew)}")

    def _tell_state(self, state: str) -> None:
        if state == self._state:
            return
        self._state = state
        if state == "RELOADING=1":
            state += f"\nMONOTONIC_USEC={time.monotonic_ns() // 1000}"
        self._send(state)

    def _describe(self, crew: Crew) -> str:
        present = crew.present()
        busy = sum(child.board.busy() for child in present if child.board)
        threads = sum(child.slots for child in present)
        processed = crew.counts().processed
        now = time.monotonic()
        rate = (processed - self._processed) / max(now - self._counted_at, 0.001)
        self._processed, self._counted_at = processed, now
        return f"{len(present)} processes, {busy} of {threads} threads busy, {rate:.0f} jobs/s"

    def _send(self, text: str) -> None:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.setblocking(False)
                sender.sendto(text.encode(), self._address)
        except OSError as error:
            logger.debug("cannot tell systemd %s: %s", text, error)


def from_environ(environ: Mapping[str, str]) -> Notifier | None:
    """Return a notifier if systemd has started this process and wants to be told."""
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return None
    micros = environ.get("WATCHDOG_USEC", "")
    meant = environ.get("WATCHDOG_PID", "") in ("", str(os.getpid()))
    return Notifier(address, int(micros) / 1e6 if meant and micros.isdigit() else 0.0)


def _state(crew: Crew) -> str:
    if crew.stopping:
        return "STOPPING=1"
    if crew.renewing:
        return "RELOADING=1"
    return "READY=1" if crew.ready(math.inf) else ""


def _all_heard(crew: Crew) -> bool:
    """Tell whether no child is wedged; one that was told to finish has a time limit anyway."""
    now = time.monotonic()
    for child in crew.present():
        vitals = child.vitals
        heard_at = max(child.started_at, vitals.heard_at) if vitals else now
        if now - heard_at > UNHEARD_S and not child.leave_by:
            logger.error("child %d is wedged: nothing heard for %.0f s", child.pid, now - heard_at)
            return False
    return True
