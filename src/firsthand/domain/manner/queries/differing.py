"""What a draft and the text for the buyer say differently. Nothing here writes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from firsthand.domain.manner import rules
from firsthand.domain.manner.rules import Difference, Fact, Kind
from firsthand.domain.promises import queries as promises

if TYPE_CHECKING:
    from firsthand.domain.promises.queries import Detected
    from firsthand.domain.tickets.models import Ticket


def diff(
    draft: str,
    draft_language: str,
    text: str,
    language: str,
    *,
    marketplace: str,
    sent_at: datetime,
    zone: str,
) -> tuple[Difference, ...]:
    """Return what two texts that are to say the same say differently, in substance.

    Amounts, times, counts of days, percentages, numbers of orders and parcels, links,
    promises: each is compared by what it comes to, so "19,99 €" is "19.99欧元".

    Args:
        draft: what the writer means, in a language of his.
        draft_language: of it (en, zh, de, ja, fr, it, es).
        text: what the buyer is to read.
        language: of the text.
        marketplace: where the order was placed (US, DE ...).
        sent_at: when it would be sent (UTC): what "tomorrow" goes by.
        zone: the buyer's (IANA).
    """
    if not draft.strip() or not text.strip():
        return ()
    said = [
        _facts(each, spoken, marketplace, sent_at, zone)
        for each, spoken in ((draft, draft_language), (text, language))
    ]
    return rules.compare(*said)


def diff_on(
    ticket: Ticket, draft: str, text: str, *, otherwise: str, at: datetime
) -> tuple[Difference, ...]:
    """Return the differences for the buyer of a ticket.

    Args:
        ticket: with its store, whose marketplace and clock count.
        draft: in the writer's own language, told by its letters.
        text: for the buyer, in the ticket's language, else the store's.
        otherwise: the writer's language where the letters do not tell it.
        at: when it would be sent (UTC).
    """
    store = ticket.store
    language = (ticket.language or store.language).split("-")[0].lower()
    spoken = rules.language_of(draft, otherwise[:2].lower())
    return diff(
        draft,
        spoken,
        text,
        language,
        marketplace=store.marketplace,
        sent_at=at,
        zone=store.time_zone,
    )


def _facts(
    text: str, language: str, marketplace: str, sent_at: datetime, zone: str
) -> list[Fact]:
    found = list(rules.facts_in(text, marketplace))
    about = (language, sent_at, zone, marketplace)
    # "within 24 hours" is a count; what is a number of a parcel is no date.
    times = [_fact(Kind.TIME, one) for one in promises.times_in(text, *about)]
    found += [one for one in times if not any(map(one.overlaps, found))]
    spans = [one for one in found if one.kind not in {Kind.TIME, Kind.COUNT}]
    made = [_fact(Kind.PROMISE, one) for one in promises.detect(text, *about)]
    return found + [one for one in made if not any(map(one.overlaps, spans))]


def _fact(kind: Kind, one: Detected) -> Fact:
    key = one.due.isoformat() if one.due else ""
    return Fact(kind, key, one.quote, one.start, one.end)
