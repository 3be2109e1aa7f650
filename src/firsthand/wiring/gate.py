"""The send gate: what is known of a text that leaves, from all areas, and its judgement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from firsthand.domain.macros import commands as macros
from firsthand.domain.orders import queries as orders
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.people.queries import Role
from firsthand.domain.policies import commands as policies
from firsthand.domain.policies import queries as gate
from firsthand.domain.policies.commands import Letter
from firsthand.domain.policies.queries import Facts, Finding, Outgoing
from firsthand.domain.promises import queries as promises
from firsthand.domain.solicitations import queries as solicitations
from firsthand.domain.tickets.models import Message, Ticket
from firsthand.domain.tickets.ports import Leaving

if TYPE_CHECKING:
    from firsthand.domain.policies.models import Allowance

# The owner may do whatever compliance may.
_ROLES = {Role.LEAD: "lead", Role.COMPLIANCE: "compliance", Role.OWNER: "compliance"}
_CHANNELS = {"shop": "own_shop", "shopify": "own_shop"}
# What an attached file is for, in the words of the rules.
_ATTACHED = {"instructions": "manual", "asked": "label"}
_ORDER_NUMBER = re.compile(r"(?<!\d)\d{3}-\d{7}-\d{7}(?!\d)")
_SHORTEST_REPEATED = 20  # Characters. "Thank you." may be said twice.


def macro_of(leaving: Leaving) -> int | None:
    """Return the version of the macro a text was made from; refuse altered locked parts."""
    return macros.judge_reply(
        ticket_id=leaving.ticket_id, person_id=leaving.person_id, text=leaving.text
    )


def judge(leaving: Leaving) -> None:
    """Refuse what a rule blocks; note what was found where the text leaves.

    Raises:
        Blocked, TextTooLong: as `policies.commands.judge`.
    """
    person = Person.objects.get(pk=leaving.person_id)
    ticket = Ticket.objects.select_related("store", "order").get(pk=leaving.ticket_id)
    policies.refuse_too_long(leaving.text)
    letter = letter_of(
        ticket, person, leaving.text, at=leaving.at, attached_for=leaving.attached_for
    )
    policies.judge(letter, at=leaving.at, leaves=leaving.is_final)


GUARDS = (macro_of, judge)


@dataclass(frozen=True)
class Typed:
    """What the rules would say of a text if it left now.

    Attributes:
        is_allowed: somebody lets this text leave although rules block it.
    """

    outgoing: Outgoing
    findings: tuple[Finding, ...]
    is_allowed: bool

    @property
    def blocks(self) -> int:
        """How many rules block it."""
        return len({one.rule for one in gate.blocks(self.findings)})


def check_typed(ticket: Ticket, person: Person, text: str, *, at: datetime) -> Typed:
    """Return what the rules would say of a text; nothing is noted.

    Raises:
        TextTooLong: it is longer than any letter.
    """
    policies.refuse_too_long(text)
    letter = letter_of(ticket, person, text, at=at)
    found = gate.findings(letter.outgoing, gate.in_force().rules, also_in=letter.also_in)
    rules = {one.rule for one in gate.blocks(found)}
    is_allowed = bool(rules) and gate.allowance_for(ticket.pk, text, rules) is not None
    return Typed(letter.outgoing, found, is_allowed)


def allow(
    ticket: Ticket, person: Person, text: str, *, note: str, at: datetime
) -> Allowance:
    """Let one text leave although rules block it; see `policies.commands.allow`.

    Raises:
        NotAllowed, NoteMissing, NothingBlocked, TextTooLong: as that.
    """
    policies.refuse_too_long(text)
    return policies.allow(letter_of(ticket, person, text, at=at), note=note, at=at)


def letter_of(
    ticket: Ticket,
    person: Person,
    text: str,
    *,
    at: datetime,
    attached_for: Sequence[str] = (),
) -> Letter:
    """Return a text with what is known besides it."""
    spoken = gate.spoken_in(text)
    language = language_of(ticket.language) or (spoken or ("en",))[0]
    said = _said(ticket.pk)
    outgoing = outgoing_of(
        text,
        language=language,
        marketplace=ticket.store.marketplace,
        # Whatever way he wrote: a buyer of the marketplace is under its rules.
        channel=ticket.store.channel,
        role=person.role,
        # Where nothing is kept of what was said, somebody did ask once.
        is_reply=not said or any(_is_of_buyer(each) for each in said),
        facts=_facts(
            ticket, person, text, said=said, spoken=spoken, attached_for=attached_for, at=at
        ),
    )
    return Letter(outgoing, ticket.store_id, ticket.pk, person, also_in=spoken)


def outgoing_of(
    text: str,
    *,
    language: str,
    marketplace: str,
    channel: str,
    role: str,
    is_reply: bool = True,
    facts: Facts | None = None,
) -> Outgoing:
    """Return a text in the words of the rules: channels and roles are named otherwise."""
    return Outgoing(
        text=text,
        language=language,
        marketplace=marketplace,
        channel=_CHANNELS.get(channel, channel),
        message_type="reply" if is_reply else "proactive",
        role=_ROLES.get(Role(role), "agent"),
        facts=facts or Facts(),
    )


def language_of(code: str) -> str:
    """Return two letters of a language's code; empty: not known."""
    return code.split("-", maxsplit=1)[0].lower()


