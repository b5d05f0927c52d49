"""Which tie a signal cuts or mends."""

import pytest

from tension.signals.measures import measure_of

CASES = [
    ("Pakistan recalled its ambassador from Tehran.", "sanction", "envoy"),
    ("Iraq has called its ambassador home from Tehran.", "sanction", "envoy"),
    ("Islamabad suspended all trade engagements with Iran.", "sanction", "trade"),
    ("Iran closed its airspace to Pakistani carriers.", "sanction", "flights"),
    ("Pakistan's consulate halted visas on Tuesday.", "sanction", "visas"),
    ("Pakistan stopped short of breaking off relations.", "sanction", None),
    ("Iran sealed the Taftan border crossing.", "coerce", "border"),
    ("Pakistan would fence its side of the border whatever the cost.", "coerce", "border"),
    ("Police detained three Iranian diplomats.", "coerce", None),
    ("Both ambassadors will return to their posts by the 26th.", "restore", "envoy"),
    ("The Taftan crossing was reopened for lorries.", "restore", "border"),
    ("Iran Air resumes flights to Karachi.", "restore", "flights"),
    ("India revives tourist visas after five years.", "restore", "visas"),
    ("Trade resumed on Saturday.", "restore", "trade"),
    ("The ministers met to discuss trade.", "talks", None),
]


@pytest.mark.parametrize(("sentence", "signal", "measure"), CASES)
def test_measures(sentence: str, signal: str, measure: str | None) -> None:
    assert measure_of(sentence, signal) == measure
