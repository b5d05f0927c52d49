"""Certificates are checked: an outlet that cannot prove its name is not read."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tension.sources.answers import Ask, FetchError
from tension.sources.fetch import Fetcher
from tests.sources.server import Site, allow, quick, site

x509 = pytest.importorskip("cryptography.x509", reason="no library to make a certificate with")
NOW = datetime(2024, 1, 18, 12, tzinfo=UTC)


def certificate(folder: Path, host: str) -> Path:
    """A certificate that only its own maker vouches for."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "outlet.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def secure_site(folder: Path) -> Iterator[Site]:
    """The local server behind TLS."""
    with site() as running:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate(folder, "outlet.example"))
        running.socket = context.wrap_socket(running.socket, server_side=True)
        yield running


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with secure_site(tmp_path) as web:
        web.serve("/feed", "<rss/>")
        url = web.url("/feed", "outlet.example").replace("http:", "https:")
        allowed = allow(web, "outlet.example")
        with (
            Fetcher(quick(attempts=1), allowed, NOW, resolver=lambda *_: ["127.0.0.1"]) as fetcher,
            pytest.raises(FetchError, match="certificate verify failed") as caught,
        ):
            fetcher.get(Ask(url, "source", "feed"))
        assert caught.value.fault == "network"
        assert not web.requests


def test_https_never_falls_back_to_http(web: Site, tmp_path: Path) -> None:
    """A redirect that leaves TLS is refused, so that nobody on the way can take over."""
    with secure_site(tmp_path) as secure:
        web.serve("/plain", "<rss/>")
        secure.redirect("/feed", web.url("/plain", "outlet.example"))
        allowed = allow(web, "outlet.example")
        allowed = type(allowed)(allowed.hosts, allowed.domains, allowed.ports | {secure.port})
        fetcher = Fetcher(quick(attempts=1), allowed, NOW, resolver=lambda *_: ["127.0.0.1"])
        trust = ssl.create_default_context(cafile=str(tmp_path / "outlet.pem"))
        fetcher._requester._transport._pool._ssl_context = trust
        with fetcher, pytest.raises(FetchError) as caught:
            fetcher.get(
                Ask(secure.url("/feed", "outlet.example").replace("http:", "https:"), "source", "feed")
            )
        assert caught.value.fault == "refused"
        assert not web.requests
