"""Letters in and out: mailboxes, raw mail, identities, quarantine, the outbox, bounces.

Owns the promise that no mail is lost and none is taken twice. Knows nothing of tickets:
`tickets` receives what is parsed and asks this area to keep and to send. Reads and writes
mail only through its ports.
"""
