"""Find a remedy among the effects a channel lists on its order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from firsthand.domain.remedies.ports import Instruction, Kind, Seen
from firsthand.domain.remedies.rules.states import MONEY_KINDS

# Two clocks agree within this, and a channel may write down the second only.
CLOCK_DIFFERENCE = timedelta(seconds=5)
# No channel's listing says whether the goods were to come back.
_LISTED_AS = {Kind.RETURNLESS_REFUND: Kind.REFUND}


@dataclass(frozen=True)
class Sought:
    """What is looked for: what the channel was told, and since when it may be there."""

    instruction: Instruction
    first_attempt_at: datetime


@dataclass(frozen=True)
class Found:
    """What was seen of a remedy: `ours` when there is no doubt, else who could be it.

    `older` are those that could be it but for their time: they do not prove that it
    happened, and with them nobody can say either that it did not. A clock of ours that is
    fast has every effect look older than its attempt.
    """

    ours: Seen | None = None
    candidates: tuple[Seen, ...] = ()
    older: tuple[Seen, ...] = ()


def found(sought: Sought, listed: Iterable[Seen], *, used: Collection[str]) -> Found:
    """Return which of the listed effects is the remedy's.

    By its reference, if the channel gives it back: then there is no doubt, and if it is
    there twice the first is ours. Else by kind, line, amount, currency and time, among
    effects whose id belongs to no other remedy: one is ours, of several nobody can say.
    """
    fresh = [seen for seen in listed if seen.external_id not in used]
    key = sought.instruction.key
    by_reference = sorted((s for s in fresh if s.reference == key), key=_when)
    if by_reference:
        return Found(by_reference[0])
    alike = [seen for seen in fresh if _is_alike(sought, seen)]
    candidates = tuple(seen for seen in alike if _is_late_enough(sought, seen))
    if len(candidates) == 1:
        return Found(candidates[0])
    return Found(candidates=candidates, older=() if candidates else tuple(alike))


def paired(
    sought: Sequence[Sought], listed: Iterable[Seen], *, known: Collection[str] = ()
) -> dict[str, Seen]:
    """Return, by key, what is listed of remedies that are known to have happened.

    As many as possible get one each, and none gets another's: what is left over then is
    left over in any case. Whoever gets none by its time gets one whatever its time, which
    by a clock of ours that is fast is before the attempt.

    Args:
        sought: the remedies.
        listed: the effects that are no other remedy's.
        known: ids of effects that were counted before as somebody else's: only a time that
            fits makes one of these a remedy's.
    """
    effects = sorted(listed, key=_when)
    options = {each.instruction.key: _options(each, effects) for each in sought}
    pairs = _most(sought, options)
    taken = {seen.external_id for seen in pairs.values()} | set(known)
    free = [seen for seen in effects if seen.external_id not in taken]
    left = [each for each in sought if each.instruction.key not in pairs]
    alike = {
        each.instruction.key: [seen for seen in free if _is_alike(each, seen)]
        for each in left
    }
    return pairs | _most(left, alike)


def _most(
    sought: Sequence[Sought], options: Mapping[str, Sequence[Seen]]
) -> dict[str, Seen]:
    """Return one each for as many as possible: the augmenting paths of H. W. Kuhn, 1955.

    Earlier remedies and earlier effects come first, so that it is the same every time.
    """
    holders: dict[str, Sought] = {}

    def finds(one: Sought, passed: set[str]) -> bool:
        fits = [seen.external_id for seen in options[one.instruction.key]]
        for each in sorted(fits, key=lambda each: each in holders):  # The free ones first.
            if each in passed:
                continue
            passed.add(each)
            if each not in holders or finds(holders[each], passed):
                holders[each] = one
                return True
        return False

    for one in sorted(sought, key=lambda one: (one.first_attempt_at, one.instruction.key)):
        finds(one, set())
    by_id = {seen.external_id: seen for fits in options.values() for seen in fits}
    return {one.instruction.key: by_id[found] for found, one in holders.items()}


def _options(sought: Sought, effects: Sequence[Seen]) -> list[Seen]:
    """Return what could be a remedy's: by its reference, or else all that fits."""
    own = [seen for seen in effects if seen.reference == sought.instruction.key]
    return own or [seen for seen in effects if could_be(sought, seen)]


def could_be(sought: Sought, seen: Seen) -> bool:
    """Say whether an effect without a reference could be the remedy's.

    Where no money moves, amount and currency say nothing: some channels leave them out.
    """
    return _is_alike(sought, seen) and _is_late_enough(sought, seen)


def _is_alike(sought: Sought, seen: Seen) -> bool:
    told = sought.instruction
    lines = {part.line_number for part in told.parts}
    return (
        not seen.reference
        and _listed_as(seen.kind) == _listed_as(told.kind)
        and (told.kind not in MONEY_KINDS or _is_as_much(told, seen))
        and (seen.line_number is None or not lines or lines == {seen.line_number})
    )


def _is_late_enough(sought: Sought, seen: Seen) -> bool:
    return seen.at >= sought.first_attempt_at - CLOCK_DIFFERENCE


def _listed_as(kind: Kind) -> Kind:
    return _LISTED_AS.get(kind, kind)


def _is_as_much(told: Instruction, seen: Seen) -> bool:
    return (seen.currency, seen.minor_units) == (told.currency, told.minor_units)


def _when(seen: Seen) -> tuple[datetime, str]:
    return seen.at, seen.external_id
