"""From the published index to alerts: rules, their replay, and what is left to tell.

Nothing is imported here: the settings read `tension.alerts.rules` alone, and stay quick to load.
"""
