"""The day of an event, and what an article only retells."""
