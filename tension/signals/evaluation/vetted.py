"""How well vetting parts what is news between two states from what is not, on items it did not learn from."""

from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from tension.signals.evaluation.metrics import calibration_error
from tension.signals.vetting import FLOOR, Doubts, fit_vetting, load_findings


def measure_vetting(models: Path, folds: int) -> dict[str, Any]:
    """Each frozen finding by a regression that did not learn from its item.

    Returns:
        `findings` and how many are `right`; `area` under the ROC curve of the chance, and of the
        `signal_alone`'s probability; `right_kept` and `wrong_kept`, the shares at or above the floor;
        `calibration_error`.
    """
    found = load_findings(models)
    chances = np.zeros(len(found.right))
    for fold in range(folds):
        held = found.items % folds == fold
        chances[held] = fit_vetting(found[~held]).chances(found[held])
    kept = chances >= FLOOR
    told = found.doubts[:, Doubts._fields.index("told")]
    return {
        "findings": len(chances),
        "right": int(found.right.sum()),
        "area": float(roc_auc_score(found.right, chances)),
        "signal_alone": float(roc_auc_score(found.right, told)),
        "right_kept": float(kept[found.right].mean()),
        "wrong_kept": float(kept[~found.right].mean()),
        "calibration_error": calibration_error(chances, found.right),
    }
