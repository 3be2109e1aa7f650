"""Translate journal entries of one buyer into what the rules read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar, cast, get_args

from firsthand.domain.metrics import rules

if TYPE_CHECKING:
    from firsthand.domain.journal.models import Entry

Found = TypeVar("Found")
VERSION = 1  # Of every kind read here.
NATURES: tuple[str, ...] = get_args(rules.Nature)
KINDS: tuple[str, ...] = get_args(rules.ReplyKind)
WORST_STARS = 2  # One or two stars count as the buyer going past us.
LONGEST_FOCUS = timedelta(days=1)  # Nobody looks at one ticket for longer.


class Unreadable(Exception):
    """An entry does not hold what its kind promises, or is of a version not known here."""


def happenings(entries: Iterable[Entry]) -> tuple[list[rules.Event], dict[int, str]]:
    """Return what the entries of one buyer mean to the figures, and what is unreadable.

    Some entries take back others, whenever they were written: a reply that came back was
    never sent, a denied claim was never right, and the last flag of a message counts.

    Returns:
        The events; and by entry why it could not be read. Such an entry counts as if it
        had never been written: one mistake must not keep everybody's figures from moving.
    """
    entries = sorted(entries, key=lambda entry: (entry.happened_at, entry.pk))
    unreadable: dict[int, str] = {}
    taken_back = _TakenBack()
    for entry in entries:
        if entry.kind in KINDS_READ:
            try:
                _check(entry)
                taken_back.note(entry)
            except Unreadable as problem:
                unreadable[entry.pk] = str(problem)
    made: list[rules.Event] = []
    for entry in entries:
        translate = _TRANSLATIONS.get(entry.kind)
        if translate is None or entry.pk in unreadable:
            continue
        try:
            if not taken_back.includes(entry):
                made.append(translate(entry, taken_back))
        except Unreadable as problem:
            unreadable[entry.pk] = str(problem)
    return made, unreadable


def event_of(entry: Entry) -> rules.Event | None:
    """Return what one entry means if nothing is taken back; None: nothing by itself.

    Raises:
        Unreadable: it does not hold what its kind promises.
    """
    if entry.kind not in KINDS_READ:
        return None
    _check(entry)
    alone = _TakenBack()
    alone.note(entry)
    translate = _TRANSLATIONS.get(entry.kind)
    if translate is None or alone.includes(entry):
        return None
    return translate(entry, alone)


def _check(entry: Entry) -> None:
    if entry.version != VERSION:
        raise Unreadable(f"version {entry.version} of {entry.kind} is not known")
    if not isinstance(entry.facts, dict):
        raise Unreadable(f"the facts are {type(entry.facts).__name__}")


class _TakenBack:
    """What later entries say about earlier ones."""

    def __init__(self) -> None:
        self._undelivered: set[int] = set()
        self._denied: set[tuple[int, str]] = set()
        self.needs_no_response: dict[int, bool] = {}

    def note(self, entry: Entry) -> None:
        """Read the next entry, oldest first."""
        match entry.kind:
            case "tickets.reply_undelivered":
                self._undelivered.add(entry.subject_id)
            case "tickets.reply_delivered":
                self._undelivered.discard(entry.subject_id)
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
            case "tickets.solved":
                # Filed, because only machines wrote: nothing was solved by that.
                return _fact(entry, "is_filed", bool) is True
            case "orders.claim_opened":
                return _claim(entry) in self._denied
            case "orders.feedback_received":
                return (_fact(entry, "stars", int) or 5) > WORST_STARS
        return False


def _fact(entry: Entry, name: str, kind: type[Found]) -> Found | None:
    """Return one of the facts, None if it is not there.

    Raises:
        Unreadable: it is something else than `kind`. What it is, is not repeated.
    """
    found = entry.facts.get(name)
    if found is None:
        return None
    if type(found) is not kind:
        raise Unreadable(f"{name} is {type(found).__name__} and not {kind.__name__}")
    return found


def _needed(entry: Entry, name: str, kind: type[Found]) -> Found:
    found = _fact(entry, name, kind)
    if found is None:
        raise Unreadable(f"{name} is missing")
    return found


def _one_of(entry: Entry, name: str, known: Collection[str], otherwise: str) -> str:
    found = _fact(entry, name, str) or otherwise
    if found not in known:
        raise Unreadable(f"{name} is none of {', '.join(known)}")
    return found


def _claim(entry: Entry) -> tuple[int, str]:
    return entry.subject_id, _fact(entry, "external_id", str) or ""


def _ticket(entry: Entry) -> int:
    if entry.ticket_id is None:
        raise Unreadable("it does not say about which ticket it is")
    return entry.ticket_id


def _products(entry: Entry) -> frozenset[str]:
    asins = _fact(entry, "asins", list) or []
    if not all(isinstance(asin, str) for asin in asins):
        raise Unreadable("asins are not all str")
    return frozenset(asins)


def _asked(entry: Entry, taken_back: _TakenBack) -> rules.Event:
    if entry.store_id is None:
        raise Unreadable("it does not say in which store it is")
    return rules.Asked(
        at=entry.happened_at,
        key=entry.subject_id,
        ticket=_ticket(entry),
        order=_fact(entry, "order_id", int),
        asins=_products(entry),
        reason=_fact(entry, "reason", str),
        nature=cast("rules.Nature", _one_of(entry, "nature", NATURES, "question")),
        no_response_needed=taken_back.needs_no_response.get(entry.subject_id, False),
        session=_fact(entry, "session", str),
    )


def _replied(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Replied(
        at=entry.happened_at,
        key=entry.subject_id,
        ticket=_ticket(entry),
        agent=entry.actor_id,
        kind=cast("rules.ReplyKind", _one_of(entry, "kind", KINDS, "resolution")),
        macro=_fact(entry, "macro_id", int),
        session=_fact(entry, "session", str),
    )


def _escaped(way: rules.EscapeWay) -> Callable[[Entry, _TakenBack], rules.Event]:
    def escaped(entry: Entry, _: _TakenBack) -> rules.Event:
        return rules.Escaped(
            at=entry.happened_at, key=entry.pk, order=entry.subject_id, way=way
        )

    return escaped


def _solved(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Solved(
        at=entry.happened_at,
        key=entry.pk,
        ticket=_ticket(entry),
        agent=entry.actor_id,
        # Of an imported ticket it may be known that it was solved, and not when.
        is_timed=_fact(entry, "is_timed", bool) is not False,
    )


def _merged(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Merged(
        at=entry.happened_at,
        key=entry.pk,
        ticket=entry.subject_id,
        into=_needed(entry, "into", int),
    )


def _split(entry: Entry, _: _TakenBack) -> rules.Event:
    """Read a ticket split from another as that one still: containers make no issues."""
    return rules.Merged(
        at=entry.happened_at,
        key=entry.pk,
        ticket=entry.subject_id,
        into=_needed(entry, "out_of", int),
    )


def _escalated(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Escalated(at=entry.happened_at, key=entry.pk, ticket=_ticket(entry))


def _tagged(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Tagged(
        at=entry.happened_at,
        key=entry.pk,
        ticket=_ticket(entry),
        reason=_needed(entry, "reason", str),
        topic=_fact(entry, "level2", str) or _fact(entry, "level1", str),
        front_line_can_resolve=_fact(entry, "l1_resolvable", bool),
    )


def _reopened(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Reopened(at=entry.happened_at, key=entry.pk, ticket=_ticket(entry))


def _assigned(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.Assigned(
        at=entry.happened_at,
        key=entry.pk,
        ticket=_ticket(entry),
        to=_fact(entry, "to", int),
        reassignments=_fact(entry, "reassignments", int) or 0,
    )


def _focused(entry: Entry, _: _TakenBack) -> rules.Event:
    seconds = _needed(entry, "seconds", int)
    if entry.actor_id is None or entry.store_id is None:
        raise Unreadable("it does not say who it was, or in which store")
    if not 0 <= seconds <= LONGEST_FOCUS.total_seconds():
        raise Unreadable("seconds are not between none and a day")
    return rules.Focused(
        at=entry.happened_at,
        key=entry.pk,
        ticket=_ticket(entry),
        agent=entry.actor_id,
        seconds=seconds,
    )


def _order_linked(entry: Entry, _: _TakenBack) -> rules.Event:
    return rules.OrderLinked(
        at=entry.happened_at,
        key=entry.pk,
        ticket=_ticket(entry),
        order=_needed(entry, "order_id", int),
    )


_TRANSLATIONS: dict[str, Callable[[Entry, _TakenBack], rules.Event]] = {
    "tickets.message_received": _asked,
    "tickets.reply_written": _replied,
    "tickets.own_reply_copied": _replied,
    "tickets.solved": _solved,
    "tickets.merged": _merged,
    "tickets.split": _split,
    "tickets.escalated": _escalated,
    "tickets.tagged": _tagged,
    "tickets.order_linked": _order_linked,
    "tickets.reopened": _reopened,
    "tickets.assigned": _assigned,
    "tickets.focused": _focused,
    "orders.claim_opened": _escaped("claim"),
    "orders.chargeback": _escaped("chargeback"),
    "orders.feedback_received": _escaped("feedback"),
}
KINDS_READ = _TRANSLATIONS.keys() | {
    "tickets.reply_undelivered",
    "tickets.reply_delivered",
    "tickets.no_response_needed",
    "tickets.response_needed",
    "orders.claim_denied",
}
