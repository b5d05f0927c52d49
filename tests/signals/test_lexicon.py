"""The compiled lexicon finds what the plain reference matcher finds, and nothing else."""

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.errors import ModelError
from tension.signals.text.concepts import Concepts, load_concepts
from tension.signals.text.lexicon import Lexicon, Pattern, load_lexicon, read_patterns
from tension.signals.text.words import normalise, split_words

LEXICON = Path("models/lexicon")
CORPUS = Path("models/corpus/corpus.jsonl")
_WORD = r"[^\W_][\w'\-]*"


def _reference(pattern: str) -> re.Pattern[str]:
    """One regular expression a pattern, as the lexicon's own README defines them."""
    found, gap, first = "", False, True
    for part in pattern.split(" "):
        if part == "_":
            gap = True
            continue
        choices = [re.escape(choice).replace(r"\*", r"[\w'\-]*") for choice in part.strip("()").split("|")]
        if not first:
            found += rf"(?:[\s,]+{_WORD}){{0,4}}?[\s,]+" if gap else r"\s+"
        found += f"(?:{'|'.join(choices)})"
        first, gap = False, False
    return re.compile(rf"(?<![\w\-]){found}(?![\w\-])", re.IGNORECASE)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(LEXICON)


def _texts(count: int) -> list[str]:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    chosen = random.Random(7).sample(lines, count)
    return [normalise(json.loads(line)["text"]) for line in chosen]


def test_equals_the_reference_on_corpus_sentences(lexicon: Lexicon) -> None:
    texts = _texts(60)
    hits = [{hit.pattern for hit in lexicon.find(split_words(text))} for text in texts]
    for number, pattern in enumerate(lexicon.patterns):
        matcher = _reference(pattern.text)
        expected = [bool(matcher.search(text)) for text in texts]
        assert [number in found for found in hits] == expected, pattern


_PATTERNS = ("recall* _ (envoy|ambassador*)", "no talks", "iran", "(shut|close*) _ border _ again", "o'clock")
_SNIPPETS = st.lists(
    st.sampled_from(
        ["recalled", "its", "envoy", "ambassadors", "no", "talks", "iran", "Iran's", "shut", "the", "border",
         "again", "-", "o'clock", "non-iran", "closed", ",", ".", "“", "x-", "_iran"]
    ),
    max_size=12,
)  # fmt: skip


@settings(deadline=None)
@given(_SNIPPETS, st.sampled_from([" ", "", ", "]))
def test_equals_the_reference_on_any_text(parts: list[str], glue: str) -> None:
    text = normalise(glue.join(parts))
    compiled = Lexicon([Pattern("strike", pattern, 3) for pattern in _PATTERNS])
    found = {hit.pattern for hit in compiled.find(split_words(text))}
    assert found == {n for n, pattern in enumerate(_PATTERNS) if _reference(pattern).search(text)}


def test_hits_carry_the_place_of_their_words() -> None:
    compiled = Lexicon([Pattern("sanction", "recall* _ envoy", 3)])
    (hit,) = compiled.find(split_words("Tehran recalled its top envoy on Monday"))
    assert (hit.first, hit.last) == (1, 4)


@pytest.mark.parametrize("line", ["strike\tbombed", "nonsense\tbombed\t3", "strike\tbombed\t9"])
def test_names_the_line_it_cannot_read(tmp_path: Path, line: str) -> None:
    path = tmp_path / "more.tsv"
    path.write_text(f"# a comment\n{line}\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"more\.tsv:2"):
        read_patterns(path)


def test_concepts_know_prefixes_phrases_and_contractions() -> None:
    concepts = Concepts([("RELEASE", ["free*", "let+go"]), ("NEG", ["not"])])
    words = ["freed", "let", "go", "didn't"]
    assert concepts.find(words) == [("RELEASE",), ("RELEASE",), (), ("NEG",)]


def test_concepts_file_reads(tmp_path: Path) -> None:
    assert "RECALL" in load_concepts(LEXICON).names
    (tmp_path / "concepts.tsv").write_text("RECALL recalled\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"concepts\.tsv:1"):
        load_concepts(tmp_path)


def test_initials_and_curly_marks_are_made_plain() -> None:
    assert normalise("U.S. and Iran\u2019s") == "US and Iran's"
