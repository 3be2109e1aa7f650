"""What is to be done together with an answer, and what of it waits for its writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from firsthand.domain.macros.models import MacroUse
from firsthand.domain.macros.queries.previews import actions_in_words
from firsthand.domain.macros.rules import deeds as rules
from firsthand.domain.macros.rules.deeds import Became
from firsthand.domain.macros.rules.sheets import Do, Status
from firsthand.domain.remedies import queries as remedies

if TYPE_CHECKING:
    from firsthand.domain.macros.rules.deeds import Deed
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket


@dataclass(frozen=True)
class Offered:
    """One action of an answer, for its writer.

    Attributes:
        number: of the action in its macro, from 0.
        is_wanted: whether it is to be done; it is, unless he said otherwise.
        closes: whether it closes the ticket.
        remedy: the kind of remedy it asks for; empty: none.
    """

    use_id: int
    number: int
    words: str
    deed: Deed

    @property
    def is_wanted(self) -> bool:
        return self.deed.is_wanted is not False

    @property
    def closes(self) -> bool:
        action = self.deed.action
        return action.do == Do.STATUS and action.of == Status.SOLVED

    @property
    def remedy(self) -> str:
        return self.deed.action.of if self.deed.action.do == Do.REMEDY else ""


def offered(ticket_id: int, person_id: int) -> list[Offered]:
    """Return the actions of the answers somebody began from macros and has not sent."""
    found = MacroUse.objects.filter(
        ticket_id=ticket_id, person=person_id, sent_at=None, dropped_at=None
    )
    return [each for use in found.order_by("pk") for each in offered_by(use)]


def offered_by(use: MacroUse) -> list[Offered]:
    """Return the actions of one answer."""
    deeds = rules.read(use.actions)
    words = actions_in_words([deed.action for deed in deeds])
    return [
        Offered(use.pk, number, words[number], deed) for number, deed in enumerate(deeds)
    ]


def waiting_for(person: Person, ticket: Ticket) -> list[Offered]:
    """Return what waits for somebody on a ticket: refused, or a remedy to ask for.

    A remedy that he asked for since is no longer waited for.
    """
    uses = MacroUse.objects.filter(
        ticket_id=ticket.pk, person=person, sent_at__isnull=False
    ).exclude(actions=[])
    found = []
    for use in uses.order_by("pk"):
        waiting = [
            each
            for each in offered_by(use)
            if each.deed.became in (Became.ASKED, Became.REFUSED)
        ]
        if any(each.remedy for each in waiting) and use.sent_at is not None:
            asked = _kinds_asked(ticket, since=use.sent_at)
            waiting = [each for each in waiting if each.remedy not in asked]
        found += waiting
    return found


def _kinds_asked(ticket: Ticket, *, since: datetime) -> Sequence[str]:
    there = remedies.remedies_beside(
        ticket_id=ticket.pk, order_id=ticket.order_id, store_id=ticket.store_id
    )
    return [each.kind for each in there if each.requested_at >= since]
