"""What a sentence tells: signals, status, roles, casualties, tone."""

from tension.signals.model import SignalModel, load_model

__all__ = ["SignalModel", "load_model"]
