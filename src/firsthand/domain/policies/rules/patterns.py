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
_MAY_START_WORD = re.compile(r"^(?:[a-z0-9(]|\[a-z)")


class Unreadable(ValueError):
    """A line of a vocabulary is no pattern; says which."""


def expression(lines: Iterable[str], language: str, known: Mapping[str, str]) -> str:
    """Return the regular expression of a vocabulary.

    Args:
        lines: the ways to say the thing.
        language: two letters; in `zh` and `ja` words have no boundaries.
        known: expressions of the vocabularies that lines may name.

    Raises:
        Unreadable: a line names an unknown vocabulary.
    """
    read = [_line(line, language, known) for line in lines]
    # One look back for all lines that begin with a word: inside words nothing is tried.
    words = "|".join(body for starts_word, body in read if starts_word)
    others = [body for starts_word, body in read if not starts_word]
    return "|".join([f"(?<![a-z0-9])(?:{words})", *others] if words else others)


def compiled(
    lines: Iterable[str], language: str, known: Mapping[str, str]
) -> re.Pattern[str]:
    """Return what finds any of the lines; raises `Unreadable` with the line at fault."""
    lines = list(lines)
    try:
        return re.compile(expression(lines, language, known))
    except re.error:
        for line in lines:
            try:
                re.compile(expression([line], language, known))
            except re.error as problem:
                raise Unreadable(f"{line!r} is no pattern: {problem}") from problem
        raise


def named_in(lines: Iterable[str]) -> set[str]:
    """Return the vocabularies that lines name."""
    return {name for line in lines for name in _NAMED.findall(line)}


def _line(line: str, language: str, known: Mapping[str, str]) -> tuple[bool, str]:
    """Return whether the line begins with a word, and its expression."""
    ideographic = language in IDEOGRAPHIC
    if language == "de":
        line = line.translate(_UMLAUTS)
    text = folded(line.strip())
    written = _PARTS.sub(lambda found: _part(found, line, ideographic, known), text)
    if ideographic:
        starts_word = text[:1].isascii() and text[:1].isalnum()
        ends_word = text[-1:].isascii() and text[-1:].isalnum()
    else:
        starts_word = bool(_MAY_START_WORD.match(written))
        ends_word = bool(_MAY_END_WORD.search(text))
    return starts_word, f"(?:{written})" + ("(?![a-z0-9])" if ends_word else "")


def _part(
    found: re.Match[str], line: str, ideographic: bool, known: Mapping[str, str]
) -> str:
    before, gap, blank, name = found.groups()
    if before:
        return str(before)  # It has a fixed width: left as it is.
    if gap:
        return _gap(gap, ideographic)
    if blank:
        spaces = r"\s" if ideographic else r"[\s\-]"
        return spaces + ("*" if ideographic or blank.endswith("?") else "+")
    return _embedded(name[1:-1], line, known) if name else "[a-z0-9]*"


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


def _embedded(name: str, line: str, known: Mapping[str, str]) -> str:
    if name not in known:
        raise Unreadable(f"{line!r} names {name!r}, which no vocabulary is called.")
    return f"(?:{known[name]})"
