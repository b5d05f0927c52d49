"""Reported, planned, background, denied or hypothetical: the status of an event on the day of the text."""
