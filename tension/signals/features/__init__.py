"""What the classifier of signals sees of a text."""
