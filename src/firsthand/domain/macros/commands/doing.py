"""Do together with an answer what its macro is meant to go with: each the writer's deed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from firsthand.domain.macros import queries
from firsthand.domain.macros.models import MacroUse
from firsthand.domain.macros.rules import deeds as rules
from firsthand.domain.macros.rules.deeds import Became, Deed
from firsthand.domain.macros.rules.sheets import Do, Status
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.promises import commands as promises
from firsthand.domain.promises import queries as promised
from firsthand.domain.tickets import commands as desk
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

Chosen = Mapping[int, frozenset[int]]  # By use, the numbers of its actions, from 0.


class BuyerWroteAgain(Refused):
    code = "macros.buyer_wrote_again"


class OrderUnknown(Refused):
    code = "macros.order_unknown"


class NoSuchAction(Refused):
    code = "macros.no_such_action"


@dataclass(frozen=True)
class Doing:
    """Where something is done: for which reply, by whom, and when it left (UTC)."""

    ticket_id: int
    message_id: int
    by: Person
    at: datetime


@transaction.atomic
def choose(*, ticket_id: int, reply_key: UUID, chosen: Chosen, by: Person) -> None:
    """Keep what is to be done when a reply leaves; what is not among it is not done.

    Args:
        ticket_id: the ticket that is answered.
        reply_key: the key that the reply is asked for with.
        chosen: of the answers `by` began from macros; of one that has left or was thrown
            away meanwhile it says nothing any more.
        by: who answers.

    Raises:
        NoSuchAction: a macro has no action of that number.
    """
    uses = queries.open_uses(ticket_id, by.pk).filter(pk__in=chosen)
    for use in uses.select_for_update():
        deeds = rules.read(use.actions)
        if not chosen[use.pk] <= set(range(len(deeds))):
            raise NoSuchAction(
                _("The macro has no such action. Nothing was sent."),
                fix=_("Reload the page, then choose again."),
            )
        use.actions = rules.plain(rules.chosen(deeds, chosen[use.pk]))
        use.reply_key = reply_key
        use.save(update_fields=["actions", "reply_key"])


def done_with(use: MacroUse, doing: Doing) -> list[Deed]:
    """Do what was chosen of a macro's actions; return what became of each.

    What is refused is noted and stops neither the others nor the reply, which has left.
    """
    deeds = rules.read(use.actions)
    with translation.override(doing.by.language):
        for number in rules.in_turn(deeds):
            deeds[number] = _tried(deeds[number], doing)
    return deeds


@transaction.atomic
def put_away(*, use_id: int, number: int, by: Person) -> None:
    """Note that somebody has seen what was refused, or needs what was asked for no more.

    Raises:
        MacroUse.DoesNotExist: no answer of his has left that was made from a macro.
        NoSuchAction: nothing of it waits for him under this number, from 0.
    """
    use = MacroUse.objects.select_for_update().get(
        pk=use_id, person=by, sent_at__isnull=False
    )
    deeds = rules.read(use.actions)
    if number >= len(deeds) or deeds[number].became not in (Became.ASKED, Became.REFUSED):
        raise NoSuchAction(
            _("Nothing waits for you here any more."), fix=_("Reload the page.")
        )
    deeds[number] = replace(deeds[number], became=Became.SEEN)
    use.actions = rules.plain(deeds)
    use.save(update_fields=["actions"])


def _tried(deed: Deed, doing: Doing) -> Deed:
    try:
        with transaction.atomic():
            return replace(deed, became=_done(deed, doing))
    except Refused as refusal:
        said, fix = refusal.message, refusal.fix
    except ObjectDoesNotExist:
        said, fix = _("You do not see this ticket any more."), ""
    return replace(deed, became=Became.REFUSED, said=said, fix=fix)


def _done(deed: Deed, doing: Doing) -> Became:
    ticket = tickets.ticket_for(doing.by, doing.ticket_id)
    if ticket is None:
        raise ObjectDoesNotExist
    match deed.action.do:
        case Do.TAG:
            _tag(deed, ticket, doing)
        case Do.STATUS if deed.action.of == Status.SOLVED:
            _solve(ticket, doing)
        case Do.STATUS:
            desk.snooze(ticket_id=ticket.pk, until="message", by=doing.by, at=doing.at)
        case Do.PROMISE:
            _promise(deed, ticket, doing)
        case Do.SNOOZE:
            _snooze(deed, ticket, doing)
        case Do.REMEDY:
            # Money moves by the form that asks for it, which its person fills in.
            require(doing.by, Right.REQUEST_REMEDIES)
            _refuse_without_order(ticket)
            return Became.ASKED
    return Became.DONE


def _refuse_without_order(ticket: Ticket) -> None:
    if ticket.order_id is None:
        raise OrderUnknown(
            _("No order is linked, so nothing can be asked for."),
            fix=_("Link the order, then ask for it there."),
        )


def _tag(deed: Deed, ticket: Ticket, doing: Doing) -> None:
    if ticket.state == ticket.State.SOLVED:
        return  # Closed with the reply, with the reason that its writer chose then.
    sheet = desk.Sheet(reason=deed.action.of)
    desk.tag(ticket_id=ticket.pk, sheet=sheet, by=doing.by, at=doing.at)


def _solve(ticket: Ticket, doing: Doing) -> None:
    if ticket.state == ticket.State.SOLVED:
        return  # Closed with the reply.
    if ticket.unanswered_since is not None:
        raise BuyerWroteAgain(
            _("The buyer wrote again meanwhile. The ticket stays open."),
            fix=_("Answer that first."),
        )
    sheet = desk.Sheet(
        reason=ticket.reason.code if ticket.reason else "",
        truth=ticket.truth,
        resolution=ticket.resolution.code if ticket.resolution else "",
    )
    desk.solve(ticket_id=ticket.pk, sheet=sheet, by=doing.by, at=doing.at)


def _promise(deed: Deed, ticket: Ticket, doing: Doing) -> None:
    """Promise by the time its variable says, unless the reply's own words did already."""
    zone = ZoneInfo(ticket.store.time_zone)
    due_at = deed.due_at(zone)
    for said in promised.promises_of(doing.by, ticket):
        is_of_reply = said.message_id == doing.message_id and said.due_at is not None
        if is_of_reply and said.due_at and deed.names(said.due_at, zone):
            promises.confirm(promise_id=said.pk, by=doing.by, at=doing.at)
            return
    promises.declare(ticket_id=ticket.pk, due_at=due_at, by=doing.by, at=doing.at)


def _snooze(deed: Deed, ticket: Ticket, doing: Doing) -> None:
    hours = timedelta(hours=deed.action.hours)
    zone = ZoneInfo(ticket.store.time_zone)
    wakes_at = doing.at + hours if hours else deed.wakes_at(zone)
    desk.snooze(
        ticket_id=ticket.pk, until="time", wakes_at=wakes_at, by=doing.by, at=doing.at
    )
