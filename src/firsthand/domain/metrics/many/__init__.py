"""The facts of many buyers at once: from the journal through `bulk` into the tables.

What the plain rules do buyer by buyer, for when there is much to build: after a large
import, or everything afresh. A buyer with anything unusual is left to the plain rules.
"""
