"""Who did it to whom, as a trained model reads one sentence."""
