"""Which policy a ticket falls under: the most specific that fits; never two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar


class Trait(StrEnum):
    """What a policy may ask for, the weightiest first."""

    BUYER = "buyer"
    REASON = "reason"
    PRIORITY = "priority"
    STORE = "store"
    CHANNEL = "channel"


@dataclass(frozen=True)
class Selection:
    """Which tickets a policy is for; what is None or empty does not matter to it."""

    channel: str = ""
    store_id: int | None = None
    reason_id: int | None = None
    priority: str = ""
    buyer_id: int | None = None

    def asked(self) -> Mapping[Trait, object]:
        """Return what is asked for."""
        wanted = {
            Trait.BUYER: self.buyer_id,
            Trait.REASON: self.reason_id,
            Trait.PRIORITY: self.priority,
            Trait.STORE: self.store_id,
            Trait.CHANNEL: self.channel,
        }
        return {trait: value for trait, value in wanted.items() if value}


class Fits(Protocol):
    """What a ticket is, to be held against selections."""

    @property
    def channel(self) -> str: ...
    @property
    def store_id(self) -> int: ...
    @property
    def priority(self) -> str: ...
    @property
    def buyer_id(self) -> int: ...
    @property
    def reason_path(self) -> tuple[int, ...]: ...


class _Selects(Protocol):
    @property
    def selection(self) -> Selection: ...


Policy = TypeVar("Policy", bound=_Selects)


def best(policies: Iterable[Policy], case: Fits) -> Policy | None:
    """Return the most specific policy that fits; None if none does.

    Among those with the same traits one asks for a finer reason, or they are two that
    `overlap` should have refused.
    """
    fitting = [policy for policy in policies if _fits(policy.selection, case)]
    depth = {reason: n for n, reason in enumerate(case.reason_path)}
    return max(
        fitting,
        key=lambda policy: (
            specificity(policy.selection),
            depth.get(policy.selection.reason_id or 0, 0),
        ),
        default=None,
    )


def specificity(selection: Selection) -> tuple[bool, ...]:
    """Return what orders selections: a buyer before a reason, that before a priority."""
    asked = selection.asked()
    return tuple(trait in asked for trait in Trait)


def overlap(one: Selection, other: Selection) -> bool:
    """Say whether some ticket would fall under both, neither being more specific.

    Reasons of which one lies above the other do not: the finer one wins. So two selections
    collide exactly if they ask for the same traits with the same values.
    """
    return one.asked() == other.asked()


def _fits(selection: Selection, case: Fits) -> bool:
    is_value = {
        Trait.BUYER: case.buyer_id.__eq__,
        Trait.REASON: case.reason_path.__contains__,
        Trait.PRIORITY: case.priority.__eq__,
        Trait.STORE: case.store_id.__eq__,
        Trait.CHANNEL: case.channel.__eq__,
    }
    return all(is_value[trait](value) for trait, value in selection.asked().items())
