"""How the marketplace judges our account, beside what we count ourselves.

Owns Snapshot and Reading: what the marketplace reported, as it was reported. What we count
is asked of the metrics; nothing of it is kept here.
"""
