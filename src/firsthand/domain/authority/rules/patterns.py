"""What many uses together show: amounts that crowd below a limit, rates out of the usual.

A pattern is a reason to read the notes, not a proof: every finding carries n and interval.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from firsthand.foundation.statistics import (
    at_least,
    benjamini_hochberg,
    chance_limits,
    fisher_exact,
    pooled,
    wilson,
)

Name = TypeVar("Name", bound=Hashable)

# How wide the two bands below a limit are, of the limit.
BAND = Decimal("0.05")
# With fewer in the bands even all of them just below the limit could be chance.
ENOUGH_NEAR = 10
# Chance alone goes beyond, on one side, once in a thousand: 99.8 % lie within.
RARE = 0.001
ENOUGH_USES = 50
NARROW, WIDE = 0.95, 0.998


class Verdict(StrEnum):
    """What can be said."""

    TOO_FEW = "too_few"
    USUAL = "usual"
    UNUSUAL = "unusual"


@dataclass(frozen=True, kw_only=True)
class NearLimit:
    """How amounts lie just below a limit.

    Attributes:
        near: in the band that ends at the limit, the limit with it.
        below: in the band of the same width below that one.
        excess: how many more are near than the band below lets expect.
        excess_interval: 95 %.
        p: of so many near or more, if amounts were spread evenly over both bands.
        p_colleagues: of a share so different from that of all others, adjusted for how
            many are compared; None where there are no others.
    """

    near: int
    below: int
    excess: int
    excess_interval: tuple[float, float] | None
    p: float
    p_colleagues: float | None
    verdict: Verdict

    @property
    def n(self) -> int:
        """Return how many lie in both bands."""
        return self.near + self.below


def near_limit(
    amounts: Mapping[Name, Sequence[int]], limit_minor_units: int, *, band: Decimal = BAND
) -> dict[Name, NearLimit]:
    """Return for each name how its amounts lie just below a limit.

    The band below the one that ends at the limit says what to expect there: where people do
    not aim at the limit, amounts change little over so short a way, and rather fall than
    rise, which makes this test say too little rather than too much. Above the limit nothing
    can be learned: there people ask, and so there is always less. Who is unusual is so
    against that expectation and, since round amounts crowd by themselves, against
    colleagues under the same limit as well.

    Sources: the excess over a local expectation, E. Saez, "Do taxpayers bunch at kink
    points?", American Economic Journal: Economic Policy 2 (2010), 180-212; a test of the
    density at a threshold, J. McCrary, "Manipulation of the running variable in the
    regression discontinuity design", Journal of Econometrics 142 (2008), 698-714; by an
    exact binomial test of counts in bands of equal width, M. D. Cattaneo, N. Idrobo, R.
    Titiunik, "A Practical Introduction to Regression Discontinuity Designs" (2020).

    Args:
        amounts: what somebody chose himself, in minor units of the policy's currency: a
            full refund has the price's amount, so leave it out.
        limit_minor_units: the limit they were under.
        band: the width of a band as a share of the limit.
    """
    width = max(1, int(limit_minor_units * band))
    bands = {name: _bands(each, limit_minor_units, width) for name, each in amounts.items()}
    near_in_all = sum(near for near, _ in bands.values())
    below_in_all = sum(below for _, below in bands.values())
    against_others = {
        name: fisher_exact(
            near,
            near + below,
            near_in_all - near,
            near_in_all + below_in_all - near - below,
        )
        for name, (near, below) in bands.items()
    }
    adjusted = dict(
        zip(against_others, benjamini_hochberg([*against_others.values()]), strict=True)
    )
    has_others = len(bands) > 1
    return {
        name: _near(near, below, adjusted[name] if has_others else None)
        for name, (near, below) in bands.items()
    }


def _bands(amounts: Sequence[int], limit: int, width: int) -> tuple[int, int]:
    near = sum(limit - width < each <= limit for each in amounts)
    below = sum(limit - 2 * width < each <= limit - width for each in amounts)
    return near, below


def _near(near: int, below: int, p_colleagues: float | None) -> NearLimit:
    n = near + below
    p = at_least(near, n, 0.5) if n else 1.0
    interval = None
    if n:
        low, high = wilson(near, n)
        interval = (n * (2 * low - 1), n * (2 * high - 1))
    stands_out = p <= RARE and (p_colleagues is None or p_colleagues <= 0.05)
    verdict = Verdict.UNUSUAL if stands_out else Verdict.USUAL
    return NearLimit(
        near=near,
        below=below,
        excess=near - below,
        excess_interval=interval,
        p=p,
        p_colleagues=p_colleagues,
        verdict=verdict if n >= ENOUGH_NEAR else Verdict.TOO_FEW,
    )


@dataclass(frozen=True, kw_only=True)
class InFunnel(Generic[Name]):
    """One agent's or product's rate beside what chance allows for its n.

    Attributes:
        interval: 95 %, of the rate itself.
        usual: the fewest and the most hits that chance brings 95 times in 100.
        widest: the same 998 times in 1,000; beyond is unusual, on either side.
    """

    name: Name
    hits: int
    n: int
    interval: tuple[float, float]
    usual: tuple[int, int]
    widest: tuple[int, int]
    verdict: Verdict

    @property
    def rate(self) -> float:
        """Return hits per unit."""
        return self.hits / self.n


def in_funnel(
    counts: Mapping[Name, tuple[int, int]], *, enough: int = ENOUGH_USES
) -> list[InFunnel[Name]]:
    """Return each name with something counted beside the rate of all, most units first.

    Args:
        counts: (hits, n) by agent, product or whatever is compared.
        enough: units from which somebody is called unusual at all.

    Raises:
        ValueError: more hits than units, or fewer than none.
    """
    hits_of_all, n_of_all = pooled(counts)
    rows = []
    for name, (hits, n) in counts.items():
        if not n:
            continue
        centre = hits_of_all / n_of_all
        low, high = widest = chance_limits(n, centre, WIDE)
        verdict = Verdict.USUAL if low <= hits <= high else Verdict.UNUSUAL
        rows.append(
            InFunnel(
                name=name,
                hits=hits,
                n=n,
                interval=wilson(hits, n),
                usual=chance_limits(n, centre, NARROW),
                widest=widest,
                verdict=verdict if n >= enough else Verdict.TOO_FEW,
            )
        )
    return sorted(rows, key=lambda row: -row.n)
