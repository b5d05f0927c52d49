"""The local web server of the source tests."""

from collections.abc import Iterator

import pytest

from tests.sources import server


@pytest.fixture
def web() -> Iterator[server.Site]:
    """A running local server."""
    with server.site() as running:
        yield running
