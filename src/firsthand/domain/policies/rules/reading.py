"""A text being judged: its sentences, and where which vocabulary stands in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from firsthand.domain.policies.rules import splitting
from firsthand.domain.policies.rules.normalising import plain
from firsthand.domain.policies.rules.outgoing import Outgoing
from firsthand.domain.policies.rules.patterns import compiled, expression, named_in
from firsthand.domain.policies.rules.splitting import Span

# A vocabulary named like another with this behind it: hits inside its hits are none.
EXCEPT = "_except"


class Vocabulary:
    """The vocabularies of one language; each is compiled when it is first asked for."""

    def __init__(self, language: str, lines: Mapping[str, list[str]]) -> None:
        self.language = language
        self.lines = lines
        self._expressions: dict[str, str] = {}
        self._compiled: dict[str, re.Pattern[str] | None] = {}

    def pattern(self, name: str) -> re.Pattern[str] | None:
        """Return what finds the vocabulary; None: the language has no words for it."""
        if name not in self._compiled:
            lines = self.lines.get(name)
            self._compiled[name] = (
                compiled(lines, self.language, self._named_in(lines)) if lines else None
            )
        return self._compiled[name]

    def _named_in(self, lines: list[str]) -> dict[str, str]:
        return {
            name: self._expression(name) for name in named_in(lines) if name in self.lines
        }

    def _expression(self, name: str) -> str:
        if name not in self._expressions:
            lines = self.lines[name]
            self._expressions[name] = expression(
                lines, self.language, self._named_in(lines)
            )
        return self._expressions[name]


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

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences, in order."""
        return splitting.sentences(self.plain.text)

    @cached_property
    def clause_starts(self) -> list[int]:
        """Where clauses begin."""
        return splitting.clause_starts(self.plain.text)

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
        pattern = self.vocabulary.pattern(name)
        if not pattern:
            return []
        hits = [found.span() for found in pattern.finditer(self.plain.text)]
        if not hits or name.endswith(EXCEPT):
            return hits
        spared = self.hits(name + EXCEPT)
        return [
            hit
            for hit in hits
            if not any(start <= hit[0] and hit[1] <= end for start, end in spared)
        ]
