"""What somebody may give a buyer on his own word, and who decides above that.

Owns versions of the policy, exchange rates, what was used under them, and what is left of
budgets. Judges a note, a buyer's history, a return's loss. Knows orders, buyers and tickets
by plain values; what is done for a buyer, and the money itself, is remedies' matter.
"""
