"""Where requests may go: a list of hosts, and addresses checked on the connection really made."""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

from tension.errors import TensionError

Resolver = Callable[[str, int], Sequence[str]]
_WEB_PORTS = frozenset((80, 443))
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_READ_BYTES = 65_536


class RefusedError(TensionError):
    """An address that no request may go to: its scheme, host, port or network is not allowed."""


@dataclass(frozen=True)
class AllowList:
    """Hosts, domains (with all subdomains) and ports that requests may reach."""

    hosts: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    ports: frozenset[int] = _WEB_PORTS

    def check(self, url: str) -> None:
        """Refuse an address outside the list.

        Raises:
            RefusedError: scheme, user information, host or port is not allowed.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise RefusedError(f"{url!r} is not an address: {error}", "mend the link") from error
        if parts.scheme not in ("http", "https"):
            raise RefusedError(f"{url!r} is not http or https", "only web addresses are fetched")
        if parts.username is not None or parts.password is not None:
            raise RefusedError(f"{url!r} carries a user name", "remove it")
        self.check_host(parts.hostname or "", port)

    def check_host(self, host: str, port: int) -> None:
        """Refuse a host or port outside the list.

        Raises:
            RefusedError: it is outside.
        """
        if not self.allows(host.lower().rstrip(".")):
            raise RefusedError(
                f"host {host!r} is not on the allow-list", "add it to the source's `hosts` if it is its own"
            )
        if port not in self.ports:
            raise RefusedError(
                f"port {port} of {host!r} is not allowed", "only 80, 443 and the sources' own ports are"
            )

    def allows(self, host: str) -> bool:
        """Whether the host, or a domain it lies in, is on the list."""
        if host in self.hosts:
            return True
        labels = host.split(".")
        return any(".".join(labels[start:]) in self.domains for start in range(len(labels)))


class AddressRule:
    """Which IP addresses may be connected to: public ones, and private networks only if configured."""

    def __init__(self, private_networks: Iterable[str] = ()) -> None:
        self._private = tuple(ipaddress.ip_network(text) for text in private_networks)

    def allows(self, address: str) -> bool:
        """Whether a connection to this address is allowed; addresses embedded in IPv6 count as themselves."""
        ip = ipaddress.ip_address(address.partition("%")[0])
        if any(ip.version == network.version and ip in network for network in self._private):
            return True
        if isinstance(ip, ipaddress.IPv6Address):
            inner = ip.ipv4_mapped
            if inner is None and ip in _NAT64:
                inner = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
            if inner is not None:
                return self.allows(str(inner))
            if ip.sixtofour is not None or ip.teredo is not None:
                return False
        return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, in the system's order.

    Raises:
        OSError: the name does not resolve.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Deadline(threading.local):
    """The moment, on the monotonic clock, at which this thread's request must have ended."""

    at: float | None = None

    def left(self, timeout: float | None) -> float | None:
        """The shorter of the step's time-out and what is left.

        Raises:
            httpcore.ReadTimeout: nothing is left.
        """
        if self.at is None:
            return timeout
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the request took longer than it may")
        return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends by the request's deadline: a slow drip cannot renew its time-out."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(min(max_bytes, _READ_BYTES), self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves a name once, checks each address, and connects to the very address it checked.

    Nothing resolves the name again between the check and the connection, so a name that answers
    differently the second time (DNS rebinding) gains nothing.
    """

    def __init__(
        self, allowed: AllowList, rule: AddressRule, deadline: Deadline, resolver: Resolver = resolve
    ) -> None:
        self._allowed, self._rule, self._deadline, self._resolver = allowed, rule, deadline, resolver
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers, all of them checked before.

        Raises:
            RefusedError: the host, an address of it, or the peer really reached, is not allowed.
        """
        # The client's parser of addresses is not ours: what it made of the address is checked once more here.
        self._allowed.check_host(host, port)
        addresses = self._resolve(host, port, self._deadline.left(timeout))
        refused = [address for address in addresses if not self._rule.allows(address)]
        if refused:
            raise RefusedError(
                f"{host} resolves to {refused[0]}, which is not a public address",
                "name its network in [fetch] private_networks if it is meant",
            )
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options or []
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            self._check_peer(stream, host)
            return _Stream(stream, self._deadline)
        raise failure

    def _check_peer(self, stream: httpcore.NetworkStream, host: str) -> None:
        """The address at the other end of the socket is checked too, whatever was asked for."""
        peer = str(stream.get_extra_info("server_addr")[0])
        if not self._rule.allows(peer):
            stream.close()
            raise RefusedError(
                f"{host} was reached at {peer}, which is not a public address", "distrust its name"
            )

    def _resolve(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        """Resolve in a thread of its own: the system's resolver knows no time-out."""
        answer: queue.Queue[Sequence[str] | OSError] = queue.Queue(1)

        def ask() -> None:
            try:
                answer.put(self._resolver(host, port))
            except (OSError, UnicodeError) as error:
                answer.put(OSError(str(error)))

        threading.Thread(target=ask, daemon=True, name=f"resolve-{host}").start()
        try:
            found = answer.get(timeout=timeout)
        except queue.Empty:
            raise httpcore.ConnectTimeout(f"{host} did not resolve in time") from None
        if isinstance(found, OSError):
            raise httpcore.ConnectError(f"{host} does not resolve: {found}")
        return found


class GuardedTransport(httpx.HTTPTransport):
    """httpx over the guarded backend: TLS verified, no proxy, nothing taken from the environment."""

    def __init__(
        self,
        allowed: AllowList,
        rule: AddressRule,
        deadline: Deadline,
        resolver: Resolver,
        connections: int,
    ) -> None:
        context = httpx.create_ssl_context(verify=True, trust_env=False)
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=5.0,
            network_backend=GuardedBackend(allowed, rule, deadline, resolver),
        )
