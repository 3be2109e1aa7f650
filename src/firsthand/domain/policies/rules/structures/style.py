"""How a text is written: left-over variables, pictures for words, capitals, length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from firsthand.domain.policies.rules.normalising import plain

if TYPE_CHECKING:
    from firsthand.domain.policies.rules.reading import Reading
    from firsthand.domain.policies.rules.splitting import Span

_UNFILLED = re.compile(
    r"\{\{[^{}\n]{0,60}\}\}|\{%[^\n]{0,60}%\}|(?<!\{)\{[a-z_]+\.[a-z_.]+\}(?!\})"
)
_SUBJECT = re.compile(
    r"^\s*(?:subject|betreff|objet|oggetto|asunto|件名|主题|主旨)\s*[:：][^\n]*"
)
_IMPORTANT = re.compile(
    r"[\[(【〔]\s*(?:important|wichtig|importante|重要|urgent|dringend|urgente|紧急)\s*[\])】〕]"
)
_EMOJI = re.compile("[\U0001f300-\U0001faff☀-➿⭐⭕]")
_SHOUTED = re.compile(r"\b[A-ZÄÖÜ]{4,}(?:[ ,!]+[A-ZÄÖÜ]{2,}){2,}")
MOST_WORDS, MOST_CHARACTERS = 180, 500


def unfilled(reading: Reading) -> Iterator[Span]:
    """Yield variables nobody filled in."""
    for found in _UNFILLED.finditer(reading.plain.text):
        yield found.span()


def important_subject(reading: Reading) -> Iterator[Span]:
    """Yield the mark of importance, where it stands in the subject or opens the text."""
    text = reading.plain.text
    subject = _SUBJECT.match(text)
    end = subject.end() if subject else min(len(text), 20)
    for found in _IMPORTANT.finditer(text[:end]):
        yield found.span()


def emoji(reading: Reading) -> Iterator[Span]:
    """Yield emoji."""
    for found in _EMOJI.finditer(reading.plain.text):
        yield found.span()


def shouting(reading: Reading) -> Iterator[Span]:
    """Yield runs of words in capitals."""
    original = reading.plain.original
    starts = reading.plain.starts
    for found in _SHOUTED.finditer(original):
        inside = [
            at for at, start in enumerate(starts) if found.start() <= start < found.end()
        ]
        if inside:
            yield inside[0], inside[-1] + 1


def long(reading: Reading) -> Iterator[Span]:
    """Yield the whole text when it is too long to be read at a glance."""
    text = reading.plain.text
    is_long = (
        len(text) > MOST_CHARACTERS
        if reading.outgoing.language in ("zh", "ja")
        else len(text.split()) > MOST_WORDS
    )
    if is_long:
        yield 0, len(text)


def locked_part_missing(reading: Reading) -> Iterator[Span]:
    """Yield the text once for every locked part that does not stand in it unchanged."""
    text = " ".join(reading.plain.text.split())
    for part in reading.outgoing.facts.locked_parts or ():
        if " ".join(plain(part).text.split()) not in text:
            yield 0, len(reading.plain.text)
