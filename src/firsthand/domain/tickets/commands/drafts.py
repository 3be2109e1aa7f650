"""Keep what somebody writes before he sends it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.people.queries import Right
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import Draft
from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres.standing import GREATEST_NUMBER, standing_cursor

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

# The next words of a draft: every writer sends some every few seconds, so one statement,
# planned once per connection. The share in the ticket waits for whoever has it locked, to
# merge it or to send the draft, and makes him wait.
_GO_ON = """
WITH here AS (
    SELECT id FROM tickets_ticket
     WHERE id = %(ticket)s::bigint AND merged_into_id IS NULL AND purged_at IS NULL
       AND (%(stores)s::bigint[] IS NULL OR store_id = ANY(%(stores)s::bigint[]))
       FOR SHARE)
UPDATE tickets_draft AS draft
   SET body = %(body)s::text, in_own_language = %(own)s::text,
       saved_at = %(at)s::timestamptz, stamp = %(stamp)s::uuid
  FROM here
 WHERE draft.ticket_id = here.id AND draft.person_id = %(me)s::bigint
   AND draft.is_note = %(is_note)s::boolean AND draft.stamp = %(over)s::uuid
RETURNING draft.id
"""


class StaleDraft(Refused):
    code = "tickets.stale_draft"

    def __init__(self, kept: Draft | None) -> None:
        """Say that what is kept is another: `kept`, or nothing."""
        super().__init__(
            _("This text was changed, sent or emptied in another tab."),
            fix=_("Nothing was overwritten: choose which to keep."),
        )
        self.kept = kept


def save_draft(
    *,
    ticket_id: int,
    body: str,
    is_note: bool,
    by: Person,
    at: datetime,
    over: UUID | None = None,
    in_own_language: str = "",
) -> Draft | None:
    """Keep what somebody has begun to write; an emptied draft is removed (returns None).

    Args:
        ticket_id: the ticket.
        body: the text as it stands.
        is_note: whether it is to be a note.
        by: who writes.
        at: when (UTC).
        over: the stamp of the draft it goes on from; None where there was none.
        in_own_language: the same in the writer's language, as far as he wrote it.

    Raises:
        NotAllowed: the role may not work tickets, or only those handed over to `by`.
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        StaleDraft: the draft is another by now: written on in another tab, or sent.
    """
    draft = Draft(
        ticket_id=ticket_id,
        person=by,
        is_note=is_note,
        body=body,
        in_own_language=in_own_language,
        saved_at=at,
        stamp=uuid4(),
    )
    is_one = by.may(Right.WORK_TICKETS) and ticket_id <= GREATEST_NUMBER
    if is_one and over is not None and _says_something(draft) and _goes_on(draft, over, by):
        return draft
    return _settled(draft, over, by)


def _goes_on(draft: Draft, over: UUID, by: Person) -> bool:
    """Keep the next words of a draft, if it is as the writer saw it and nothing else is."""
    stores = by.visible_store_ids()
    with standing_cursor() as cursor:
        cursor.execute(
            _GO_ON,
            {
                "ticket": draft.ticket_id,
                "stores": None if stores is None else sorted(stores),
                "body": draft.body,
                "own": draft.in_own_language,
                "at": draft.saved_at,
                "stamp": draft.stamp,
                "me": by.pk,
                "is_note": draft.is_note,
                "over": over,
            },
        )
        row = cursor.fetchone()
    if row is None:
        return False
    (draft.pk,) = row
    draft._state.adding = False
    return True


@transaction.atomic
def _settled(draft: Draft, over: UUID | None, by: Person) -> Draft | None:
    """Keep the draft wherever its ticket stands now, or say that it is another."""
    ticket = _ticket.locked_where_it_is(by, draft.ticket_id)
    known = Draft.objects.filter(ticket=ticket, person=by, is_note=draft.is_note).first()
    if (known.stamp if known is not None else None) != over:
        raise StaleDraft(known)
    if not _says_something(draft):
        Draft.objects.filter(ticket=ticket, person=by, is_note=draft.is_note).delete()
        return None
    _ticket.will_hold_words(ticket)
    kept = known or Draft(ticket=ticket, person=by, is_note=draft.is_note)
    kept.body, kept.saved_at, kept.stamp = draft.body, draft.saved_at, draft.stamp
    kept.in_own_language = draft.in_own_language
    kept.save()
    return kept


def _says_something(draft: Draft) -> bool:
    return bool(draft.body.strip() or draft.in_own_language.strip())
