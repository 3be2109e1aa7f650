"""The small language in which vocabularies are written, and its translation into patterns.

A line of a vocabulary is one way to say a thing:

    leav* .. review      a gap of up to about eight words in the same sentence
    not ~ throw          a gap in the same clause
    five star            a blank also stands for a hyphen
    *rezension*          any beginning, any ending
    (good|great) <review>   either; and all of another vocabulary

Everything else is a regular expression. Accents and capitals do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firsthand.domain.policies.rules.normalising import folded

# In German "fuer" is as usual as "für"; the plain form of the latter is "fur".
_UMLAUTS = str.maketrans({"ä": "ae?", "ö": "oe?", "ü": "ue?"})
IDEOGRAPHIC = ("zh", "ja")
# One full stop before a digit or letter may stand in a gap, as in 10.50.
_WORDS = r"(?:[^.!?\n]{0,48}?(?:\.\w[^.!?\n]{0,24}?)?\W)?"
_WORDS_OF_CLAUSE = r"(?:[^.!?,;:\n]{0,40}?(?:\.\w[^.!?,;:\n]{0,24}?)?\W)?"
_GAP_OF_CHARACTERS = r"[^。!?\n]{0,20}?"
_GAP_IN_CLAUSE = r"[^。!?\n,;:、]{0,14}?"
_NAMED = re.compile(r"<([a-z_]+)>")
_PARTS = re.compile(
    r"(\(\?<[!=][^()]*\))"  # What may not stand before.
    r"|(\s+\((?:\.\.|~) \)\?|\s*(?:\.\.|~)\s*)"  # A gap, or one that may be missing.
    r"|(\s+\??)"  # A blank.
    r"|(<[a-z_]+>)"  # Another vocabulary.
    r"|(?<![\w)\]}.])\*(?=\w)|(?<=[a-z])\*"  # Any beginning, any ending.
)
_MAY_END_WORD = re.compile(r"[\w)?]$")
_MAY_START_WORD = re.compile(r"^(?:[a-z0-9(<]|\[a-z)")
_GROUP = re.compile(r"(\[\^?\]?(?:\\.|[^\]\\])*\]|\\.)|\((?!\?)")
_INNERMOST = re.compile(r"\((?:\\.|[^()\\])*\)")
_NEEDED = re.compile(r"<([a-z_]+)>(?![?*{])")


class Unreadable(ValueError):
    """A line of a vocabulary is no pattern; says which."""


@dataclass(frozen=True)
class Line:
    """One way to say a thing, translated; `<name>` still stands for another vocabulary.

    Attributes:
        starts_word: it can only begin where a word does.
        needs: the vocabularies of which every match holds a hit.
    """

    written: str
    starts_word: bool
    needs: tuple[str, ...]


def translated(lines: Iterable[str], language: str) -> list[Line]:
    """Return what each line means; in `zh` and `ja` words have no boundaries."""
    return [_line(line, language) for line in lines]


def expression(lines: Iterable[Line], known: Mapping[str, str]) -> str:
    """Return the regular expression of a vocabulary, to stand inside another's line."""
    # One look back for all lines that begin with a word: inside words nothing is tried.
    lines = list(lines)
    words = "|".join(embedded(line, known) for line in lines if line.starts_word)
    others = [embedded(line, known) for line in lines if not line.starts_word]
    return "|".join([f"(?<![a-z0-9])(?:{words})", *others] if words else others)


def embedded(line: Line, known: Mapping[str, str]) -> str:
    """Return a line's expression with the vocabularies it names; `Unreadable`: unknown."""

    def of(found: re.Match[str]) -> str:
        if found[1] not in known:
            raise Unreadable(f"{found[1]!r} is named, which no vocabulary is called.")
        return f"(?:{known[found[1]]})"

    return _NAMED.sub(of, line.written)


def compiled(line: Line, known: Mapping[str, str]) -> re.Pattern[str]:
    """Return what finds a line where it is tried; `Unreadable`: it is no pattern."""
    try:
        return re.compile(embedded(line, known))
    except re.error as problem:
        raise Unreadable(f"{line.written!r} is no pattern: {problem}") from problem


def named_in(lines: Iterable[str]) -> set[str]:
    """Return the vocabularies that lines name."""
    return {name for line in lines for name in _NAMED.findall(line)}


def _line(line: str, language: str) -> Line:
    ideographic = language in IDEOGRAPHIC
    if language == "de":
        line = line.translate(_UMLAUTS)
    text = folded(line.strip())
    written = _PARTS.sub(lambda found: _part(found, ideographic), text)
    # A group that is not kept costs less.
    written = _GROUP.sub(lambda found: found[1] or "(?:", written)
    if ideographic:
        starts_word = text[:1].isascii() and text[:1].isalnum()
        ends_word = text[-1:].isascii() and text[-1:].isalnum()
    else:
        starts_word = bool(_MAY_START_WORD.match(written))
        ends_word = bool(_MAY_END_WORD.search(text))
    behind = "(?![a-z0-9])" if ends_word else ""
    return Line(f"(?:{written}){behind}", starts_word, _needs(written))


def _needs(written: str) -> tuple[str, ...]:
    outside = written
    while (less := _INNERMOST.sub("", outside)) != outside:
        outside = less
    return () if "|" in outside else tuple(_NEEDED.findall(outside))


def _part(found: re.Match[str], ideographic: bool) -> str:
    before, gap, blank, name = found.groups()
    if before:
        return str(before)  # It has a fixed width: left as it is.
    if gap:
        return _gap(gap, ideographic)
    if blank:
        spaces = r"\s" if ideographic else r"[\s\-]"
        return spaces + ("*" if ideographic or blank.endswith("?") else "+")
    return str(name or "[a-z0-9]*")


def _gap(written: str, ideographic: bool) -> str:
    """Return a gap; the blank before one that begins a group stands before the group."""
    is_of_clause = "~" in written
    if ideographic:
        return _GAP_IN_CLAUSE if is_of_clause else _GAP_OF_CHARACTERS
    if not written[0].isspace():
        return _WORDS_OF_CLAUSE if is_of_clause else _WORDS
    if is_of_clause:
        return r"[^\w,;:.!?\n]+" + _WORDS_OF_CLAUSE
    return r"[^\w.!?\n]+" + _WORDS
