"""What the tests of the page share: an app over the sample, clients that may and may not change, a browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tension.web.security import Access
from tests.web_data import CHROMIUM, TOKEN, app_over, chromium_missing, empty_db, sample_db, serving, thin_db
from tests.web_lists import lists_db


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a test run see."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session")
def db(shared: Path) -> Path:
    """The January 2024 sample, read; copy it before changing it."""
    return sample_db(shared)


@pytest.fixture(scope="session")
def lists(shared: Path) -> Path:
    """A small database with something in every list; copy it before changing it."""
    return lists_db(shared)


@pytest.fixture(scope="session")
def client(db: Path) -> Iterator[TestClient]:
    """Asks without a token."""
    with TestClient(app_over(db, Access(token=TOKEN)), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="session")
def empty_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Asks a database in which nothing was read."""
    path = empty_db(tmp_path_factory.mktemp("empty") / "tension.duckdb")
    with TestClient(app_over(path), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="session")
def thin_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Asks a database of two days."""
    path = thin_db(tmp_path_factory.mktemp("thin") / "tension.duckdb")
    with TestClient(app_over(path), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="session")
def address(db: Path) -> Iterator[str]:
    """A live server over the sample, for a browser."""
    with serving(app_over(db, Access(token=TOKEN))) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real Chromium; the test is skipped, with the reason, where none can be had.

    It ends with each file: while it is open an event loop runs in this process, which others cannot have.
    """
    if reason := chromium_missing():
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()
