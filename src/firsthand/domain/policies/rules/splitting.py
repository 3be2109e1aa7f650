"""Sentences and clauses of a plain text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

Span = tuple[int, int]

_END = re.compile(r"[!?。]+[\"')\]」』]*|\.+(?=[\s\"')\]]|$)[\"')\]]*|\n\s*\n|\n")
# A full stop behind these ends no sentence.
_SHORT = re.compile(
    r"(?:^|[\s(])(?:[a-z]|z\. ?b|u\. ?a|d\. ?h|e\. ?g|i\. ?e|p\. ?ej|mr|mrs|ms|dr|no|nr|nos"
    r"|approx|bzw|ca|usw|inkl|exkl|tel|art|sr|sra|srta|ud|uds|sig|sigg|dott|etc|vs|str|st|zzgl"
    r"|ggf|evtl|max|min|abs|gem|num|pag|n|cf|env|prof|inc|ltd|co|bestellnr|ref|avda|apdo|mme"
    r"|mlle)$"
)
_CLAUSE = re.compile(
    r"[;、—()「」]+|(?<!\d)[,:]+|[,:]+(?!\d)|\s-+\s|(?<=\s)(?:but|however|aber|sondern|mais|pero|ma|sino)(?=\s)"
)


def sentences(text: str) -> list[Span]:
    """Return the sentences of a plain text, in order, without the blanks around them."""
    spans: list[Span] = []
    start = 0
    for found in _END.finditer(text):
        if found[0][0] == "." and _is_no_end(text, found.start()):
            continue
        if found[0] == "\n" and _runs_on(text, start, found):
            continue
        spans.append((start, found.end()))
        start = found.end()
    spans.append((start, len(text)))
    return [span for span in spans if text[span[0] : span[1]].strip(" \n.-*•")]


def clause_starts(text: str) -> list[int]:
    """Return where clauses begin, sentences apart."""
    return [found.end() for found in _CLAUSE.finditer(text)]


def clauses_around(span: Span, sentence: Span, starts: list[int]) -> Span:
    """Return the clauses of a sentence that a span touches, as one span."""
    first = bisect_right(starts, span[0]) - 1
    last = bisect_left(starts, span[1])
    start = max(sentence[0], starts[first] if first >= 0 else 0)
    end = min(sentence[1], starts[last] if last < len(starts) else sentence[1])
    return start, max(end, span[1])


def _is_no_end(text: str, at: int) -> bool:
    return bool(_SHORT.search(text[max(0, at - 12) : at]))


def _runs_on(text: str, start: int, found: re.Match[str]) -> bool:
    """Say whether a line was only broken to be narrow: it is long and goes on in words."""
    behind = text[found.end() : found.end() + 1]
    line = found.start() - max(start, text.rfind("\n", 0, found.start()))
    return line > 60 and behind.isalpha()
