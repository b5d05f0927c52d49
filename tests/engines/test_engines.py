"""What every engine promises, and the errors of those that can be missing or out of reach."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from tension.articles import Article
from tension.bench.articles import mixed
from tension.bench.stages import articles_of, rows_to_score
from tension.config import ScoringSettings, load_settings
from tension.engines import cached_scorer, open_engine, score_batch
from tension.engines.choose import POOL_FROM_ARTICLES
from tension.errors import ConfigError, EngineError
from tension.pairs import Pair
from tension.signals.score import score_articles
from tension.workers import in_order

PAIR = Pair("PAK", "IRN")
MODELS = Path("models")


@given(batches=st.integers(0, 30), most=st.integers(1, 9))
def test_batches_come_back_in_order_and_only_a_few_are_asked_for_ahead(batches: int, most: int) -> None:
    asked = 0

    def source() -> Iterator[tuple[int, list[Article]]]:
        nonlocal asked
        for number in range(batches):
            asked += 1
            yield number, []

    seen = []
    for label, scored in in_order(source(), lambda articles: articles, lambda _: [], lambda: most):
        assert asked - len(seen) <= most
        assert scored == []
        seen.append(label)
    assert seen == list(range(batches))


def test_setting_articles_aside_before_scoring_changes_nothing_that_is_kept() -> None:
    """Those that do not name both sides are never scored; `score_articles` reads all of them."""
    found = score_batch(MODELS, PAIR, rows_to_score(mixed(60, 0.05, 5)))
    with threadpool_limits(
        1, user_api="blas"
    ):  # as engines do: sums over several threads differ in their last bits
        scored = score_articles(articles_of(mixed(60, 0.05, 5)), PAIR, cached_scorer(MODELS))
    relevant = [article for article in scored if article.relevant]
    assert 0 < len(relevant) < len(scored)
    assert found.articles.to_pylist() == [
        {
            "pair": PAIR.key,
            "article_id": article.article_id,
            "revision": 1,
            **{name: getattr(article, name) for name in ("reason", "sentence_count", "tone")},
            **{name: getattr(article, name) for name in ("escalation", "deescalation")},
        }
        for article in relevant
    ]
    assert found.evidence.drop_columns(["pair", "article_id", "revision"]).to_pylist() == [
        asdict(item) for article in relevant for item in article.evidence
    ]


def test_a_missing_package_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in sys.modules if name.startswith("tension.engines.dask")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "dask", None)
    with (
        pytest.raises(EngineError, match="uv sync --extra dask"),
        open_engine(ScoringSettings(engine="dask"), MODELS, PAIR, POOL_FROM_ARTICLES),
    ):
        pass


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    dask = pytest.importorskip("tension.engines.dask")
    monkeypatch.setattr(dask, "CONNECT_SECONDS", 0.3)
    settings = ScoringSettings(engine="dask", dask_address="tcp://127.0.0.1:9")
    with (
        pytest.raises(EngineError, match=r"tcp://127\.0\.0\.1:9.*dask scheduler"),
        open_engine(settings, MODELS, PAIR, POOL_FROM_ARTICLES),
    ):
        pass


def test_a_wrong_address_is_refused_before_anything_runs(tmp_path: Path) -> None:
    file = tmp_path / "tension.toml"
    file.write_text('[scoring]\nengine = "dask"\ndask_address = "host"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="dask_address"):
        load_settings(file)


def test_few_articles_are_scored_here_whatever_the_settings_say() -> None:
    settings = ScoringSettings(engine="dask", dask_address="tcp://127.0.0.1:9")
    with open_engine(settings, MODELS, PAIR, POOL_FROM_ARTICLES - 1) as engine:
        assert list(engine.score([])) == []
