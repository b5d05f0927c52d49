"""A lake's data in an object store that speaks S3; key and address come from AWS's variables."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import urlsplit
from uuid import uuid4

import duckdb

from tension.errors import WarehouseError
from tension.warehouse.lake_secret import AWS_SECRET, AWS_TOKEN, without_secrets

SCHEME = "s3://"
KEY = "AWS_ACCESS_KEY_ID"
REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
AUTHORITIES = "AWS_CA_BUNDLE"
# Whole requests, the tries after the first, and parts of 5 MB instead of 80, so that a part is sent in time.
_WORK = (
    "set http_timeout = 60",
    "set http_retries = 2",
    "set s3_uploader_max_filesize = '50GB'",
)
_PROBE = ("set http_timeout = 10", "set http_retries = 1")
_OF_HTTP = re.compile(r"\bHTTP (?:GET|PUT|HEAD|POST|DELETE|Error|\d{3})\b|\bHTTP code \d{3}\b")
_CODE = re.compile(r"^(\w+): ", re.MULTILINE)
_MAY = "list, read, write and delete objects"
# What the answer says, what that is, and what to do; the first that fits.
_SIGNS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("NoSuchBucket",),
        "there is no bucket {bucket} at {store}",
        "make the bucket, or mend warehouse.lake.data_path or the address",
    ),
    (
        (
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidToken",
            "ExpiredToken",
            "InvalidClientTokenId",
        ),
        "{store} does not accept the key ({code})",
        f"mend {KEY} and {AWS_SECRET}, and {AWS_TOKEN} where the key is a passing one",
    ),
    (
        ("AuthorizationHeaderMalformed", "PermanentRedirect", "301 ", "HTTP code 301"),
        "the bucket {bucket} is in another region than {region}",
        f"set {REGIONS[0]} to the region of the bucket",
    ),
    (
        ("HTTP 403", "HTTP code 403"),
        "{store} refuses access to {url}",
        f"let the key {_MAY} there, or mend {KEY} and {AWS_SECRET}",
    ),
    (
        ("HTTP 404", "HTTP code 404"),
        "an object of {url} is not at {store}",
        "see that nothing was deleted there, and that the address is that of the lake's store",
    ),
    (
        ("SSL", "certificate"),
        "the certificate of {store} is not trusted",
        f"set {AUTHORITIES} to the file of its authority, or mend {ENDPOINTS[1]}",
    ),
    (
        ("Could not connect", "Could not resolve", "Timeout was reached"),
        "{store} cannot be reached",
        f"start it, mend the network or {ENDPOINTS[1]}, and run again; what was committed stays",
    ),
    ((), "{store} failed ({said})", "run again once it works; what was committed stays"),
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Data in an object store.

    Attributes:
        url: as DuckLake is told, with a slash at its end.
    """

    url: str

    @property
    def extensions(self) -> tuple[str, ...]:
        """What DuckDB needs to reach it."""
        return ("httpfs",)

    def make(self) -> list[Path]:
        """Nothing: a bucket has no folders, and is its owner's to make."""
        return []

    def spill(self) -> Path:
        """A folder of this process's own, for there is none beside the data."""
        return Path(gettempdir()) / f"tension-lake.{uuid4().hex}.tmp"

    def reach(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Tell DuckDB how, and ask once, with less patience than at work.

        Raises:
            WarehouseError: the environment does not say how.
            duckdb.Error: it cannot be reached, or refuses, see `store_trouble`.
        """
        access = _access(self.url, os.environ)
        # Only what is given here speaks: DuckDB would send keys of its own finding elsewhere.
        connection.execute("set enable_global_s3_configuration = false")
        if access.authorities:
            connection.execute("set ca_cert_file = ?", [access.authorities])
        options = access.options(self.url)
        names = ", ".join(f"{name} ?" for name in options)
        # Bound, for DuckDB's errors repeat parts of a statement.
        connection.execute(f"create secret (type s3, provider config, {names})", list(options.values()))
        for setting in _PROBE:
            connection.execute(setting)
        connection.execute("select count(*) from glob(?)", [f"{self.url}tension-probe-*"]).fetchall()
        for setting in _WORK:
            connection.execute(setting)


@dataclass(frozen=True, slots=True)
class _Access:
    """What the environment says."""

    key: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    region: str
    endpoint: str
    authorities: str

    def options(self, url: str) -> dict[str, str | bool]:
        """Of DuckDB's secret."""
        found: dict[str, str | bool] = {
            "key_id": self.key,
            "secret": self.secret,
            "region": self.region,
            "scope": url,
        }
        if self.token:
            found["session_token"] = self.token
        if self.endpoint:
            parts = urlsplit(self.endpoint)
            found |= {"endpoint": parts.netloc, "use_ssl": parts.scheme == "https"}
        # No certificate is for buckets with dots in their names, nor for a bucket before one's own host.
        if self.endpoint or "." in urlsplit(url).netloc:
            found["url_style"] = "path"
        return found


def is_of_store(error: Exception) -> bool:
    """Whether an error is an object store's, or of the way there."""
    return isinstance(error, duckdb.Error) and bool(_OF_HTTP.search(str(error)))


def store_trouble(url: str, error: Exception) -> tuple[str, str]:
    """What is wrong with an object store, and what to do; of an error that `is_of_store`."""
    text = without_secrets(str(error))
    what, remedy = next(
        (what, remedy) for signs, what, remedy in _SIGNS if not signs or any(sign in text for sign in signs)
    )
    code = _CODE.search(text)
    region = _first(os.environ, REGIONS) or "us-east-1"
    told = what.format(
        bucket=urlsplit(url).netloc,
        store=f"the object store {_first(os.environ, ENDPOINTS) or f'of AWS in {region}'}",
        code=code[1] if code else "403",
        region=region,
        url=url,
        said=text.splitlines()[0],
    )
    return told, remedy


def _access(url: str, environ: Mapping[str, str]) -> _Access:
    missing = [name for name in (KEY, AWS_SECRET) if not environ.get(name)]
    if missing:
        raise WarehouseError(
            f"the lake's data is in {url}, and the environment lacks {' and '.join(missing)}",
            f"set {KEY} and {AWS_SECRET} to a key that may {_MAY} there",
        )
    endpoint, region = _endpoint(environ), _first(environ, REGIONS)
    if not endpoint and not region:
        raise WarehouseError(
            f"the lake's data is in {url}, and neither {REGIONS[0]} nor {ENDPOINTS[1]} is set",
            f"set {REGIONS[0]} to the bucket's region, or {ENDPOINTS[1]} to the address of another store",
        )
    authorities = environ.get(AUTHORITIES, "")
    if authorities and not Path(authorities).is_file():
        raise WarehouseError(f"{AUTHORITIES} is {authorities}, no file", "mend or unset it")
    return _Access(
        environ[KEY],
        environ[AWS_SECRET],
        environ.get(AWS_TOKEN, ""),
        region or "us-east-1",
        endpoint,
        authorities,
    )


def _endpoint(environ: Mapping[str, str]) -> str:
    """The address of a store that is not AWS's own; empty where none is given."""
    given = _first(environ, ENDPOINTS)
    if not given:
        return ""
    name = next(name for name in ENDPOINTS if environ.get(name))
    try:
        parts = urlsplit(given)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    # Whatever else stands there may be a password.
    if not sound or "@" in given or parts.path.strip("/") or parts.query or parts.fragment:
        raise WarehouseError(
            f"{name} is no plain address of an object store",
            "set it as https://host or http://host:9000, without key, bucket and path",
        )
    return given


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((environ[name] for name in names if environ.get(name)), "")
