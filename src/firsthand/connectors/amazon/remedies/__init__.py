"""Amazon as a channel of remedies: refunds and cancellations by feed, parcels by call.

Everything before the one call that counts has no effect, so what fails there was certainly
not sent; what fails in it is unclear, unless Amazon says in plain words that it was not
done.
"""
