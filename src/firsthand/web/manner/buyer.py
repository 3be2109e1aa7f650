"""Beside a reply: the buyer's clock, his next holiday, how to write to him."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from firsthand.domain.manner import queries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from firsthand.domain.tickets.models import Ticket


class Buyer(NamedTuple):
    """What is known of the buyer's place, in the reader's language.

    Attributes:
        now: by the clock of the store's marketplace.
        place: that clock's city.
        holiday, holiday_on: today's or the next public holiday; empty: not known.
        card: form of address, closing, dates and what to avoid, in that order.
    """

    now: datetime
    place: str
    holiday: str
    holiday_on: date | None
    is_holiday: bool
    card: tuple[str, ...]


def buyer_of(ticket: Ticket, *, at: datetime) -> Buyer:
    """Return what stands beside a reply on this ticket."""
    store = ticket.store
    off = queries.holiday(store.marketplace, store.time_zone, at=at)
    card = queries.card(store.marketplace)
    return Buyer(
        now=at.astimezone(ZoneInfo(store.time_zone)),
        place=store.time_zone.rsplit("/", maxsplit=1)[-1].replace("_", " "),
        holiday=_read(off.name) if off else "",
        holiday_on=off.day if off else None,
        is_holiday=off is not None and off.is_today,
        card=tuple(map(_read, card)) if card else (),
    )


def _read(words: Mapping[str, str]) -> str:
    return words["zh" if (get_language() or "").startswith("zh") else "en"]
