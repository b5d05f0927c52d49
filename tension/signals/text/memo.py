"""What was found for keys met before, bounded."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_LONGEST_KEPT = 40


class Lookup(dict[K, V], Generic[K, V]):
    """Values by key, made when first asked for; asking again costs no call. All is forgotten at the limit."""

    def __init__(self, make: Callable[[K], V], limit: int) -> None:
        super().__init__()
        self._make, self._limit = make, limit

    def __missing__(self, key: K) -> V:
        if len(self) >= self._limit:
            self.clear()
        value = self[key] = self._make(key)
        return value


class TokenLookup(Lookup[str, V]):
    """Values by what stands between two spaces; the endless tokens of a hostile text are not kept."""

    def __missing__(self, key: str) -> V:
        return super().__missing__(key) if len(key) < _LONGEST_KEPT else self._make(key)


class Memo(Generic[K, V]):
    """Remembers at least the last `limit` keys and at most twice as many; the older half goes first."""

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
