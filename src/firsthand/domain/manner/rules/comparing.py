"""Where two texts that ought to say the same do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest

from firsthand.domain.manner.rules.facts import Fact, Kind


@dataclass(frozen=True)
class Difference:
    """Something that only one of the texts says; of the same kind in both: a pair.

    Attributes:
        draft: what the draft says; None: nothing of it.
        text: what the text for the buyer says; None: nothing of it.
    """

    kind: Kind
    draft: Fact | None
    text: Fact | None

    @property
    def needs_a_word(self) -> bool:
        """Say whether nothing may leave before somebody has said that it is meant so."""
        return self.kind is not Kind.PROMISE


def compare(draft: Sequence[Fact], text: Sequence[Fact]) -> tuple[Difference, ...]:
    """Return what differs, by kind, then in order of appearance.

    What is said twice in one text and once in the other is the same. A promise is told
    only where the time in it is in both texts: else that time is told already.
    """
    found: list[Difference] = []
    for kind in Kind:
        ours, theirs = _of(kind, draft, text), _of(kind, text, draft)
        if kind is Kind.PROMISE:
            ours = _untold(ours, [one.draft for one in found])
            theirs = _untold(theirs, [one.text for one in found])
        found += [Difference(kind, *pair) for pair in zip_longest(ours, theirs)]
    return tuple(found)


def digest(differences: Iterable[Difference]) -> str:
    """Return what stands for these differences and no others; empty: nobody is asked.

    Their words count, not what they come to: "in an hour" is another time each minute.
    """
    said = sorted(
        f"{one.kind}|{one.draft and one.draft.quote}|{one.text and one.text.quote}"
        for one in differences
        if one.needs_a_word
    )
    return sha256("\n".join(said).encode()).hexdigest() if said else ""


def _of(kind: Kind, here: Sequence[Fact], there: Sequence[Fact]) -> list[Fact]:
    """Return what is said here and not there, once each."""
    known = {one.key for one in there if one.kind is kind}
    only: dict[str, Fact] = {}
    for one in here:
        if one.kind is kind and one.key not in known:
            only.setdefault(one.key, one)
    return list(only.values())


def _untold(facts: Sequence[Fact], told: Sequence[Fact | None]) -> list[Fact]:
    known = [one for one in told if one is not None]
    return [one for one in facts if not any(map(one.overlaps, known))]
