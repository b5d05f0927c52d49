"""How many were killed and wounded, and what was an accident."""
