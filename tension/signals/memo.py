"""What was found for recent keys, bounded: the older half is forgotten when the newer is full."""

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Remembers at least the last `limit` keys and at most twice as many."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._new: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """What is remembered for the key; None for nothing."""
        found = self._new.get(key)
        if found is None:
            found = self._old.get(key)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: K, value: V) -> V:
        """Remember a value, and give it back."""
        if len(self._new) >= self._limit:
            self._old, self._new = self._new, {}
        self._new[key] = value
        return value
