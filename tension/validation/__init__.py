"""What the index is worth: against gold days, baselines, a second crisis, placebo pairs and simulation."""
