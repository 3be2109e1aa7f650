"""How buyers of a marketplace expect to be written to, and when they are at home."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import yaml

from firsthand.domain.manner.rules.holidays import next_holiday
from firsthand.domain.policies import queries as policies

if TYPE_CHECKING:
    from firsthand.domain.policies.queries import Finding
    from firsthand.domain.tickets.models import Ticket

_DATA = Path(__file__).parents[1] / "data"
# By language of the reader, `en` and `zh`.
Words = Mapping[str, str]


class Card(NamedTuple):
    """How to write to buyers of a marketplace."""

    address: Words
    close: Words
    dates: Words
    avoid: Words


class Holiday(NamedTuple):
    """A public holiday of the buyer's country; `is_today` by his own calendar."""

    day: date
    name: Words
    is_today: bool


def advice(ticket: Ticket, text: str) -> tuple[Finding, ...]:
    """Return what sounds wrong to the buyer of a ticket; none of it holds a text up."""
    store = ticket.store
    language = (ticket.language or store.language)[:2].lower()
    outgoing = policies.Outgoing(
        text=text, language=language, marketplace=store.marketplace, channel=ticket.channel
    )
    return policies.check(outgoing, policies.shipped("culture"))


def card(marketplace: str) -> Card | None:
    """Return how to write to buyers of a marketplace; None: nobody has written it down."""
    return _cards().get(marketplace)


def holiday(marketplace: str, zone: str, *, at: datetime) -> Holiday | None:
    """Return today's public holiday where the buyer lives, or else the next one."""
    today = at.astimezone(ZoneInfo(zone)).date()
    found = next_holiday(marketplace, today)
    if found is None:
        return None
    day, code = found
    return Holiday(day, _names()[code], is_today=day == today)


@lru_cache(maxsize=1)
def _cards() -> Mapping[str, Card]:
    return {
        marketplace: Card(**{name: each[name] for name in Card._fields})
        for each in _read("cards.yaml")
        for marketplace in each["marketplaces"]
    }


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Words]:
    names: Mapping[str, Words] = _read("holidays.yaml")
    return names


def _read(name: str) -> Any:  # noqa: ANN401 - Whatever a file holds.
    return yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
