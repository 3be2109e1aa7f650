"""What the facts say about one ticket."""

from __future__ import annotations

from firsthand.foundation.postgres.standing import standing_cursor

_NUMBER = """
    SELECT count(*) FROM metrics_contact AS contact, (
           SELECT issue_id, started_at, first_message_id FROM metrics_contact
            WHERE ticket_id = %(ticket_id)s
            ORDER BY started_at DESC, first_message_id DESC LIMIT 1) AS latest
     WHERE contact.issue_id = latest.issue_id
       AND (contact.started_at, contact.first_message_id)
           <= (latest.started_at, latest.first_message_id)"""


def contact_number(ticket_id: int) -> int | None:
    """Return the how-manieth contact of its issue the ticket's latest contact is.

    Contacts of the issue on other tickets count, in whatever store. None while the facts
    know no contact of the ticket. Whoever asks has been shown the ticket.
    """
    with standing_cursor() as cursor:
        cursor.execute(_NUMBER, {"ticket_id": ticket_id})
        (number,) = cursor.fetchone() or (0,)
    return number or None
