"""Translate journal entries of one buyer into what the rules read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from firsthand.domain.metrics import rules

if TYPE_CHECKING:
    from firsthand.domain.journal.models import Entry

WORST_STARS = 2  # One or two stars count as the buyer going past us.


def happenings(entries: Iterable[Entry]) -> list[rules.Event]:
    """Return what the entries of one buyer mean to the figures.

    Some entries take back others, whenever they were written: a reply that came back was
    never sent, a denied claim was never right, and the last flag of a message counts.
    """
    entries = sorted(entries, key=lambda entry: (entry.happened_at, entry.pk))
    taken_back = _TakenBack(entries)
    made: list[rules.Event] = []
    for entry in entries:
        translate = _TRANSLATIONS.get(entry.kind)
        if translate is not None and not taken_back.includes(entry):
            made.append(translate(entry, taken_back))
    return made


class _TakenBack:
    """What later entries say about earlier ones."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._undelivered: set[int] = set()
        self._denied: set[tuple[int, object]] = set()
        self.needs_no_response: dict[int, bool] = {}
        for entry in entries:
            match entry.kind:
                case "tickets.reply_undelivered":
                    self._undelivered.add(entry.subject_id)
                case "orders.claim_denied":
                    self._denied.add(_claim(entry))
                case "tickets.no_response_needed" | "tickets.response_needed":
                    flagged = entry.kind == "tickets.no_response_needed"
                    self.needs_no_response[entry.subject_id] = flagged

    def includes(self, entry: Entry) -> bool:
        """Say whether the entry counts as if it had never been written."""
        match entry.kind:
            case "tickets.reply_written":
                return entry.subject_id in self._undelivered
            case "orders.claim_opened":
                return _claim(entry) in self._denied
            case "orders.feedback_received":
                return int(entry.facts.get("stars") or 5) > WORST_STARS
        return False


def _claim(entry: Entry) -> tuple[int, object]:
    return entry.subject_id, entry.facts.get("external_id")


def _ticket(entry: Entry) -> int:
    assert entry.ticket_id is not None, f"{entry} does not say about which ticket it is"
    return entry.ticket_id


def _asked(entry: Entry, taken_back: _TakenBack) -> rules.Event:
    return rules.Asked(
        at=entry.happened_at,
        key=entry.subject_id,
        ticket=_ticket(entry),
        order=entry.facts.get("order_id"),
        asins=frozenset(entry.facts.get("asins") or ()),
        reason=entry.facts.get("reason"),
        nature=entry.facts.get("nature") or "question",
        no_response_needed=taken_back.needs_no_response.get(entry.subject_id, False),
        session=entry.facts.get("session"),
    )


def _replied(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Replied(
        at=entry.happened_at,
        key=entry.subject_id,
        ticket=_ticket(entry),
        agent=entry.actor_id,
        kind=entry.facts.get("kind") or "resolution",
        session=entry.facts.get("session"),
    )


def _escaped(way: rules.EscapeWay) -> Callable[[Entry, _TakenBack], rules.Event]:
    def escaped(entry: Entry, _: _TakenBack) -> rules.Event:
        return rules.Escaped(
            at=entry.happened_at, key=entry.pk, order=entry.subject_id, way=way
        )

    return escaped


def _solved(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Solved(
        at=entry.happened_at, key=entry.pk, ticket=_ticket(entry), agent=entry.actor_id
    )


def _merged(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Merged(
        at=entry.happened_at,
        key=entry.pk,
        ticket=entry.subject_id,
        into=int(entry.facts["into"]),
    )


def _escalated(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Escalated(at=entry.happened_at, key=entry.pk, ticket=_ticket(entry))


def _tagged(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Tagged(
        at=entry.happened_at,
        key=entry.pk,
        ticket=_ticket(entry),
        reason=str(entry.facts["reason"]),
    )


def _order_linked(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.OrderLinked(
        at=entry.happened_at,
        key=entry.pk,
        ticket=_ticket(entry),
        order=int(entry.facts["order_id"]),
    )


_TRANSLATIONS: dict[str, Callable[[Entry, _TakenBack], rules.Event]] = {
    "tickets.message_received": _asked,
    "tickets.reply_written": _replied,
    "tickets.own_reply_copied": _replied,
    "tickets.solved": _solved,
    "tickets.merged": _merged,
    "tickets.escalated": _escalated,
    "tickets.tagged": _tagged,
    "tickets.order_linked": _order_linked,
    "orders.claim_opened": _escaped("claim"),
    "orders.chargeback": _escaped("chargeback"),
    "orders.feedback_received": _escaped("feedback"),
}
