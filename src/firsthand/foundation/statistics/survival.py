"""How long things last when some of them have not ended yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def kaplan_meier(waits: Iterable[tuple[float, bool]], until: float) -> float:
    """Return the estimated share of units to which nothing happens up to and with `until`.

    Args:
        waits: for each unit how long it was watched, and whether the event ended that.
            A unit censored in the moment of an event was still at risk.
        until: same unit of time as the waits.

    Source: E. L. Kaplan, P. Meier, "Nonparametric estimation from incomplete
    observations", JASA 53 (1958), 457-481, eq. 2b.

    Raises:
        ValueError: a unit was watched for less than no time.
    """
    survival, at_risk = 1.0, 0
    ended: Counter[float] = Counter()
    left: Counter[float] = Counter()
    for wait, happened in waits:
        if not wait >= 0:
            raise ValueError(f"a unit cannot have been watched for {wait}")
        at_risk += 1
        left[wait] += 1
        ended[wait] += happened
    for wait in sorted(left):
        if wait > until:
            break
        survival *= 1 - ended[wait] / at_risk
        at_risk -= left[wait]
    return survival


def kaplan_meier_median(waits: Iterable[tuple[float, bool]]) -> float | None:
    """Return the wait by which half of the units are done, counting those that still wait.

    None when fewer than half are known to be done. Source: as `kaplan_meier`.
    """
    survival, units = 1.0, sorted(waits, key=lambda unit: (unit[0], not unit[1]))
    for place, (wait, happened) in enumerate(units):
        if happened:
            survival *= 1 - 1 / (len(units) - place)
            # Rounding of the long product must not move the median by a unit.
            if survival <= 0.5 + 1e-12:
                return wait
    return None
