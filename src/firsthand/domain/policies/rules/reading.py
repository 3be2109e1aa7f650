"""A text being judged: its sentences, and where which vocabulary stands in it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from firsthand.domain.policies.rules import splitting
from firsthand.domain.policies.rules.normalising import plain
from firsthand.domain.policies.rules.outgoing import Outgoing
from firsthand.domain.policies.rules.splitting import Span
from firsthand.domain.policies.rules.vocabulary import Beginnings, Vocabulary

# A vocabulary named like another with this behind it: hits inside its hits are none.
EXCEPT = "_except"


class Reading:
    """A text, its plain form, and what was found in it so far."""

    def __init__(
        self,
        outgoing: Outgoing,
        vocabulary: Vocabulary,
        tables: Mapping[str, list[str]],
        structures: Mapping[str, Callable[[Reading], Iterable[Span]]],
    ) -> None:
        self.outgoing = outgoing
        self.vocabulary = vocabulary
        self.tables = tables
        self._structures = structures
        variants = tables.get(f"variants_{outgoing.language}", ())
        self.plain = plain(outgoing.text, {ord(one[0]): one[1] for one in variants})
        self._hits: dict[str, list[Span]] = {}
        self._words: dict[str, list[Span]] = {}

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences, in order."""
        return splitting.sentences(self.plain.text)

    @cached_property
    def clause_starts(self) -> list[int]:
        """Where clauses begin."""
        return splitting.clause_starts(self.plain.text)

    @cached_property
    def _beginnings(self) -> Beginnings:
        return self.vocabulary.beginnings(self.plain.text)

    def hits(self, name: str) -> list[Span]:
        """Return where a vocabulary, or with `@` a structure, stands in the plain text."""
        if name not in self._hits:
            self._hits[name] = self._look(name)
        return self._hits[name]

    def hits_in(self, name: str, window: Span) -> list[Span]:
        """Return the hits that begin inside a window."""
        hits = self.hits(name)
        first = bisect_left(hits, (window[0], -1))
        return [hit for hit in hits[first:] if hit[0] < window[1]]

    def sentence_at(self, place: int) -> Span:
        """Return the sentence a character stands in."""
        for start, end in self.sentences:
            if start <= place < end:
                return start, end
        return 0, len(self.plain.text)

    def _look(self, name: str) -> list[Span]:
        if name.startswith("@"):
            return sorted(self._structures[name](self))
        hits = self._words_of(name)
        if not hits or name.endswith(EXCEPT):
            return hits
        spared = self.hits(name + EXCEPT)
        return [
            hit
            for hit in hits
            if not any(start <= hit[0] and hit[1] <= end for start, end in spared)
        ]

    def _words_of(self, name: str) -> list[Span]:
        """Return the hits of a vocabulary from left to right, none inside another."""
        if name in self._words:
            return self._words[name]
        hits: list[Span] = []
        end = 0
        for place, numbers in self._beginnings.get(name, ()):
            if place < end:
                continue
            for number in numbers:
                if not all(map(self._words_of, self.vocabulary.needs(name, number))):
                    continue
                found = self.vocabulary.line(name, number).match(self.plain.text, place)
                if found and found.end() > place:
                    hits.append(found.span())
                    end = found.end()
                    break
        self._words[name] = hits
        return hits
