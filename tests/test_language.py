"""Languages are told apart without a guess where the text is too short."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.config import InputSettings
from tension.language import UNDETERMINED, detect_language

LANGUAGES = InputSettings().languages


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Iran and Pakistan agreed on Monday that their ambassadors will return by the end of the week.",
            "en",
        ),
        (
            "Islamabad \u2018strongly condemns\u2019 the strike \u2014 and recalls its envoy from Tehran",
            "en",
        ),
        ("پاکستان اور ایران کے درمیان کشیدگی میں اضافہ ہو گیا ہے", "ur"),
        ("تنش میان ایران و پاکستان پس از حمله افزایش یافت", "fa"),
        ("التوتر بين إيران وباكستان يتصاعد بعد الهجوم", "ar"),
        ("ایران او پاکستان ترمنځ تاوتریخوالی زیات شوی دی ځکه چې", "ps"),
        ("ईरान और पाकिस्तान के बीच तनाव बढ़ गया है", "hi"),
        ("伊朗和巴基斯坦之间的紧张局势加剧", "zh"),
        ("L'Iran et le Pakistan ont décidé de renvoyer leurs ambassadeurs la semaine prochaine", "fr"),
        ("Иран и Пакистан договорились вернуть послов до конца недели", "ru"),
        ("İran ve Pakistan büyükelçilerinin görevlerine dönmesi konusunda anlaştı", "tr"),
    ],
)
def test_language_of_a_sentence(text: str, language: str) -> None:
    assert detect_language(text, LANGUAGES) == language


def test_english_that_begins_with_names_needs_no_classifier() -> None:
    """Loading it takes a reader longer than a thousand articles."""
    names = "Ecuador, Colombia, Angostura, Ankara, Cairo, Egypt, Asmara, Honduras, Taipei, Kathmandu, " * 4
    told = (
        "The envoy said on Monday that the talks with his colleague will go on for the rest of the week. " * 9
    )
    program = (
        "import sys; from tension.language import detect_language; "
        f"print(detect_language({names + told!r}, ('en', 'fr')), 'py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["en", "False"]


@pytest.mark.parametrize("text", ["", "Iran", "2024-01-18", "?!", "Pepper...and Salt"])
def test_short_text_takes_the_hint_or_says_undetermined(text: str) -> None:
    assert detect_language(text, LANGUAGES) == UNDETERMINED
    assert detect_language(text, LANGUAGES, hint="en") == "en"


def test_only_configured_languages_are_answered() -> None:
    text = "پاکستان اور ایران کے درمیان کشیدگی میں اضافہ ہو گیا ہے"
    assert detect_language(text, ("en", "fa")) in {"fa", UNDETERMINED}


@given(st.text(max_size=400))
def test_any_text_gets_an_answer_among_those_allowed(text: str) -> None:
    assert detect_language(text, LANGUAGES) in {*LANGUAGES, UNDETERMINED}
