"""Tell the story of one order's money in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.domain.people import queries as people
from firsthand.domain.remedies.models import (
    AuditRow,
    HandDecision,
    Incident,
    Ledger,
    OutsideRefund,
    Remedy,
)
from firsthand.domain.remedies.queries.words import STATES, why_in_words
from firsthand.domain.remedies.rules.states import UNDER_WAY, State
from firsthand.foundation.money import Money


@dataclass(frozen=True)
class Voice:
    """How a story says times, amounts and keys."""

    time: Callable[[datetime], str]
    money: Callable[[Money], str]
    key: Callable[[UUID], str]


def _exact_time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"


def _exact_money(amount: Money) -> str:
    return f"{amount.decimal()} {amount.currency}"


# To the second and in UTC: what can be held against a channel's own record.
EXACT = Voice(time=_exact_time, money=_exact_money, key=str)


def story(order_id: int, *, at: datetime, voice: Voice = EXACT) -> list[str]:
    """Return the sentences, in the language that is active; none if nobody touched it.

    Args:
        order_id: the order.
        at: now: what is due, is due by then.
        voice: how it says times, amounts and keys.
    """
    ledger = Ledger.objects.select_related("order").filter(pk=order_id).first()
    if ledger is None:
        return []
    remedies = list(ledger.remedies.order_by("requested_at", "pk"))
    names = people.names_of(_people_in(remedies))
    return [
        _opening(ledger, voice),
        *(line for remedy in remedies for line in _of_remedy(remedy, names, voice, at)),
        *_of_facts(ledger, remedies, voice),
        *(_of_incident(each, voice) for each in ledger.incidents.order_by("at", "pk")),
        *_balance(ledger, voice),
    ]


def _people_in(remedies: list[Remedy]) -> set[int]:
    rows = AuditRow.objects.filter(subject__in=[str(each.key) for each in remedies])
    acting = rows.values_list("actor_id", flat=True)
    return {each.requested_by_id for each in remedies} | {pk for pk in acting if pk}


def _opening(ledger: Ledger, voice: Voice) -> str:
    words = {"order": ledger.order.number, "paid": _money(voice, ledger, ledger.captured)}
    if ledger.opened_at is None:
        return (
            _("Order %(order)s: its figures do not add up, no money can be given.") % words
        )
    return _("Order %(order)s: the buyer paid %(paid)s.") % words


def _of_remedy(
    remedy: Remedy, names: dict[int, str], voice: Voice, at: datetime
) -> Iterator[str]:
    words = {
        "when": voice.time(remedy.requested_at),
        "who": names[remedy.requested_by_id],
        "what": remedy.get_kind_display(),
        "amount": _money(voice, remedy, remedy.minor_units) if remedy.minor_units else "",
        "key": voice.key(remedy.key),
    }
    yield _("%(when)s: %(who)s asked for: %(what)s %(amount)s (%(key)s).") % words
    rows = AuditRow.objects.filter(subject=str(remedy.key), what__startswith="remedy.")
    for row in rows.order_by("seq"):
        state = row.what.removeprefix("remedy.")
        if state in STATES:
            yield _step(row, state, names, voice)
    for decision in remedy.decisions.order_by("pk"):
        yield _of_decision(decision, voice)
    yield from _next(remedy, voice, at)


def _step(row: AuditRow, state: str, names: dict[int, str], voice: Voice) -> str:
    facts: dict[str, Any] = json.loads(row.facts)
    why = str(facts.get("why") or "")
    who = row.actor_id
    words = {
        "when": voice.time(row.at),
        "state": STATES[state],
        "who": _("the program") if who is None else names.get(who, f"#{who}"),
        "why": why_in_words(why),
        "id": facts.get("external_id") or "",
    }
    if words["id"]:
        return _("    %(when)s, %(who)s: %(state)s; the channel’s id is %(id)s.") % words
    if why:
        return _("    %(when)s, %(who)s: %(state)s, because: %(why)s.") % words
    return _("    %(when)s, %(who)s: %(state)s.") % words


def _of_decision(decision: HandDecision, voice: Voice) -> str:
    words = {
        "when": voice.time(decision.proposed_at),
        "says": decision.get_says_display(),
        "id": decision.external_id or "—",
    }
    if decision.confirmed_at is not None:
        return _("    %(when)s, by hand and confirmed: %(says)s (%(id)s).") % words
    if decision.dropped_at is not None:
        return _("    %(when)s, by hand and dropped again: %(says)s (%(id)s).") % words
    return _("    %(when)s, by hand, waits for a second person: %(says)s.") % words


def _next(remedy: Remedy, voice: Voice, at: datetime) -> Iterator[str]:
    """Say what a remedy that has not ended is waiting for."""
    words = {"when": voice.time(max(remedy.due_at, at))}
    siblings = Remedy.objects.filter(ledger_id=remedy.ledger_id, state__in=UNDER_WAY)
    if remedy.state == State.APPROVED and siblings.exclude(pk=remedy.pk).exists():
        yield _("    It waits until the other remedy of this order has ended.")
    elif remedy.state == State.APPROVED:
        yield _("    It is sent at %(when)s or soon after.") % words
    elif remedy.state in (State.UNKNOWN, State.TAKEN):
        yield _("    It is looked up at %(when)s; until then it is not sent again.") % words
    elif remedy.state == State.NEEDS_HUMAN:
        yield _("    It is not sent again. Two people have to say what became of it.")


def _of_facts(ledger: Ledger, remedies: list[Remedy], voice: Voice) -> Iterator[str]:
    twice = ledger.incidents.filter(kind=Incident.Kind.TWICE)
    told = set(twice.values_list("facts__outside", flat=True))
    for fact in ledger.outside.order_by("happened_at", "pk"):
        yield _of_fact(fact, voice)
        equal = None if fact.pk in told else as_much_as(fact, remedies)
        if equal is not None:
            yield (
                _(
                    "    It is as much as remedy %(key)s. The channel does not say whether"
                    " it carried that one out twice or somebody gave as much again there."
                )
                % {"key": voice.key(equal.key)}
            )


def as_much_as(fact: OutsideRefund, remedies: Iterable[Remedy]) -> Remedy | None:
    """Return the remedy that may have been carried out twice, if this fact could be that.

    Only where the channel gave no reference: with one, it is known.
    """
    if fact.explained_by_id is not None or fact.reference:
        return None
    said = (fact.account, fact.currency, fact.minor_units)
    for remedy in remedies:
        same = (remedy.account, remedy.currency, remedy.minor_units) == said
        if (
            same
            and remedy.state == State.SUCCEEDED
            and fact.happened_at >= remedy.requested_at
        ):
            return remedy
    return None


def _of_fact(fact: OutsideRefund, voice: Voice) -> str:
    words = {
        "when": voice.time(fact.happened_at),
        "amount": _money(voice, fact, fact.minor_units),
        "id": fact.external_id,
    }
    if fact.explained_by is not None:
        words["key"] = voice.key(fact.explained_by.key)
        return _("%(when)s: %(amount)s (%(id)s) was remedy %(key)s all along.") % words
    if not fact.is_counted:
        return _("%(when)s: %(amount)s went back (%(id)s), not counted yet.") % words
    return _("%(when)s: %(amount)s went back without us (%(id)s).") % words


def _of_incident(incident: Incident, voice: Voice) -> str:
    words = {"when": voice.time(incident.at), "what": incident.get_kind_display()}
    if incident.closed_at is not None:
        return _("%(when)s: incident, closed: %(what)s.") % words
    return _("%(when)s: incident, open: %(what)s.") % words


def _balance(ledger: Ledger, voice: Voice) -> Iterator[str]:
    words = {
        "settled": _money(voice, ledger, ledger.settled),
        "reserved": _money(voice, ledger, ledger.reserved),
        "free": _money(voice, ledger, ledger.free),
        "over": _money(voice, ledger, ledger.over),
    }
    yield (
        _("Given back: %(settled)s. Set aside: %(reserved)s. Still free: %(free)s.") % words
    )
    if ledger.over:
        yield _("Beyond what was paid: %(over)s.") % words
    doubtful = ledger.remedies.filter(state__in=(State.UNKNOWN, State.NEEDS_HUMAN)).count()
    if doubtful:
        yield ngettext(
            "Of %(n)d remedy it is not known whether it has happened.",
            "Of %(n)d remedies it is not known whether they have happened.",
            doubtful,
        ) % {"n": doubtful}


def _money(voice: Voice, of: Ledger | Remedy | OutsideRefund, minor_units: int) -> str:
    return voice.money(Money(of.currency, minor_units))
