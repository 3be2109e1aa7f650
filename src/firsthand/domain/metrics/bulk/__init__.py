"""The rules of `metrics.rules` once more, for all buyers at once: compiled, over columns.

`rules` says what a contact, an issue and an outcome is, one buyer at a time, in plain
Python: it is what is read, and what keeps the facts in step. Here the same is done to
millions of events within seconds, to build everything afresh. Both are held equal by tests
over thousands of random streams.
"""
