"""The words of one language, and where in a text which of them may begin."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from firsthand.domain.policies.rules.heads import LENGTH, Heads, heads, keyed
from firsthand.domain.policies.rules.patterns import (
    Line,
    compiled,
    expression,
    named_in,
    translated,
)

# For each vocabulary the places of a text where lines may begin, and which lines.
Beginnings = dict[str, list[tuple[int, tuple[int, ...]]]]
_Lines = tuple[tuple[str, tuple[int, ...]], ...]
_IN_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
# Beginnings of texts that are remembered; beyond it the memory starts anew.
_REMEMBERED = 20_000


class Vocabulary:
    """The vocabularies of one language.

    A text is looked up by the first characters at each place, so that only lines that can
    begin there are tried; a line is compiled when it is first tried.
    """

    def __init__(self, language: str, lines: Mapping[str, list[str]]) -> None:
        self.language = language
        self.lines = lines
        self._translated: dict[str, list[Line]] = {}
        self._expressions: dict[str, str] = {}
        self._compiled: dict[tuple[str, int], re.Pattern[str]] = {}
        self._heads: dict[str, Heads] = {}
        self._possible: dict[tuple[str, bool], _Lines] = {}

    def beginnings(self, text: str) -> Beginnings:
        """Return where in a plain text which lines may begin."""
        found: Beginnings = defaultdict(list)
        keys = keyed(text)
        is_in_word = False
        for place in range(len(text)):
            key = keys[place : place + LENGTH], not is_in_word
            if key not in self._possible:
                self._remember(key)
            for name, numbers in self._possible[key]:
                found[name].append((place, numbers))
            is_in_word = text[place] in _IN_WORD
        return found

    def line(self, name: str, number: int) -> re.Pattern[str]:
        """Return what matches a line at its place; `Unreadable`: it is no pattern."""
        if (name, number) not in self._compiled:
            line = self._read(name)[number]
            self._compiled[name, number] = compiled(line, self._expressions_in(line))
        return self._compiled[name, number]

    def needs(self, name: str, number: int) -> tuple[str, ...]:
        """Return the vocabularies without which a line cannot stand in a text."""
        return self._read(name)[number].needs

    def compile(self, name: str) -> None:
        """Compile every line of a vocabulary; `Unreadable` says which is no pattern."""
        for number in range(len(self._read(name))):
            self.line(name, number)

    def _read(self, name: str) -> list[Line]:
        if name not in self._translated:
            lines = self.lines.get(name, ())
            self._translated[name] = translated(lines, self.language)
        return self._translated[name]

    def _expressions_in(self, line: Line) -> dict[str, str]:
        return {
            name: self._expression(name)
            for name in named_in([line.written])
            if name in self.lines
        }

    def _expression(self, name: str) -> str:
        if name not in self._expressions:
            lines = self._read(name)
            known = {
                inner: expression_of
                for line in lines
                for inner, expression_of in self._expressions_in(line).items()
            }
            self._expressions[name] = expression(lines, known)
        return self._expressions[name]

    @cached_property
    def _index(self) -> dict[tuple[str, bool], list[tuple[str, int]]]:
        """The lines by what they may begin with, and whether only where a word begins."""
        index: dict[tuple[str, bool], list[tuple[str, int]]] = defaultdict(list)
        for name in self.lines:
            for number, line in enumerate(self._read(name)):
                for head in self._heads_of(line):
                    index[head, line.starts_word].append((name, number))
        return index

    def _heads_of(self, line: Line) -> Heads:
        for name in named_in([line.written]):
            if name in self.lines and name not in self._heads:
                inner = [self._heads_of(one) for one in self._read(name)]
                self._heads[name] = frozenset().union(*inner)
        return heads(line.written, self._heads)

    def _remember(self, key: tuple[str, bool]) -> None:
        if len(self._possible) >= _REMEMBERED:
            self._possible.clear()
        possible: dict[str, set[int]] = defaultdict(set)
        for name, number in self._lines_at(*key):
            possible[name].add(number)
        self._possible[key] = tuple(
            (name, tuple(sorted(numbers))) for name, numbers in possible.items()
        )

    def _lines_at(self, key: str, starts_word: bool) -> Iterator[tuple[str, int]]:
        for length in range(len(key) + 1):
            yield from self._index.get((key[:length], False), ())
            if starts_word:
                yield from self._index.get((key[:length], True), ())
