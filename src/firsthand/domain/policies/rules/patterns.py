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
_WORDS = r"(?:(?:[^.!?\n]|\.(?!\s)){0,48}?\W)?"
_WORDS_OF_CLAUSE = r"(?:(?:[^.!?,;:\n]|\.(?!\s)){0,40}?\W)?"
_GAP_OF_CHARACTERS = r"[^。!?\n]{0,20}?"
_GAP_IN_CLAUSE = r"[^。!?\n,;:、]{0,14}?"
_NAMED = re.compile(r"<([a-z_]+)>")
_PARTS = re.compile(
    r"(\(\?<[!=][^()]*\))|(\s+\((?:\.\.|~) \)\?|\s*(?:\.\.|~)\s*)|(?<![\w)\]}.])\*(?=\w)|(?<=[a-z])\*|(\s+\??)|(<[a-z_]+>)"
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
        Unreadable: a line is no regular expression, or names an unknown vocabulary.
    """
    return "|".join(_line(line, language, known) for line in lines)


def named_in(lines: Iterable[str]) -> set[str]:
    """Return the vocabularies that lines name."""
    return {name for line in lines for name in _NAMED.findall(line)}


def _line(line: str, language: str, known: Mapping[str, str]) -> str:
    ideographic = language in IDEOGRAPHIC
    if language == "de":
        line = line.translate(_UMLAUTS)
    text = folded(line.strip())

    def part(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]  # What may not stand before has a fixed width: left as it is.
        if found[2]:
            return _gap(found[2], ideographic)
        if found[3]:
            may_miss = ideographic or found[3].endswith("?")
            return (r"\s*" if ideographic else r"[\s\-]*") if may_miss else r"[\s\-]+"
        if found[4]:
            return _embedded(found[4][1:-1], line, known)
        return "[a-z0-9]*"

    written = _PARTS.sub(part, text)
    before = after = ""
    if _MAY_START_WORD.match(written if not ideographic else text):
        before = "(?<![a-z0-9])" if not ideographic or text[0].isalnum() else ""
    if _MAY_END_WORD.search(text) and (not ideographic or text[-1].isascii()):
        after = "(?![a-z0-9])" if not ideographic or text[-1].isalnum() else ""
    try:
        re.compile(written)
    except re.error as problem:
        raise Unreadable(f"{line!r} is no pattern: {problem}") from problem
    return f"{before}(?:{written}){after}"


def _gap(written: str, ideographic: bool) -> str:
    """Return a gap; the blank before one that begins a group stands before the group."""
    is_of_clause = "~" in written
    if ideographic:
        return _GAP_IN_CLAUSE if is_of_clause else _GAP_OF_CHARACTERS
    before = "" if not written[0].isspace() else r"[^\w,;:]+" if is_of_clause else r"\W+"
    return before + (_WORDS_OF_CLAUSE if is_of_clause else _WORDS)


def _embedded(name: str, line: str, known: Mapping[str, str]) -> str:
    if name not in known:
        raise Unreadable(f"{line!r} names {name!r}, which no vocabulary is called.")
    return f"(?:{known[name]})"
