"""Texts that are not kept teach what they taught: as far as the corpus knows their features."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tension.errors import InputError, ModelError
from tension.gazetteer import load_gazetteer
from tension.signals.features.blocks import FAMILIES
from tension.signals.features.counted import LETTERS, CountedTexts, count_texts, join_hashed
from tension.signals.features.hashed import HashedRows
from tension.signals.freeze import LABELS_FILE, freeze, read_rows, write_frozen
from tension.signals.freeze_network import MORE_LABELS_FILE
from tension.signals.frozen import FROZEN_FILE, load_frozen_items
from tension.signals.model import load_reader
from tension.signals.network.reader import HELD_OUT_FILE, NETWORK_FILE, load_held_out, load_network
from tension.signals.real_lines import digest_of, lines_by_digest
from tension.signals.status.view import STATUS_FILE, load_status_view
from tension.signals.table import SIGNALS
from tension.signals.taught import TAUGHT_FILE, load_taught
from tension.signals.text.word_groups import GROUPS_FILE, load_word_groups
from tension.signals.vetting import FINDINGS_FILE, load_findings
from tests.reference import reference_file

MODELS = Path("models")
KNOWN = [
    "Iran recalled its ambassador from Pakistan on Tuesday.",
    "Pakistan and Iran reopened the border at Taftan.",
]
NEWS = [
    "Pakistan recalled its ambassador on Tuesday.",
    "Iran recalled its ambassador to Pakistan, and reopened the border.",
    "Iran reopened the border.",
]
NAMES = st.lists(st.text("abcde ", min_size=1, max_size=4), min_size=1, max_size=8, unique=True)


def _joined(texts: CountedTexts, news: CountedTexts) -> CountedTexts:
    hashed = {
        name: HashedRows.of(counts.names, counts.table)
        for name, counts in news.families.items()
        if name != LETTERS
    }
    return join_hashed(texts, hashed, ["recalled", "zebra"])


def test_what_stands_in_several_texts_and_is_known_is_counted_as_if_the_texts_were_there() -> None:
    reader = load_reader(MODELS)
    texts, news = count_texts(reader.read_all(KNOWN)), count_texts(reader.read_all(NEWS))
    every = count_texts(reader.read_all([*KNOWN, *NEWS]))
    found = _joined(texts, news)
    assert found.texts == len(KNOWN) + len(NEWS)
    for family in FAMILIES:
        counts, expected, alone = found.families[family], every.families[family], news.families[family]
        frequency = dict(zip(alone.names, alone.frequency().tolist(), strict=True))
        for column, name in enumerate(counts.names):
            truth = expected.table[:, [expected.names.index(name)]].toarray().ravel()
            if frequency.get(name, 0) == 1:
                truth[len(KNOWN) :] = 0
            assert counts.table[:, [column]].toarray().ravel().tolist() == truth.tolist(), (family, name)


def test_a_word_of_the_list_brings_its_letters_and_others_nothing() -> None:
    reader = load_reader(MODELS)
    found = _joined(count_texts(reader.read_all(KNOWN[1:])), count_texts(reader.read_all(NEWS)))
    words, letters = found.families["words"], found.families[LETTERS]
    assert "recalled" in words.names
    assert "zebra" not in words.names
    assert "its" not in words.names
    assert letters.spelling is not None
    assert " rec" in letters.names
    assert letters.table.shape[0] == found.texts


@given(NAMES, st.data())
def test_hashed_rows_survive_being_stored(names: list[str], data: st.DataObject) -> None:
    cells = st.lists(st.integers(0, 3), min_size=len(names), max_size=len(names))
    table = np.array(data.draw(st.lists(cells, min_size=1, max_size=5)), dtype=np.float32)
    kept = (table > 0).sum(axis=0) >= 2
    rows = HashedRows.of(names, sparse.csr_array(table))
    stored = HashedRows.from_arrays(rows.to_arrays())
    assert len(stored) == len(table)
    asked = ["unheard", *reversed(names)]
    expected = np.column_stack([np.zeros(len(table)), (table * kept)[:, ::-1]])
    assert stored.under(asked).toarray().tolist() == expected.tolist()


def _label(folder: Path, sentences: int = 2) -> tuple[Path, Path]:
    line = f"{NEWS[0]} . {NEWS[1]}"
    events = [[1, "sanction", "background", "IRN", "PAK"], [1, "restore", "reported", "IRN", "PAK"]]
    label = {"item": digest_of(line), "sentences": sentences, "events": events}
    items, labels = folder / "items.txt.gz", folder / "labels.jsonl"
    labels.write_text(json.dumps(label) + "\n", encoding="utf-8")
    with gzip.open(items, "wt", encoding="utf-8") as file:
        file.write(line + "\n")
    return items, labels


def test_items_are_read_sentence_by_sentence(tmp_path: Path) -> None:
    gazetteer = load_gazetteer(MODELS / "gazetteer.toml")
    title, sentence = read_rows(*_label(tmp_path), gazetteer)
    assert (title.text, title.events, title.dyad) == (NEWS[0], (), "PAK-IRN")
    assert [(e.signal, e.status) for e in sentence.events] == [
        ("sanction", "background"),
        ("restore", "reported"),
    ]
    items, labels = _label(tmp_path, sentences=3)
    with pytest.raises(InputError, match=r"labels\.jsonl:1: .* labelled as 3 sentences and is cut into 2"):
        list(read_rows(items, labels, gazetteer))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", r"labels\.jsonl:1: no label"),
        ('{"item": 1}', r"labels\.jsonl:1: no label .*sentences"),
        ('[[0, "bomb", "reported", "IRN", "PAK"]]', r"labels\.jsonl:1: unknown signals \['bomb'\]"),
        ('[[0, "strike", "told", "IRN", "PAK"]]', r"labels\.jsonl:1: .*status"),
        ('[[0, "strike", "reported", "IRN"]]', r"labels\.jsonl:1: .*target"),
    ],
)
def test_a_label_that_cannot_be_used_is_named(tmp_path: Path, line: str, said: str) -> None:
    items, labels = _label(tmp_path)
    good = json.loads(labels.read_text(encoding="utf-8"))
    labels.write_text(
        json.dumps({**good, "events": json.loads(line)}) if line.startswith("[") else line, encoding="utf-8"
    )
    with pytest.raises(ModelError, match=re.compile(said, re.DOTALL)):
        list(read_rows(items, labels, load_gazetteer(MODELS / "gazetteer.toml")))


def test_items_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.gz cannot be read"):
        lines_by_digest(tmp_path / "none.gz")
    (tmp_path / "plain.gz").write_text("plain", encoding="utf-8")
    with pytest.raises(InputError, match=r"plain\.gz cannot be read"):
        lines_by_digest(tmp_path / "plain.gz")


def test_nothing_measured_or_calibrated_on_is_among_what_networks_alone_learn_from() -> None:
    def labelled(file: Path) -> set[str]:
        return {json.loads(line)["item"] for line in file.read_text(encoding="utf-8").splitlines()}

    measured = labelled(Path("tests/data/real-2023-labels.jsonl")) | labelled(MODELS / LABELS_FILE)
    more = labelled(MODELS / MORE_LABELS_FILE)
    taught = {f"{number:016x}" for number in load_taught(MODELS).items.tolist()}
    assert not measured & (more | taught)
    assert not more & taught


def test_what_is_frozen_fits_together() -> None:
    frozen = load_frozen_items(MODELS)
    assert frozen.labels.shape == (len(frozen.items), len(SIGNALS))
    assert all(len(rows) == len(frozen.items) for rows in frozen.features.values())
    assert len(set(frozen.items.tolist())) == len((MODELS / LABELS_FILE).read_text().splitlines())


@pytest.mark.parametrize(
    ("load", "file"),
    [
        (load_frozen_items, FROZEN_FILE),
        (load_findings, FINDINGS_FILE),
        (load_held_out, HELD_OUT_FILE),
        (load_word_groups, GROUPS_FILE),
        (load_taught, TAUGHT_FILE),
        (load_status_view, STATUS_FILE),
        (lambda models: load_network(models, load_reader(MODELS)), NETWORK_FILE),
    ],
)
def test_a_missing_or_damaged_file_is_named(
    tmp_path: Path, load: Callable[[Path], object], file: Path
) -> None:
    with pytest.raises(ModelError, match=f"no .*{file.name}"):
        load(tmp_path)
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(ModelError, match=f"{file.name} cannot be read"):
        load(tmp_path)


def test_what_cannot_be_frozen_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    for arguments in ([], ["a", "b", "c"]):
        with pytest.raises(SystemExit, match="give the file of items"):
            write_frozen(arguments, lambda _items, _models: {})
    (tmp_path / FROZEN_FILE).parent.mkdir()

    def read(items: Path, _models: Path) -> dict[Path, dict[str, np.ndarray]]:
        return {FROZEN_FILE: {"lines": np.array(sorted(lines_by_digest(items)))}}

    with pytest.raises(SystemExit, match=r"none\.gz cannot be read"):
        write_frozen([str(tmp_path / "none.gz"), str(tmp_path)], read)
    assert not list((tmp_path / FROZEN_FILE).parent.iterdir())
    items, _ = _label(tmp_path)
    write_frozen([str(items), str(tmp_path)], read)
    assert [file.name for file in (tmp_path / FROZEN_FILE).parent.iterdir()] == [FROZEN_FILE.name]


@pytest.mark.soak
@pytest.mark.reference
def test_freezing_again_gives_the_same() -> None:
    items = reference_file("real/unlabelled_news_2023.txt.gz")
    stored, found = load_frozen_items(MODELS).to_arrays(), freeze(items, MODELS).to_arrays()
    assert stored.keys() == found.keys()
    for name, values in stored.items():
        assert np.array_equal(values, found[name]), name
