"""What docs/api.md shows can be asked, and what can be asked is in it."""

import re
from pathlib import Path

from fastapi.testclient import TestClient

from tension.web.api.views import RESOURCES

TEXT = Path("docs/api.md").read_text(encoding="utf-8")


def test_documented_addresses_answer(client: TestClient) -> None:
    addresses = re.findall(r"'http://127\.0\.0\.1:\d+(/api/[^']+)'", TEXT)
    assert len(addresses) > 4
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text)
        assert len(answer.content) > 100


def test_every_endpoint_is_documented_with_its_order() -> None:
    for resource in RESOURCES:
        (line,) = [line for line in TEXT.splitlines() if line.startswith(f"| `/api/{resource.name}")]
        assert f"`{resource.row.view}" in line
        assert f"| {', '.join(resource.key)} |" in line
        for name in resource.filters:
            assert f"`{name}`" in line
