"""Who may look and who may change: host, origin, token, and the headers that keep scripts out."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
COOKIE = "tension_session"
COOKIE_SECONDS = 12 * 3600
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Only this server's own files, and nothing inline.
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The badge may be shown by other sites; it asks for nothing and runs nothing.
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers would then call the origin of our own forms "null". Other sites learn nothing.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-cache",
    "Content-Security-Policy": CONTENT_POLICY,
}


@dataclass(frozen=True, slots=True)
class Access:
    """What the server answers to.

    Attributes:
        token: the secret that allows changes; empty allows none.
        hosts: names and addresses, without port, that the Host header may carry.
        read_needs_token: whether pages are shown only to those who have the token.
    """

    token: str = ""
    hosts: tuple[str, ...] = LOOPBACK_NAMES
    read_needs_token: bool = False

    @property
    def session(self) -> str:
        """What a signed-in browser carries instead of the token: it ends when the token changes."""
        return hmac.new(self.token.encode(), b"tension session 1", hashlib.sha256).hexdigest()

    def admits(self, offered: str) -> bool:
        """Whether this is the token; no token admits nobody."""
        return bool(self.token) and hmac.compare_digest(offered.encode(), self.token.encode())


def is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """Refuses unknown hosts and foreign origins before anything else, and adds the headers after."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer with the reason why not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = _refusal(scope, self.access)
        await (refusal or self.app)(scope, receive, _with_headers(send))


def _refusal(scope: Scope, access: Access) -> PlainTextResponse | None:
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if _name_of(host) not in access.hosts:
        return PlainTextResponse("this server has another name\n", status_code=421)
    if scope["method"] not in _READING and not _own_origin(headers, host):
        return PlainTextResponse("changes are made from this server's own pages\n", status_code=403)
    return None


def _name_of(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _own_origin(headers: Headers, host: str) -> bool:
    """Whether a change comes from one of our pages, or from a program that carries the token itself."""
    origin = headers.get("origin")
    if origin is None:
        # Browsers name the origin of every change, and cannot be made to add this header to a form.
        return "authorization" in headers
    try:
        return urlsplit(origin).netloc == host
    except ValueError:
        return False


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def holds_token(request: Request) -> bool:
    """Whether the request carries the token: Bearer, or a signed-in browser's cookie."""
    access: Access = request.app.state.access
    kind, _, offered = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return access.admits(offered.strip())
    cookie = request.cookies.get(COOKIE, "")
    return bool(access.token) and hmac.compare_digest(cookie.encode(), access.session.encode())


def require_token(request: Request) -> None:
    """Dependency of whatever changes something, on loopback too.

    Raises:
        HTTPException: 403 where the server has no token, 401 where the request has not.
    """
    access: Access = request.app.state.access
    if not access.token:
        raise HTTPException(403, "this server has no token, so nothing can be changed; start it with one")
    if not holds_token(request):
        raise HTTPException(401, "sign in first, or send the token", {"WWW-Authenticate": "Bearer"})


def require_reading(request: Request) -> None:
    """Dependency of everything that shows content: a token is needed where the server is open to others.

    Raises:
        HTTPException: 401 where the request has no token and needs one.
    """
    access: Access = request.app.state.access
    if access.read_needs_token and not holds_token(request):
        raise HTTPException(401, "sign in first, or send the token", {"WWW-Authenticate": "Bearer"})
