"""A lake in an object store as a person meets it: the command line, and a certificate of the house's own."""

import gzip
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest

pytest.importorskip("duckdb_extension_ducklake", reason="needs the extra: uv sync --extra ducklake")

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tension.bench.articles import mixed
from tension.bench.stages import NOW, articles_of
from tension.config import LakeSettings
from tension.errors import WarehouseError
from tension.inbox import deliver
from tension.warehouse import open_inbox, open_reader
from tests.lake.places import BUCKET, object_store

pytestmark = pytest.mark.soak
SAMPLE = Path("warehouse/samples/january-2024.jsonl.gz")
CONTENT = (
    "select * exclude (recorded_at) from evidence order by all",
    "select * exclude (recorded_at) from index_values order by all",
)


@pytest.fixture
def lake(tmp_path: Path) -> LakeSettings:
    return LakeSettings(catalog=str(tmp_path / "c.sqlite"), data_path=f"s3://{BUCKET}/lake")


def test_runs_on_a_bucket_give_the_index_of_runs_on_a_file(
    lake: LakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a person types it: articles brought by two processes at once, then a run of the flow."""
    lines = gzip.decompress(SAMPLE.read_bytes()).splitlines(keepends=True)
    inputs = []
    for name, some in (("a", lines[:80]), ("b", lines[80:-1]), ("c", lines[-1:])):
        inputs.append(str(tmp_path / f"{name}.jsonl"))
        Path(inputs[-1]).write_bytes(b"".join(some))
    of_lake, of_file = tmp_path / "lake.toml", tmp_path / "file.toml"
    of_lake.write_text(
        f'[warehouse]\npath = "{tmp_path}/lake.duckdb"\nstorage = "ducklake"\n'
        f'lake.catalog = "{lake.catalog}"\nlake.data_path = "{lake.data_path}"\n',
        encoding="utf-8",
    )
    of_file.write_text(f'[warehouse]\npath = "{tmp_path}/file.duckdb"\n', encoding="utf-8")
    with object_store() as environment:
        _enter(environment, monkeypatch)
        adding = [_tension(tmp_path, "lake", "add", path, "--config", str(of_lake)) for path in inputs[:2]]
        assert [process.wait(timeout=300) for process in adding] == [0, 0]
        given = [word for path in inputs for word in ("--input", path)]
        for words in ((*given[-2:], "--config", str(of_lake)), (*given, "--config", str(of_file))):
            assert _tension(tmp_path, "run", *words).wait(timeout=300) == 0
    with open_reader(tmp_path / "lake.duckdb") as ours, open_reader(tmp_path / "file.duckdb") as theirs:
        for query in CONTENT:
            assert ours.query_arrow(query).equals(theirs.query_arrow(query)), query
            assert ours.query_arrow(query).num_rows, query


def test_a_store_with_a_certificate_of_its_own_is_reached_by_its_authority(
    lake: LakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = _certificate(tmp_path)
    with object_store("-c", str(certificate), "-k", str(key)) as environment:
        _enter(environment, monkeypatch)
        with pytest.raises(WarehouseError, match="not trusted; set AWS_CA_BUNDLE"), open_inbox(lake, NOW):
            pass
        monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
        with open_inbox(lake, NOW) as inbox:
            deliver(inbox, articles_of(mixed(20, 1.0, 5)))


def _enter(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_CA_BUNDLE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def _tension(home: Path, *words: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PREFECT_HOME": str(home / "prefect")}
    environment.pop("PREFECT_API_URL", None)
    return subprocess.Popen(
        [sys.executable, "-m", "flows", *words], stdout=subprocess.DEVNULL, env=environment
    )


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that vouches for itself, for the loopback, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "store")])
    now = datetime.now(UTC)
    host = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(host, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "store.pem", folder / "store.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    return certificate, private