def _said(ticket_id: int) -> list[Message]:
    found = Message.objects.filter(ticket=ticket_id).exclude(
        direction=Message.Direction.NOTE
    )
    return list(found.only("direction", "nature", "body").order_by("-sent_at", "-pk")[:50])


def _is_of_buyer(message: Message) -> bool:
    return (
        message.direction == Message.Direction.INBOUND
        and message.nature != Message.Nature.NOTICE
    )


def _facts(
    ticket: Ticket,
    person: Person,
    text: str,
    *,
    said: Sequence[Message],
    spoken: Sequence[str],
    attached_for: Sequence[str],
    at: datetime,
) -> Facts:
    """Return what is truly known; a rule about anything else stays silent.

    Nobody tells us whether a buyer opted out or who owns the contact of an order, and no
    program here reads whether every question was answered.
    """
    order, language = ticket.order, language_of(ticket.language)
    inbound = [each for each in said if _is_of_buyer(each)]
    can_tell = bool(spoken) and language in gate.LANGUAGES
    delivered = order.delivered_at if order is not None else None
    return Facts(
        fulfilled_by_marketplace=(
            order.fulfilment == Order.Fulfilment.FBA if order is not None else None
        ),
        days_since_completion=(at - delivered).days if delivered is not None else None,
        review_already_requested=(
            solicitations.was_asked_for(order.pk) if order is not None else None
        ),
        promise_outside_duty=_promises_outside_duty(ticket, person, text, at),
        language_fits_buyer=language in spoken if can_tell else None,
        names_wrong_order=_names_wrong_order(ticket, text),
        repeats_last_reply=_repeats(text, said),
        attachment_kinds=tuple(_ATTACHED.get(one, one) for one in attached_for),
        inbound_only_thanks=(
            inbound[0].nature == Message.Nature.THANKS_ONLY if inbound else None
        ),
    )


def _promises_outside_duty(
    ticket: Ticket, person: Person, text: str, at: datetime
) -> bool | None:
    found = promises.read_in(ticket, text, "", at=at)
    due = [each.due for each in found if each.due is not None]
    if not due:
        return None
    return not all(promises.is_on_duty(person, ticket, each) for each in due)


def _names_wrong_order(ticket: Ticket, text: str) -> bool | None:
    named = set(_ORDER_NUMBER.findall(text)) - {ticket.order_number}
    if not ticket.order_number or not named:
        return None
    theirs = Order.objects.filter(
        buyer__in=orders.same_person(ticket.buyer), number__in=named
    )
    return bool(named - set(theirs.values_list("number", flat=True)))


def _repeats(text: str, said: Sequence[Message]) -> bool | None:
    ours = [each for each in said if each.direction == Message.Direction.OUTBOUND]
    if not ours or len(text.strip()) < _SHORTEST_REPEATED:
        return None
    return "".join(ours[0].body.split()) == "".join(text.split())
