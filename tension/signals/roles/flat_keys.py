"""Keys of the features that tell who did it to whom, each as one number, and the features they stand for."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from tension.signals.roles.features import Key, names_of
from tension.signals.roles.flat_scenes import Scenes, Stems
from tension.signals.text.id_lists import IdLists
from tension.signals.text.id_table import Numbers
from tension.signals.text.packing import Packing

Array = npt.NDArray[Any]
# Bits of each sort of field.
_BITS = {
    "kind": 8,
    "stem": 24,
    "tag": 8,
    "standing": 16,
    "gap": 40,
    "side": 1,
    "voice": 2,
    "around": 2,
    "in_pair": 2,
    "position": 16,
    "small": 4,
}
# The sorts of the fields of each family; the fields of `roles.features`, but for what `_SHAPES` names.
_SINGLE = {
    "named": ("kind", "small", "small", "position", "small", "in_pair", "small"),
    "possible": ("kind", "small", "small"),
    "left": ("kind", "stem", "stem"),
    "next two": ("stem", "stem"),
    "beside": ("kind", "stem", "stem"),
    "led": ("kind", "stem", "stem"),
    "at": ("small",),
    "from anchor": ("side", "small", "kind", "voice", "small", "around", "small"),
    "anchor": ("side", "stem", "kind", "voice", "small"),
    "anchor possible": ("kind", "around", "voice"),
}
_COUPLE = {
    "same": ("tag", "tag"),
    "apart": ("tag", "tag"),
    "both": ("side", "tag", "tag", "small", "standing", "standing"),
    "together": ("side", "gap"),
}
# Families that hold a part of a plain key's fields: that key, and the first and last of its features meant.
_SHAPES: dict[str, tuple[Callable[..., Key], int, int | None]] = {
    "next two": (lambda n1, n2: ("right", "", "", n1, n2), 0, 1),
    "beside": (lambda kind, p1, n1: ("right", kind, p1, n1, ""), 1, None),
    "at": (lambda at: ("next", "", "", at), 2, None),
    "together": (lambda side, words: ("beside", side, *words), 0, 1),
}


def _packing(families: Mapping[str, tuple[str, ...]]) -> Packing:
    return Packing({name: [_BITS[sort] for sort in sorts] for name, sorts in families.items()})


SINGLE, COUPLE = _packing(_SINGLE), _packing(_COUPLE)


class RoleKeys:
    """Tables from keys to the numbers of known features; filled as keys are met."""

    def __init__(
        self, terms: Mapping[str, int], features: Mapping[str, int], pairs: Mapping[str, int]
    ) -> None:
        """Start with none.

        Args:
            terms: numbers of the stems that tell signals.
            features: numbers of the features of one candidate.
            pairs: numbers of those of two.
        """
        self.stems = Stems(terms, features, pairs)
        self.dash = self.stems.table["-"]
        self._gaps = Numbers[bytes]()
        self.single = IdLists[int](lambda key: self._ids(features, _SINGLE, *SINGLE.unpack(key)))
        self.couple = IdLists[int](lambda key: self._ids(pairs, _COUPLE, *COUPLE.unpack(key)))
        self._names: dict[str, Callable[[int], Any]] = {
            "kind": self.stems.kinds.names.__getitem__,
            "stem": self.stems.table.names.__getitem__,
            "tag": self.stems.tag,
            "standing": self.stems.standings.names.__getitem__,
            "gap": self._words,
            "side": ("<", ">").__getitem__,
            "voice": ("--", "-by", "aux-", "auxby").__getitem__,
            "around": ("00", "01", "10", "11").__getitem__,
            "in_pair": (False, True, None).__getitem__,
            "position": lambda position: position - 1,
            "small": int,
        }

    @property
    def met(self) -> int:
        """How many stems, gaps and keys are remembered."""
        return len(self.stems.table) + len(self._gaps) + len(self.single) + len(self.couple)

    def gaps(self, flat: Scenes, low: Array, size: Array) -> Array:
        """Numbers of the few stems, three at most, that stand together from each place on."""
        spans, places = np.unique(4 * low + size, return_inverse=True)
        stems = flat.stems
        found = [self._gaps[stems[span >> 2 : (span >> 2) + (span & 3)].tobytes()] for span in spans.tolist()]
        return np.array(found, dtype=np.int64)[places]

    def _words(self, gap: int) -> list[str]:
        stems = np.frombuffer(self._gaps.names[gap], dtype=np.int64).tolist()
        return [self.stems.table.names[stem] for stem in stems]

    def _ids(
        self,
        known: Mapping[str, int],
        families: Mapping[str, tuple[str, ...]],
        family: str,
        fields: list[int],
    ) -> list[int]:
        """Numbers of the known features of a key."""
        told = [self._names[sort](field) for sort, field in zip(families[family], fields, strict=True)]
        shape, first, end = _SHAPES.get(family, (lambda *plain: (family, *plain), 0, None))
        return [known[name] for name in islice(names_of(shape(*told)), first, end) if name in known]
