"""The health process: three pages over HTTP, read from the panel and, for one, from Redis."""

import json
import logging
import signal
import socket
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pyworker.errors import PyworkerError
from pyworker.runtime.child import HANDLED
from pyworker.runtime.health import exposition, metrics, verdict
from pyworker.runtime.health.attendant import LEAVE
from pyworker.runtime.health.metrics import Gauges
from pyworker.runtime.health.panel import ChildState, Panel

logger = logging.getLogger(__name__)

# A client that says nothing for so long is hung up on.
IDLE_S = 5.0

Ask = Callable[[Sequence[ChildState]], Gauges]
Page = tuple[HTTPStatus, str, str]


class Pages:
    """What each path answers."""

    def __init__(self, panel: Panel, ask: Ask, version: str) -> None:
        self._panel = panel
        self._ask = ask
        self._version = version
        self._by_path = {"/live": self.live, "/ready": self.ready, "/metrics": self.metrics}

    def page(self, path: str) -> Page:
        made = self._by_path.get(path.partition("?")[0])
        if made is None:
            known = ", ".join(self._by_path)
            return HTTPStatus.NOT_FOUND, "text/plain", f"no such page; there are {known}\n"
        return made()

    def live(self) -> Page:
        return _judged("live", verdict.why_not_alive(self._panel.read(), time.monotonic()))

    def ready(self) -> Page:
        return _judged("ready", verdict.why_not_ready(self._panel.read(), time.monotonic()))

    def metrics(self) -> Page:
        snapshot = self._panel.read()
        if snapshot is None:
            return self.live()
        ready = not verdict.why_not_ready(snapshot, time.monotonic())
        told = [
            *metrics.local(snapshot, self._version, ready),
            *metrics.of_server(self._gauges(snapshot.children)),
        ]
        return HTTPStatus.OK, exposition.CONTENT_TYPE, exposition.text(told)

    def _gauges(self, children: Sequence[ChildState]) -> Gauges | None:
        try:
            return self._ask(children)
        except PyworkerError as error:
            # The children tell of an outage; here it is a figure.
            logger.debug("%s", error)
            return None


def serve(door: socket.socket, pages: Pages) -> int:
    """Answer requests until told to leave, or the supervisor ends, which ends this process too."""
    # Whoever tells the service to stop tells its supervisor; meanwhile, "stopping" is an answer.
    for number in HANDLED:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
    told: list[int] = []
    signal.signal(LEAVE, lambda number, _: told.append(number))
    server = _Server(door, pages)
    while not told:
        server.handle_request()
    server.server_close()
    return 0


class _Server(ThreadingHTTPServer):
    # How long it listens at a time.
    timeout = 0.2
    # Threads are waited for at the end.
    daemon_threads = False

    def __init__(self, door: socket.socket, pages: Pages) -> None:
        super().__init__(door.getsockname(), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = door
        self.pages = pages

    def handle_error(self, request: object, client_address: object) -> None:
        logger.debug("a client of the health port is gone", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = IDLE_S

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, format: str, *args: object) -> None:
        logger.debug(format, *args)

    def version_string(self) -> str:
        return "pyworker"

    def _answer(self, body: bool) -> None:
        status, kind, text = self.server.pages.page(self.path)
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if body:
            self.wfile.write(content)


def _judged(word: str, reasons: list[str]) -> Page:
    status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
    answer: dict[str, object] = {"status": f"not {word}" if reasons else word}
    if reasons:
        answer["reasons"] = reasons
    return status, "application/json", json.dumps(answer) + "\n"
