"""When a rule is broken: which things stand together, how near, and what takes it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from firsthand.domain.policies.rules.outgoing import Facts
from firsthand.domain.policies.rules.reading import Reading
from firsthand.domain.policies.rules.splitting import Span, clauses_around

WINDOWS = ("clause", "sentence", "neighbours", "text")
NOWHERE: Span = (0, 0)


@dataclass(frozen=True)
class Condition:
    """One way to break a rule.

    Attributes:
        all: vocabularies that must all be found in one window; `a|b` means either.
        within: the window: a clause, a sentence, two neighbouring sentences, the text.
        in_order: they come in the order they are named.
        gap: at most so many characters between one and the next; None: any.
        unless, unless_in_clause, unless_in_text: vocabularies that take it back when they
            stand in the window, in the clauses touched, anywhere.
        apart_from: a hit inside the range of one of these does not count.
        also_in_text: vocabularies needed anywhere in the text besides.
        nothing_but: every sentence of the text holds one of these.
        facts: what must be known, and how: a value, `{over: n}`, `{apart_from: [...]}`.
        languages: only in these; empty: in all.
    """

    all: tuple[tuple[str, ...], ...] = ()
    within: str = "sentence"
    in_order: bool = False
    gap: int | None = None
    unless: tuple[str, ...] = ()
    unless_in_clause: tuple[str, ...] = ()
    unless_in_text: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()
    also_in_text: tuple[tuple[str, ...], ...] = ()
    nothing_but: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def names(self) -> set[str]:
        """Return every vocabulary and structure the condition speaks of."""
        return {
            *(name for either in (*self.all, *self.also_in_text) for name in either),
            *self.unless,
            *self.unless_in_clause,
            *self.unless_in_text,
            *self.apart_from,
            *self.nothing_but,
        }

    def places(self, reading: Reading) -> Iterator[Span]:
        """Yield the places of the plain text where the condition holds."""
        if not _known(reading.outgoing.facts, self.facts):
            return
        if not self.all:
            yield NOWHERE
            return
        # What is needed anywhere is asked first: it keeps the long vocabularies from
        # being looked for in texts that have nothing to do with the rule.
        if not all(_any_hit(reading, either) for either in self.also_in_text):
            return
        found = self._found(reading)
        if not found or not self._fits_text(reading):
            return
        for window in self._windows(reading):
            for place in self._chosen(found, window):
                if not self._taken_back(reading, place, window):
                    yield place
                    break

    def _found(self, reading: Reading) -> list[list[Span]]:
        """Return the hits of each need; nothing if one of them has none."""
        masks: list[Span] | None = None
        found = []
        for either in self.all:
            hits = [hit for name in either for hit in reading.hits(name)]
            if hits and self.apart_from:
                if masks is None:
                    masks = [hit for name in self.apart_from for hit in reading.hits(name)]
                hits = [hit for hit in hits if not _inside(hit, masks)]
            if not hits:
                return []
            found.append(sorted(hits))
        return found

    def _fits_text(self, reading: Reading) -> bool:
        if any(reading.hits(name) for name in self.unless_in_text):
            return False
        return not self.nothing_but or all(
            any(reading.hits_in(name, sentence) for name in self.nothing_but)
            for sentence in reading.sentences
        )

    def _windows(self, reading: Reading) -> Iterator[Span]:
        sentences = reading.sentences
        if self.within == "text":
            yield 0, len(reading.plain.text)
        elif self.within == "neighbours":
            for number, (start, end) in enumerate(sentences):
                yield (
                    start,
                    sentences[number + 1][1] if number + 1 < len(sentences) else end,
                )
        elif self.within == "clause":
            for start, end in sentences:
                inner = [place for place in reading.clause_starts if start < place < end]
                yield from zip([start, *inner], [*inner, end], strict=True)
        else:
            yield from sentences

    def _chosen(self, found: list[list[Span]], window: Span) -> Iterator[Span]:
        """Yield ranges from the first to the last of one hit of each need."""
        inside = [
            [hit for hit in hits if window[0] <= hit[0] < window[1]] for hits in found
        ]
        if not all(inside):
            return
        for anchor in inside[0]:
            chosen = [anchor]
            for hits in inside[1:]:
                if (hit := self._next(chosen, hits)) is None:
                    break
                chosen.append(hit)
            else:
                yield min(hit[0] for hit in chosen), max(hit[1] for hit in chosen)

    def _next(self, chosen: list[Span], hits: list[Span]) -> Span | None:
        """Return the hit nearest to those chosen that order and gap allow."""
        last = chosen[-1]
        if self.in_order:
            hits = [hit for hit in hits if hit[0] >= last[1]]
        near = [(_apart(hit, last), hit) for hit in hits]
        if self.gap is not None:
            near = [one for one in near if one[0] <= self.gap]
        return min(near)[1] if near else None

    def _taken_back(self, reading: Reading, place: Span, window: Span) -> bool:
        if any(reading.hits_in(name, window) for name in self.unless):
            return True
        if not self.unless_in_clause:
            return False
        start, end = clauses_around(place, window, reading.clause_starts)
        return any(
            hit[1] > start
            for name in self.unless_in_clause
            for hit in reading.hits_in(name, (max(window[0], start - 30), end))
        )


def _any_hit(reading: Reading, names: tuple[str, ...]) -> bool:
    return any(reading.hits(name) for name in names)


def _inside(hit: Span, masks: list[Span]) -> bool:
    return any(start <= hit[0] and hit[1] <= end for start, end in masks)


def _apart(one: Span, other: Span) -> int:
    return max(0, one[0] - other[1], other[0] - one[1])


def _known(facts: Facts, wanted: Mapping[str, Any]) -> bool:
    return all(_fits(getattr(facts, name), value) for name, value in wanted.items())


def _fits(known: Any, wanted: Any) -> bool:  # noqa: ANN401 - As many kinds as facts.
    if known is None:
        return False
    if not isinstance(wanted, dict):
        return bool(known == wanted)
    if "over" in wanted:
        return bool(known > wanted["over"])
    return bool(set(known) - set(wanted["apart_from"]))
