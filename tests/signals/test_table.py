"""The signal table holds the design's rules and refuses what breaks them."""

import re
from pathlib import Path

import pytest

from tension.errors import ModelError
from tension.signals.table import (
    DEESCALATORY,
    DEFAULT_TABLE,
    ESCALATORY,
    HALF_LIFE_RATIO_LIMIT,
    SIGNALS,
    load_signal_table,
)


def test_names_the_twenty_signals_in_the_guides_order() -> None:
    assert tuple(load_signal_table()) == SIGNALS
    assert len(SIGNALS) == 20


def test_polarities_follow_the_guide() -> None:
    table = load_signal_table()
    assert {table[name].polarity for name in ESCALATORY} == {"escalation"}
    assert {table[name].polarity for name in DEESCALATORY} == {"deescalation"}


def test_level_cannot_rise_without_news() -> None:
    """The longest escalatory half-life stays under 4.4 times the shortest de-escalatory one."""
    table = load_signal_table()
    longest = max(table[name].half_life_days for name in ESCALATORY)
    shortest = min(table[name].half_life_days for name in DEESCALATORY)
    assert longest < HALF_LIFE_RATIO_LIMIT * shortest


def test_every_row_says_where_its_weight_comes_from() -> None:
    assert all("Goldstein" in row.source or "as attack" in row.source for row in load_signal_table().values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[strike]", "[strikes]", "missing signals ['strike']"),
        ('polarity = "escalation"', 'polarity = "deescalation"', "[strike] polarity"),
        ("\nweight = ", "\nweight = -", "[strike]"),
        ("[strike]", "[strike", "not valid TOML"),
    ],
)
def test_refuses_a_broken_table_by_name(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "signals.toml"
    path.write_text(DEFAULT_TABLE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ModelError) as failure:
        load_signal_table(path)
    assert said in str(failure.value)
    assert "tension train" in failure.value.remedy


def test_refuses_half_lives_that_let_the_level_rise(tmp_path: Path) -> None:
    text = DEFAULT_TABLE.read_text(encoding="utf-8")
    path = tmp_path / "signals.toml"
    longer = re.sub(r"half_life_days = \S+", "half_life_days = 400.0", text, count=1)
    path.write_text(longer, encoding="utf-8")
    with pytest.raises(ModelError, match="half-life"):
        load_signal_table(path)


def test_says_where_the_table_should_be(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no signal table"):
        load_signal_table(tmp_path / "none.toml")
