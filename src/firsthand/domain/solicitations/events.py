"""What this area writes into the journal."""

ASKED = "solicitations.review_asked"
ENDED = "solicitations.review_ended"  # facts: state
