"""Our accounts at the marketplaces, and how far each flow of their data has come.

Owns MarketplaceAccount with its secrets, which stores it serves, what its last test found,
and Flow: what is read again and again, from where it goes on, and what is wrong with it.
Knows nothing of orders or of how a marketplace is called.
"""
