"""The snapshot behind the page: replaced under readers, shared by threads."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tension.errors import WarehouseError
from tension.web.store import MEMO_ENTRIES, Snapshot, Store
from tests.web_data import thin_db

COUNT = "select count(*) as days from index_values"


def test_a_publish_is_seen_by_the_next_request_and_not_by_the_one_under_way(tmp_path: Path) -> None:
    path = thin_db(tmp_path / "a" / "tension.duckdb", days=2)
    newer = thin_db(tmp_path / "b" / "tension.duckdb", days=9)
    store = Store(path)
    with store.snapshot() as before:
        assert before.rows(COUNT) == [{"days": 2}]
        shutil.copy(newer, path.with_suffix(".next"))
        path.with_suffix(".next").replace(path)
        with store.snapshot() as after:
            assert after.rows(COUNT) == [{"days": 9}]
            assert after.identity != before.identity
        assert before.rows(COUNT) == [{"days": 2}]
    with store.snapshot() as again:
        assert again is after
    store.close()


def test_many_threads_ask_at_once(db: Path) -> None:
    store = Store(db)

    def ask(_number: int) -> int:
        with store.snapshot() as snapshot:
            return len(snapshot.read("web_days", {"pair": "PAK-IRN"}))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(60)))) == 1
    store.close()


def test_what_many_threads_ask_for_is_made_once_and_again_after_an_error(db: Path) -> None:
    store, made = Store(db), []

    def make() -> int:
        made.append(threading.get_ident())
        threading.Event().wait(0.05)
        if len(made) == 1:
            raise ValueError("the first fails")
        return len(made)

    def ask(snapshot: Snapshot) -> int:
        try:
            return snapshot.memo("number", make)
        except ValueError:
            return 0

    with store.snapshot() as snapshot, ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(ask, [snapshot] * 8)) == [0, *[2] * 7]
    store.close()


def test_an_error_in_a_question_leaves_the_snapshot_usable(db: Path) -> None:
    import duckdb

    store = Store(db)
    with store.snapshot() as snapshot:
        with pytest.raises(duckdb.Error):
            snapshot.rows("select no_such_column from index_values")
        assert snapshot.rows(COUNT)
    store.close()


def test_a_snapshot_of_another_version_is_said_to_be_one(db: Path) -> None:
    store = Store(db)
    with store.snapshot() as snapshot, pytest.raises(WarehouseError, match=r"another version.*tension run"):
        snapshot.rows("from no_such_view")
    store.close()


def test_no_file_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="tension run"), Store(tmp_path / "none.duckdb").snapshot():
        pass


def test_the_memory_of_a_snapshot_is_bounded(db: Path) -> None:
    store = Store(db)
    with store.snapshot() as snapshot:
        made = [snapshot.memo(number, lambda number=number: number) for number in range(2 * MEMO_ENTRIES)]
        assert made == list(range(2 * MEMO_ENTRIES))
        assert len(snapshot._memo) == MEMO_ENTRIES
        assert snapshot.memo(2 * MEMO_ENTRIES - 1, threading.Lock) == 2 * MEMO_ENTRIES - 1
    store.close()
