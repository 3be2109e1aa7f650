"""The mirror of what was sold: products, buyers, orders, parcels, returns, claims.

Owns buyers and their keyed identities across channels. Never talks to a marketplace; the
connectors bring facts in. Nothing here is invented: a row says where it came from.
"""
