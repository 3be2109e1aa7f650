"""What this area writes into the journal. Subject: the order."""

ASKED = "invoices.asked"  # facts: sha256 of the file
ENDED = "invoices.ended"  # facts: state, why
SETTLED = "invoices.settled"  # facts: state, by whoever looked
