"""Measurements of every stage and of the whole path, seeded and sized, beside the peers on the same text."""
