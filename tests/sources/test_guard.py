"""No request leaves for a place it may not go to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.sources.guard import AddressRule, AllowList, Deadline, GuardedBackend, RefusedError

LIST = AllowList(frozenset({"feeds.example"}), frozenset({"outlet.example"}))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104
        "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_private_and_special_addresses_are_refused(address: str) -> None:
    assert not AddressRule().allows(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.0.81", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert AddressRule().allows(address)


def test_a_private_network_is_allowed_only_where_configured() -> None:
    rule = AddressRule(["127.0.0.0/8"])
    assert rule.allows("127.0.0.1")
    assert rule.allows("::ffff:127.0.0.1")
    assert not rule.allows("10.0.0.1")
    assert not rule.allows("::1")


@pytest.mark.parametrize(
    "url",
    [
        "https://feeds.example/rss",
        "http://FEEDS.example./rss",
        "https://outlet.example/a",
        "https://www.outlet.example/a",
        "https://a.b.outlet.example:443/a",
    ],
)
def test_listed_hosts_and_subdomains_pass(url: str) -> None:
    LIST.check(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://notoutlet.example/",
        "https://outlet.example.evil.test/",
        "https://sub.feeds.example/",
        "https://feeds.example:22/",
        "https://user:secret@feeds.example/",
        "https://evil.example#feeds.example",
        "https://evil.example\\@feeds.example/",
        "file:///etc/passwd",
        "ftp://feeds.example/",
        "gopher://feeds.example/",
        "//feeds.example/",
        "http://[::1",
        "http://feeds.example:99999/",
        "",
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    with pytest.raises(RefusedError):
        LIST.check(url)


def test_the_connection_itself_is_held_to_the_list() -> None:
    """Whatever the client makes of an address, no connection leaves for a host that is not listed."""
    backend = GuardedBackend(LIST, AddressRule(), Deadline(), lambda *_: ["8.8.8.8"])
    for host, port in (("evil.example", 443), ("feeds.example", 22)):
        with pytest.raises(RefusedError):
            backend.connect_tcp(host, port, timeout=1)


@given(st.text(max_size=60))
def test_any_text_is_refused_or_a_listed_host(text: str) -> None:
    try:
        LIST.check(text)
    except RefusedError:
        return
    assert "example" in text.lower()
