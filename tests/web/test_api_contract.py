"""The API against its own description: whatever is asked, the answer is one that OpenAPI names, and never a 500."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tension.web.api.views import RESOURCES
from tests.api_data import hostile_db
from tests.web_data import app_over

HOST = {"Host": "localhost"}
ADDRESSES = [f"/api/{item.name}" for item in RESOURCES]
EMBEDDED = ["/alerts.atom", "/badge/{pair}.svg", "/sparkline/{pair}.svg"]
CASES = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Any:
    app = app_over(hostile_db(tmp_path_factory.mktemp("contract") / "tension.duckdb"))
    return schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=HOST)


@pytest.mark.parametrize("address", [*ADDRESSES, *EMBEDDED])
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"]
)
def test_answers_keep_to_the_description(description: Any, address: str, mode: GenerationMode) -> None:
    operation = description[address]["GET"]

    @CASES
    @given(operation.as_strategy(generation_mode=mode))
    def probe(case: Case) -> None:
        if mode is GenerationMode.POSITIVE:
            # No description can say which words are cursors; with a wrong one every question would end there.
            case.query.pop("cursor", None)
        # A first day after the last is refused, which a description cannot say either.
        case.call_and_validate(headers=HOST, excluded_checks=[positive_data_acceptance])

    probe()


def test_all_that_is_described_was_tried(description: Any) -> None:
    found = {item.ok().path for item in description.get_all_operations()}
    assert found == {*ADDRESSES, *EMBEDDED}
