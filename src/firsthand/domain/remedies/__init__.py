"""What is done for a buyer: refunds, cancellations, resends, returns, credits, addresses.

Owns Remedy, its attempts, the ledger of every order, authority and approvals, and the audit
log of all of it. A remedy is written down before any channel hears of it; what a channel
did with it is known, or openly unknown, and never guessed.
"""
