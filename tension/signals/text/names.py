"""Lists of names as plain bytes, so that an artefact needs no object arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt


def join_names(names: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Names in UTF-8, one a line; none may hold a line break."""
    return np.frombuffer("\n".join(names).encode("utf-8"), dtype=np.uint8)


def split_names(raw: npt.NDArray[Any]) -> list[str]:
    """The names that `join_names` wrote."""
    text = raw.tobytes().decode("utf-8")
    return text.split("\n") if text else []
