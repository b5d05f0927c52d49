"""What a sentence tells: signals, status, roles, casualties, tone."""

from tension.signals.model import SignalModel, load_model
from tension.signals.score import Scorer, load_scorer, score_article, score_articles

__all__ = ["Scorer", "SignalModel", "load_model", "load_scorer", "score_article", "score_articles"]
