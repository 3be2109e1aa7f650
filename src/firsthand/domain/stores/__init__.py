"""Where we sell: stores, and the marketplaces they are on.

Owns Store and the table of marketplaces. Knows nothing of people or orders. Everything
that belongs to a store carries its id, and visibility is decided by it.
"""
