"""Trying again without talking about it."""

import logging


def quieten_retries() -> None:
    """Keep stamina from printing each try on stderr; callers tell in their words what failed in the end."""
    logger = logging.getLogger("stamina")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
