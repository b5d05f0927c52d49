"""Lakes to test with: a SQLite file, and servers of the test's own: PostgreSQL, and an object store."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import boto3
import httpx
import pytest

from tension.config import LakeSettings
from tests.debian import why_missing

BUCKET = "lakes"
POSTGRES_USER = "postgres"


def sqlite_lake(folder: Path) -> LakeSettings:
    """A lake whose catalog and data lie in a folder."""
    return LakeSettings(catalog=str(folder / "lake.sqlite"), data_path=str(folder / "lake"))


@contextmanager
def postgres_server() -> Iterator[str]:
    """A connection string of a PostgreSQL server that lives as long as the block, reached by its socket only."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="tension-pg-"))
    data = folder / "data"
    as_server: list[str] = []
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        shutil.chown(folder, POSTGRES_USER, POSTGRES_USER)
        as_server = ["runuser", "-u", POSTGRES_USER, "--"]

    def server(program: str, *arguments: str) -> None:
        command = [*as_server, str(programs / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    server("initdb", "-D", str(data), "-A", "trust", "-U", POSTGRES_USER, "--no-sync")
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=40"
    server("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"host={folder} user={POSTGRES_USER} dbname={POSTGRES_USER}"
    finally:
        server("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def object_store(*options: str) -> Iterator[dict[str, str]]:
    """The environment that leads to an S3 server on the loopback, which checks keys and has one bucket, `lakes`."""
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            address = next(
                found[0] for line in server.stderr if (found := re.search(r"https?://[\d.]+:\d+", line))
            )
            # Somebody has to read what it says of each request.
            threading.Thread(target=server.stderr.read, daemon=True).start()
            yield {
                "AWS_ENDPOINT_URL": address,
                "AWS_REGION": "eu-west-1",
                **_key_and_bucket(address),
            }
        finally:
            server.terminate()


def _key_and_bucket(address: str) -> dict[str, str]:
    """Make a bucket, and a key that may use it, with a server that asks for none yet; then have it ask."""
    to_anyone = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "eu-west-1"}
    client = partial(boto3.client, endpoint_url=address, verify=False, **to_anyone)
    users = client("iam")
    users.create_user(UserName="lake")
    allowed = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    users.put_user_policy(UserName="lake", PolicyName="lake", PolicyDocument=policy)
    key = users.create_access_key(UserName="lake")["AccessKey"]
    client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    # With a certificate that nobody signed, of a server of this test's own.
    asked = httpx.Client(verify=False).post(  # noqa: S501
        f"{address}/moto-api/reset-auth", content="0", headers={"Content-Type": "text/plain"}
    )
    asked.raise_for_status()
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def _programs() -> Path:
    """The folder of initdb, installed where that is possible."""
    missing = why_missing("postgresql", lambda: _installed() is not None)
    found = _installed()
    if found is None:
        pytest.skip(missing)
    return found


def _installed() -> Path | None:
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
