"""From evidence to events: what happened, who says so, what was known of it when, and what it weighs."""
