from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.authority.rules import (
    Bought,
    Finding,
    Flag,
    FlagTerms,
    Incident,
    findings,
)
from firsthand.foundation.money import Money
from tests.authority import rates
from tests.people import NOON


def claim(n: int, channel: str = "amazon", *, days: int = 10, **values) -> Incident:
    at = NOON - timedelta(days=days)
    return Incident(
        **{"kind": "claim", "number": f"C{n}", "at": at, "channel": channel} | values
    )


def bought(n: int, minor_units: int, currency: str = "USD", *, days: int = 10) -> Bought:
    at = NOON - timedelta(days=days)
    return Bought(number=f"O{n}", at=at, total=Money(currency, minor_units))


def flags(incidents=(), orders=(), **values) -> list[Finding]:
    terms = FlagTerms(**values)
    return list(findings(incidents, orders, terms=terms, rates=rates(), at=NOON))


REPEATED = [
    ([claim(1), claim(2), claim(3, "ebay", days=0)], True, "one of this moment"),
    ([claim(1), claim(2), claim(3, "ebay")], True, "three by two channels"),
    ([claim(1), claim(2), claim(3)], False, "three by one channel"),
    ([claim(n) for n in range(5)], True, "five by one channel"),
    ([claim(1), claim(2, "ebay")], False, "two"),
    ([claim(1), claim(1), claim(2, "ebay")], False, "one told of twice"),
    ([claim(1), claim(2), claim(3, "ebay", days=180)], False, "one too old"),
    ([claim(1), claim(2), claim(3, "ebay", days=-1)], False, "one still to come"),
    (
        [claim(1), claim(2), claim(3, "ebay", kind="chargeback", was_denied=True)],
        True,
        "a chargeback counts, and one that was denied",
    ),
]


@pytest.mark.parametrize(("incidents", "expected", "why"), REPEATED)
def test_a_repeat_claimant_has_claimed_often_and_by_several_channels(
    incidents, expected, why
) -> None:
    assert bool(flags(incidents)) == expected, why


def test_a_flag_names_what_it_rests_on_oldest_first() -> None:
    incidents = [claim(1, days=1), claim(2, "walmart", days=9), claim(3, "ebay", days=5)]
    (finding,) = flags(incidents)
    assert finding.flag == Flag.REPEAT_CLAIMANT
    assert finding.counted == ("C2", "C3", "C1")
    assert finding.channels == ("amazon", "ebay", "walmart")
    assert finding.within_days == 180


def test_a_buyer_of_high_value_has_bought_for_so_much_in_a_year() -> None:
    orders = [bought(1, 50_000), bought(2, 45_455, "EUR"), bought(3, 9, days=365)]
    (finding,) = flags(orders=orders)
    assert (finding.flag, finding.minor_units) == (Flag.HIGH_VALUE, 100_000)
    assert finding.counted == ("O1", "O2")
    assert flags(orders=[bought(1, 99_999)]) == []
    assert flags(orders=[bought(1, 100_000, days=0)]), "of this moment"
    assert flags(orders=[bought(1, 100_000, days=-1)]) == [], "still to come"


def test_orders_without_a_rate_are_left_out_and_named() -> None:
    (finding,) = flags(orders=[bought(1, 100_000), bought(2, 999_999, "GBP")])
    assert (finding.minor_units, finding.not_counted) == (100_000, ("O2",))
    assert flags(orders=[bought(2, 999_999, "GBP")]) == []


def test_the_policy_says_from_when_on() -> None:
    assert flags([claim(1)], claims=1, channels=1)
    assert flags([claim(1)], claims_on_one_channel=1)
    assert not flags([claim(1)], claims=1, channels=1, claims_within_days=9)
    assert flags(orders=[bought(1, 1)], value_minor_units=1)
