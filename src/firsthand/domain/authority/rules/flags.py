"""What a buyer's history shows, with the evidence. Shown before anything is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from firsthand.domain.authority.rules.rates import Rates
from firsthand.domain.authority.rules.terms import Flag, FlagTerms
from firsthand.foundation.money import Money


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One claim or chargeback of a buyer. `number` is what it is found by."""

    kind: str
    number: str
    at: datetime
    channel: str
    was_denied: bool = False


@dataclass(frozen=True, kw_only=True)
class Bought:
    """One order of a buyer, cancelled ones left out."""

    number: str
    at: datetime
    total: Money


@dataclass(frozen=True)
class Finding:
    """One flag, and what it rests on.

    Attributes:
        counted: numbers of the incidents or orders that count, oldest first.
        within_days: older ones were left out.
        channels: by which they came, sorted; empty for a value.
        minor_units: of the policy's currency; 0 where money is not what counts.
        not_counted: orders whose currency has no rate: the value is at least the above.
    """

    flag: Flag
    counted: tuple[str, ...]
    within_days: int
    channels: tuple[str, ...] = ()
    minor_units: int = 0
    not_counted: tuple[str, ...] = ()


def findings(
    incidents: Iterable[Incident],
    orders: Iterable[Bought],
    *,
    terms: FlagTerms,
    rates: Rates,
    at: datetime,
) -> tuple[Finding, ...]:
    """Return the flags of one person by all his accounts and channels together.

    A claim that the marketplace denied counts, since it was made; a claim the buyer was
    right to make counts as well: the flag makes somebody look, it does not refuse.
    """
    found = (
        _repeat_claimant(incidents, terms, at),
        _high_value(orders, terms, rates, at),
    )
    return tuple(each for each in found if each is not None)


def _repeat_claimant(
    incidents: Iterable[Incident], terms: FlagTerms, at: datetime
) -> Finding | None:
    since = at - timedelta(days=terms.claims_within_days)
    # One claim that is told of twice is one.
    once = {(i.channel, i.kind, i.number): i for i in incidents if since < i.at <= at}
    counted = sorted(once.values(), key=lambda each: (each.at, each.number))
    channels = tuple(sorted({each.channel for each in counted}))
    is_repeated = len(counted) >= terms.claims and len(channels) >= terms.channels
    if not is_repeated and len(counted) < terms.claims_on_one_channel:
        return None
    return Finding(
        Flag.REPEAT_CLAIMANT,
        tuple(each.number for each in counted),
        terms.claims_within_days,
        channels=channels,
    )


def _high_value(
    orders: Iterable[Bought], terms: FlagTerms, rates: Rates, at: datetime
) -> Finding | None:
    since = at - timedelta(days=terms.value_within_days)
    recent = sorted(
        (each for each in orders if since < each.at <= at),
        key=lambda each: (each.at, each.number),
    )
    # What a currency was worth on the day of the order matters less than that it has one.
    known = [each for each in recent if rates.unknown(each.total.currency) is None]
    value = sum((rates.exact(each.total) for each in known), Fraction(0))
    if value < terms.value_minor_units:
        return None
    return Finding(
        Flag.HIGH_VALUE,
        tuple(each.number for each in known),
        terms.value_within_days,
        minor_units=int(value),
        not_counted=tuple(each.number for each in recent if each not in known),
    )
