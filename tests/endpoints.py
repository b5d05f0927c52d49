"""Real endpoints on this machine that alerts can be sent to: a web server and a mail server."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from aiosmtpd.controller import Controller


@dataclass
class WebDesk:
    """A web endpoint that keeps what it is sent, and can be told to fail."""

    port: int = 0
    failing: int = 0
    tries: int = 0
    received: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its Apprise address."""
        return f"json://127.0.0.1:{self.port}/hook"


@contextmanager
def web_desk(port: int = 0) -> Iterator[WebDesk]:
    desk = WebDesk()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            desk.tries += 1
            if desk.failing > 0:
                desk.failing -= 1
                self.send_response(503)
            else:
                desk.received.append(json.loads(body))
                desk.keys.append(self.headers["Idempotency-Key"])
                self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: the tests read what was received."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    desk.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class MailDesk:
    """A mail server that keeps what it is sent."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its Apprise address."""
        return (
            f"mailto://127.0.0.1:{self.port}/?from=index@tension.example&to=desk@news.example&mode=insecure"
        )

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(cast("EmailMessage", mail))
        return "250 taken"


@contextmanager
def mail_desk() -> Iterator[MailDesk]:
    desk = MailDesk()
    controller = Controller(desk, hostname="127.0.0.1", port=free_port())
    controller.start()
    desk.port = controller.port
    try:
        yield desk
    finally:
        controller.stop()


def free_port() -> int:
    """A port nobody listens on."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
