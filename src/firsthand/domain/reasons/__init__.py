"""Why buyers write, and what became of it: the tree of reasons and the list of resolutions.

Owns Reason and Resolution. A code never changes and a row is never deleted: what falls out
of use is archived, what was the same as another is merged into it. Knows nothing of
tickets; these keep the reason, and the journal a snapshot of it as it stood.
"""
