"""A real HTTP server on the loopback that serves what the web serves, trouble included."""

import gzip
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tension.sources.config import FetchSettings
from tension.sources.guard import AllowList

Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers from the site's table of paths."""

    protocol_version = "HTTP/1.1"
    server: "Site"

    def do_GET(self) -> None:
        """Find the path's reply; the query string is ignored unless the path with it is known."""
        path = self.path.partition("?")[0]
        self.server.note(self)
        reply = self.server.replies.get(self.path) or self.server.replies.get(path)
        if reply is None:
            self.send(404, b"not here", "text/plain")
            return
        reply(self)

    def send(self, status: int, body: bytes, kind: str, headers: Mapping[str, str] | None = None) -> None:
        """A whole response."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Stay silent."""


class Site(ThreadingHTTPServer):
    """The server with its table of replies and its memory of requests."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: dict[str, Reply] = {}
        self.hits: Counter[str] = Counter()
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.stopping = threading.Event()
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """An address on this server under any name that the test resolves to it."""
        return f"http://{host}:{self.port}{path}"

    def handle_error(self, *args: object) -> None:
        """A client that hangs up is what half of these replies are for."""

    def note(self, handler: Handler) -> None:
        """Remember a request."""
        with self._lock:
            self.hits[handler.path] += 1
            self.requests.append((handler.path, {k.lower(): v for k, v in handler.headers.items()}))

    def forget(self) -> None:
        """Forget the requests so far."""
        with self._lock:
            self.hits.clear()
            self.requests.clear()

    def serve(self, path: str, body: bytes | str, kind: str = "application/rss+xml", **headers: str) -> None:
        """Serve a body that never changes, with an ETag that answers 304."""
        data = body.encode() if isinstance(body, str) else body
        tag = f'"{hash(data) & 0xFFFFFFFF:x}"'
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        def reply(handler: Handler) -> None:
            if handler.headers.get("If-None-Match") == tag:
                handler.send(304, b"", kind, {"ETag": tag})
            else:
                handler.send(200, data, kind, {"ETag": tag, **named})

        self.replies[path] = reply

    def redirect(self, path: str, to: str) -> None:
        """Redirect anywhere, forbidden places included."""
        self.replies[path] = lambda handler: handler.send(302, b"", "text/plain", {"Location": to})

    def fail_then(self, path: str, failures: int, status: int, body: str, **headers: str) -> None:
        """Fail some times, then serve."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        def reply(handler: Handler) -> None:
            if self.hits[handler.path] <= failures:
                handler.send(status, b"busy", "text/plain", named)
            else:
                handler.send(200, body.encode(), "application/rss+xml")

        self.replies[path] = reply

    def drip(self, path: str, seconds: float = 30.0, *, headers_too: bool = False) -> None:
        """A byte now and then, for longer than anyone should wait."""

        def reply(handler: Handler) -> None:
            start = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nX-Filler: "
            if not headers_too:
                start += b"a\r\nContent-Length: 1000000\r\n\r\n<rss>"
            handler.wfile.write(start)
            ends = time.monotonic() + seconds
            while time.monotonic() < ends and not self.stopping.wait(0.05):
                handler.wfile.write(b"x")
            handler.close_connection = True

        self.replies[path] = lambda handler: _until_hung_up(handler, reply)

    def silent(self, path: str) -> None:
        """Take the request and never answer."""
        self.replies[path] = lambda handler: _close(handler, self.stopping.wait(30))

    def cut(self, path: str, body: str, at: int) -> None:
        """Close the connection in the middle of the body."""

        def reply(handler: Handler) -> None:
            data = body.encode()
            handler.send_response(200)
            handler.send_header("Content-Type", "application/rss+xml")
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data[:at])
            handler.close_connection = True

        self.replies[path] = reply

    def bomb(self, path: str, megabytes: int = 200) -> None:
        """Zeros that compress a thousandfold."""
        packed = gzip.compress(b"\0" * (megabytes * 1_000_000), compresslevel=9)
        self.serve(path, packed, "application/rss+xml", Content_Encoding="gzip")

    def endless(self, path: str, megabytes: int, kind: str = "text/html") -> None:
        """A huge body without Content-Length, so that only counting finds it out."""

        def reply(handler: Handler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Type", kind)
            handler.send_header("Connection", "close")
            handler.end_headers()
            block = b"<p>word word word</p>" * 5000
            for _ in range(megabytes * 10):
                handler.wfile.write(block)
            handler.close_connection = True

        self.replies[path] = lambda handler: _until_hung_up(handler, reply)


def _until_hung_up(handler: Handler, reply: Reply) -> None:
    """A client that gives up is what these replies are for."""
    try:
        reply(handler)
    except (BrokenPipeError, ConnectionResetError):
        handler.close_connection = True


def _close(handler: Handler, _: object) -> None:
    handler.close_connection = True


@contextmanager
def site() -> Iterator[Site]:
    """A running server, stopped at the end."""
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()


def quick(**changes: object) -> FetchSettings:
    """Settings for tests: the loopback allowed, short waits."""
    values: dict[str, object] = {
        "private_networks": ["127.0.0.0/8"],
        "connect_seconds": 1.0,
        "read_seconds": 0.6,
        "request_seconds": 1.2,
        "retry_wait_seconds": 0.01,
        "retry_after_max_seconds": 2.0,
        "host_delay_seconds": 0.0,
        "host_connections": 8,
        "run_seconds": 60.0,
    }
    return FetchSettings.model_validate(values | changes)


def allow(server: Site, *hosts: str) -> AllowList:
    """An allow-list of this server under the given names."""
    return AllowList(frozenset(hosts or ("127.0.0.1",)), frozenset(), frozenset((80, 443, server.port)))
