"""Answers kept until a run publishes, so that a page many people look at is made once."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tension.errors import WarehouseError
from tension.web.security import holds_token
from tension.web.store import identity_of
from tension.web.templating import today_of

BYTES_AT_MOST, ANSWER_BYTES_AT_MOST = 32_000_000, 1_000_000
QUERY_BYTES_AT_MOST = 1000
# Files have their own caching, programs their own conditions, and signing in is nobody else's; the feed names
# the host it was asked at.
_APART = ("/static/", "/api/", "/sign-", "/alerts.atom")


@dataclass(slots=True)
class _Answer:
    """An answer while it passes: its head, its body so far, and whether it may be kept."""

    start: Message | None = None
    body: bytes = b""
    whole: bool = False
    keep: bool = field(default=True)

    def take(self, message: Message) -> None:
        """Note a part of the answer."""
        if message["type"] == "http.response.start":
            self.start = {**message, "headers": list(message["headers"])}
            self.keep = message["status"] == 200 and all(  # noqa: PLR2004 -- OK
                name.lower() != b"set-cookie" for name, _ in message["headers"]
            )
        elif self.keep:
            self.body += message.get("body", b"")
            self.whole = not message.get("more_body", False)
            self.keep = len(self.body) <= ANSWER_BYTES_AT_MOST


class Kept:
    """Keeps whole answers to the same question about the same snapshot on the same day; the eldest go first.

    It stands behind the guard, which refuses and adds the headers of each request, and before compression.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._answers: OrderedDict[Any, _Answer] = OrderedDict()
        self._identity = ""
        self._bytes = 0
        self._making: dict[Any, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or pass on and keep the answer; who asks meanwhile waits for it."""
        key = self._key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        if key in self._making:
            await self._making[key].wait()
        known = self._answers.get(key)
        if known is not None and known.start is not None:
            self._answers.move_to_end(key)
            await send({**known.start, "headers": list(known.start["headers"])})
            await send({"type": "http.response.body", "body": known.body})
            return
        await self._make(key, scope, receive, send)

    async def _make(self, key: Any, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and keep the answer."""
        answer, done = _Answer(), asyncio.Event()
        self._making.setdefault(key, done)

        async def passing(message: Message) -> None:
            answer.take(message)
            await send(message)

        try:
            await self.app(scope, receive, passing)
            self._keep(key, answer)
        finally:
            done.set()
            if self._making.get(key) is done:
                del self._making[key]

    def _key(self, scope: Scope) -> Any:
        """What the answer depends on; None where it is not to be kept."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_APART):
            return None
        if len(scope["query_string"]) > QUERY_BYTES_AT_MOST:
            return None
        request = Request(scope)
        state, signed_in = request.app.state, holds_token(request)
        if "if-none-match" in request.headers or (state.access.read_needs_token and not signed_in):
            return None
        try:
            identity = identity_of(state.store.path)
        except WarehouseError:
            return None
        self._forget_unless(identity)
        fragment = bool(request.headers.get("hx-request"))
        packed = "gzip" in request.headers.get("accept-encoding", "")
        where = (scope["path"], scope["query_string"])
        return (identity, today_of(request), where, signed_in, fragment, packed)

    def _keep(self, key: Any, answer: _Answer) -> None:
        if not (answer.keep and answer.whole) or key in self._answers or key[0] != self._identity:
            return
        self._answers[key] = answer
        self._bytes += len(answer.body)
        while self._bytes > BYTES_AT_MOST:
            _, eldest = self._answers.popitem(last=False)
            self._bytes -= len(eldest.body)

    def _forget_unless(self, identity: str) -> None:
        if identity != self._identity:
            self._answers.clear()
            self._identity, self._bytes = identity, 0
