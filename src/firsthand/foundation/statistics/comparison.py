"""Fair comparison of groups: their mix taken out, small numbers held back, many tests."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)
Counts = tuple[int, int]  # Hits, units.

# A prior weaker than this hardly holds back, a stronger one lets nothing through.
WEAKEST, STRONGEST = 20.0, 500.0


def share_of(counts: Counts) -> float | None:
    """Return hits per unit; None when nothing was counted.

    Raises:
        ValueError: more hits than units, or fewer than none.
    """
    hits, n = counts
    if not 0 <= hits <= n:
        raise ValueError(f"no share for {hits} of {n}")
    return hits / n if n else None


def pooled(strata: Mapping[Name, Counts]) -> Counts:
    """Return the hits and units of all strata together."""
    return sum(k for k, _ in strata.values()), sum(n for _, n in strata.values())


def standardised(
    strata: Mapping[Name, Counts], weights: Mapping[Name, float]
) -> float | None:
    """Return the share a group would have if its units were mixed as the weights say.

    None when it has no unit in a stratum that carries weight: pool such strata first.

    Source: K. J. Rothman, S. Greenland, T. L. Lash, "Modern Epidemiology", 3rd ed. (2008),
    ch. 4, direct standardisation.

    Raises:
        ValueError: a negative weight, none at all, or counts that are no share.
    """
    total = sum(weights.values())
    if not total > 0 or min(weights.values()) < 0:
        raise ValueError("weights are positive and at least one is there")
    result = 0.0
    for name, weight in weights.items():
        rate = share_of(strata.get(name, (0, 0)))
        if weight and rate is None:
            return None
        result += weight / total * (rate or 0.0)
    return result


def expected_hits(strata: Mapping[Name, Counts], reference: Mapping[Name, float]) -> float:
    """Return the hits a group would have at the reference's share in each stratum.

    Observed hits over these is indirect standardisation. Source: as `standardised`.

    Raises:
        KeyError: a stratum has no reference.
        ValueError: counts that are no share.
    """
    for counts in strata.values():
        share_of(counts)
    return sum(n * reference[name] for name, (_, n) in strata.items())


def reversals(
    crude: Mapping[Name, float], fair: Mapping[Name, float]
) -> list[tuple[Name, Name]]:
    """Return the pairs of groups whose order turns round when the mix is taken out.

    Source: E. H. Simpson, "The interpretation of interaction in contingency tables",
    JRSS B 13 (1951), 238-241.
    """
    return [
        (one, other)
        for one, other in combinations(crude, 2)
        if (crude[one] - crude[other]) * (fair[one] - fair[other]) < 0
    ]


@dataclass(frozen=True, kw_only=True)
class Prior:
    """What is known of a group before its own units: a share, worth so many units.

    Attributes:
        mean: the share of all groups together.
        variance_between: of the groups' true shares; 0 when chance explains them all.
        strength: in units; None: the groups do not differ, all are worth the mean.
        spread: the weighted variance the groups' shares were seen with.
    """

    mean: float
    variance_between: float
    strength: float | None
    spread: float

    def held_back(self, counts: Counts) -> float:
        """Return a group's share, drawn to the mean the more the fewer units it has."""
        if self.strength is None:
            return self.mean
        return shrunken(counts, mean=self.mean, strength=self.strength)


def shrunken(counts: Counts, *, mean: float, strength: float) -> float:
    """Return the posterior mean of a share under a beta prior worth `strength` units.

    Source: A. Gelman et al., "Bayesian Data Analysis", 3rd ed. (2013), §2.4.

    Raises:
        ValueError: counts that are no share, or a prior that is none.
    """
    share_of(counts)
    if not 0 <= mean <= 1 or not strength > 0:
        raise ValueError(f"no prior has mean {mean} and strength {strength}")
    return (counts[0] + mean * strength) / (counts[1] + strength)


def prior_from(groups: Sequence[Counts]) -> Prior:
    """Return the prior that the groups themselves suggest. Groups without units count not.

    The strength is kept between 20 and 500 units.

    Source: J. C. Kleinman, "Proportions with extraneous variance: single and independent
    samples", JASA 68 (1973), 46-54: weighted moments of the beta-binomial distribution.

    Raises:
        ValueError: fewer than two groups with units, or counts that are no share.
    """
    shares = [(share, n) for k, n in groups if (share := share_of((k, n))) is not None]
    if len(shares) < 2:
        raise ValueError("a prior needs at least two groups with units")
    total, others = sum(n for _, n in shares), len(shares) - 1
    mean = sum(k for k, _ in groups) / total
    spread = sum(n * (share - mean) ** 2 for share, n in shares) / others
    typical = (total - sum(n * n for _, n in shares) / total) / others
    # With one unit each the spread says nothing about the groups.
    chance = mean * (1 - mean)
    between = max(0.0, (spread - chance) / (typical - 1)) if typical > 1 else 0.0
    strength = None
    if between:
        strength = min(max(chance / between - 1, WEAKEST), STRONGEST)
    return Prior(mean=mean, variance_between=between, strength=strength, spread=spread)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return the adjusted p of each test: reject those at or under the accepted share.

    Source: Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", JRSS B 57
    (1995), 289-300.

    Raises:
        ValueError: a p outside 0 and 1.
    """
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError("a p lies between 0 and 1")
    adjusted, least, tests = [1.0] * len(p_values), 1.0, len(p_values)
    descending = sorted(range(tests), key=lambda i: p_values[i], reverse=True)
    for rank, place in zip(range(tests, 0, -1), descending, strict=True):
        least = min(least, p_values[place] * (tests / rank))
        adjusted[place] = least
    return adjusted
