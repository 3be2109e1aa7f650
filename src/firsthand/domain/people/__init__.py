"""Who works here: people, roles, teams, log-in tokens.

Owns what a role may do and which stores a person sees. Knows nothing of tickets. Whoever
acts for a person asks `may()` for the deed and `visible_to` for the object: both, always.
"""
