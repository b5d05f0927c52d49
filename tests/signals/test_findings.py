"""Which findings are told on: what no word speaks for must be likely or agree with what is in words."""

from collections.abc import Mapping

from tension.signals.findings import WORDLESS_FLOOR, Finding, Found, tales_of

STATUSES: Mapping[str, float] = {"reported": 1.0}
GUESS = WORDLESS_FLOOR - 0.05


def told(found: Mapping[str, float], *worded: str, text: str = "They met.") -> list[str]:
    findings = tuple(Finding(signal, probability, STATUSES) for signal, probability in found.items())
    phrases = {signal: ["some words"] for signal in worded}
    return [finding.signal for finding, _, _ in tales_of(text, Found(findings, phrases), text, in_lead=True)]


def test_an_unlikely_finding_without_words_is_left_out() -> None:
    assert told({"reject": GUESS}) == []
    assert told({"reject": GUESS}, "reject") == ["reject"]
    assert told({"reject": WORDLESS_FLOOR}) == ["reject"]


def test_it_stays_beside_words_of_its_own_side() -> None:
    assert told({"agree": GUESS, "talks": 0.9}, "talks") == ["agree", "talks"]
    assert told({"reject": GUESS, "talks": 0.9}, "talks") == ["talks"]


def test_words_of_what_is_itself_not_found_say_nothing() -> None:
    assert told({"agree": GUESS}, "talks") == []


def test_an_echo_is_no_word_for_its_side() -> None:
    assert told({"restore": 0.9, "sanction": 0.9}, "sanction") == ["sanction"]
