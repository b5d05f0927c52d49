"""The allow-list a configuration gives: the sources' hosts, and article hosts where pages are fetched."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from courlan import extract_domain

from tension.sources.config import FetchSettings, Source
from tension.sources.guard import AllowList


def allow_list(sources: Iterable[Source], settings: FetchSettings) -> AllowList:
    """Where requests may go, redirects included.

    Each enabled source allows its own host, with and without `www.`, and the domains it names in `hosts`.
    Where its pages are fetched it also allows the registered domain its own host lies in, so that
    `feeds.outlet.example` may lead to `www.outlet.example` and nowhere else.
    """
    hosts: set[str] = set()
    domains: set[str] = set()
    ports = {80, 443}
    for source in sources:
        if not source.enabled or not source.host:
            continue
        bare = source.host.removeprefix("www.")
        hosts.update((bare, f"www.{bare}"))
        domains.update(name.lower() for name in source.hosts)
        if settings.pages and source.pages:
            domains.update(filter(None, [extract_domain(source.url)]))
        port = urlsplit(source.url).port
        if port:
            ports.add(port)
    return AllowList(frozenset(hosts), frozenset(domains), frozenset(ports))
