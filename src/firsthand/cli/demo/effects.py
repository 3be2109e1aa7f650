"""What a story changes in the demonstration: who it touches, when, and how strongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from firsthand.cli.demo import tags
from firsthand.cli.demo.cast import COLLEAGUES, MARKETS, THINGS
from firsthand.domain.people.queries import Role

# What is known of every order; of every conversation; of what one person did in it.
OF_ORDER = ("marketplace", "store", "language", "product", "family", "carrier")
OF_CASE = (*OF_ORDER, "reason")
OF_WORK = (*OF_CASE, "agent")

# By kind, the dimensions it can be told of. docs/guide/en/demo.md says what each does.
KINDS: Mapping[str, tuple[str, ...]] = {
    "more_contacts": OF_CASE,
    "defect": OF_ORDER,
    "slower_shipment": OF_ORDER,
    "slower_delivery": OF_ORDER,
    "more_returns": OF_ORDER,
    "more_claims": OF_WORK,
    "more_bad_feedback": OF_WORK,
    "longer_wait": OF_WORK,
    "longer_handling": OF_WORK,
    "more_recontacts": OF_WORK,
    "more_transfers": OF_WORK,
}
WEAKEST, STRONGEST = 0.1, 10.0

Dimensions = Mapping[str, str]


def values_of(dimension: str) -> list[str]:
    """Return everything an effect can be told of in one dimension."""
    return sorted(
        {
            "marketplace": {market.code for market in MARKETS},
            "store": {market.store for market in MARKETS},
            "language": {market.language for market in MARKETS},
            "product": {thing.sku for thing in THINGS},
            "family": {thing.family for thing in THINGS},
            "carrier": {carrier for market in MARKETS for carrier in market.carriers},
            "reason": tags.reasons_with_parents(),
            "agent": {each.key for each in COLLEAGUES if each.role == Role.AGENT},
        }[dimension]
    )


@dataclass(frozen=True)
class Effect:
    """One thing that is different for a time. `begins` counts, `ends` does not."""

    kind: str
    dimension: str
    value: str
    begins: datetime
    ends: datetime
    strength: float

    def touches(self, at: datetime, told: Dimensions) -> bool:
        """Say whether something of these dimensions is different at this moment."""
        if not self.begins <= at < self.ends:
            return False
        found = told.get(self.dimension, "")
        if self.dimension == "reason":  # A reason stands for those below it, too.
            return f"{found}.".startswith(f"{self.value}.")
        return found == self.value


@dataclass(frozen=True)
class Effects:
    """All that a story changes; nothing when it is empty."""

    all: Sequence[Effect] = ()
    _by_kind: dict[str, list[Effect]] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for effect in self.all:
            self._by_kind.setdefault(effect.kind, []).append(effect)

    def factor(self, kind: str, at: datetime, told: Dimensions) -> float:
        """Return how many times as much of it there is: 1 where nothing is different.

        Effects of one kind that meet are multiplied.
        """
        factor = 1.0
        for effect in self._by_kind.get(kind, ()):
            if effect.touches(at, told):
                factor *= effect.strength
        return factor
