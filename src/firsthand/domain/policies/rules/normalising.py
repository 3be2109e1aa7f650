"""One plain form of a text, so that tricks of writing hide nothing.

Every character of the plain form knows where it came from: marks are drawn in the original.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from firsthand.domain.policies.rules.disguises import (
    needless_blanks,
    turned_round,
    unmasked,
)

# Characters that show nothing: joiners, direction marks, soft hyphens, tags, selectors.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# Letters of other scripts that look like Latin ones. No language judged here uses them.
_LOOKS_LIKE = dict(
    zip(
        "абвгԁеёһіїјкӏмнорԛѕтуԝхѵзάαβενικορτυχωγϲϳıɡɑոսօⅼ‐‑‒–−‘’ʼ′`´“”„«»",
        "a6brdeehiijklmhopqstywxv3aabevikoptuxwycjiganuol-----''''''\"\"\"\"\"",
        strict=True,
    )
)
_LATIN_BASE = re.compile(r"[a-zß-ɏſ]", re.IGNORECASE)
_LONGER = {"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ſ": "s"}
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|body|br|button|center|code|div|em|font|footer|form|h[1-6]|"
    r"head|hr|html|i|iframe|img|input|li|link|meta|ol|p|pre|s|script|small|span|strong|style|"
    r"sub|sup|table|tbody|td|th|thead|title|tr|u|ul)\b[^<>]*>|<!--.*?-->",
    re.IGNORECASE | re.DOTALL,
)
_BREAKS_LINE = re.compile(r"</?(?:br|div|h[1-6]|hr|li|ol|p|table|tr|ul)\b", re.I)
_ADDRESS_IN_TAG = re.compile(r"\b(?:href|src|action)\s*=\s*[\"']?\s*([^\"'\s>]+)", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
# "w h a t s a p p", "W.e.C.h.a.t": one separator between single letters, four times.
_SPACED_OUT = re.compile(r"(?<![a-z0-9])[a-z]([ .\-_*|])(?:[a-z]\1){3,}[a-z](?![a-z0-9])")
# The same between letters of the East: "レ.ビ.ュ.ー"; and a blank between two ideographs.
_EAST = "々〆ぁ-ゖァ-ヺー一-龥"
_SPACED_OUT_OF_EAST = re.compile(
    rf"(?<![{_EAST}])[{_EAST}]([ .·・\-_*|/])(?:[{_EAST}]\1)+[{_EAST}]"
    r"|(?<=[一-龥]) (?=[一-龥])"
)
_VOICED = "\u3099\u309a\uff9e\uff9f"


@dataclass(frozen=True)
class Plain:
    """A text in its plain form: lower case, no accents on Latin letters, no tricks.

    Attributes:
        starts, ends: for each character of `text`, its range in the original.
        addresses: (address, start, end) of what tags point to, ranges of the original.
    """

    text: str
    original: str
    starts: list[int]
    ends: list[int]
    addresses: tuple[tuple[str, int, int], ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]` stands in the original."""
        if start >= end or not self.starts:
            return 0, 0
        return self.starts[start], self.ends[min(end, len(self.ends)) - 1]


def plain(original: str, variants: Mapping[int, str] | None = None) -> Plain:
    """Return the plain form of any text.

    NFKC character by character; invisible characters, tags and accents of Latin letters
    removed; entities resolved; letters that only look Latin replaced; spaced-out
    words joined; characters replaced by those in `variants`, one by one.
    """
    addresses: list[tuple[str, int, int]] = []
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece, start, end in _pieces(original, addresses):
        for character in _folded(piece):
            characters.append(character)
            starts.append(start)
            ends.append(end)
        if piece in _VOICED and len(characters) > 1:
            _join_voiced(characters, starts, ends)
    for first, last in turned_round(original):
        _turn(first, last, characters, starts, ends)
    text, starts, ends = _undisguised("".join(characters), starts, ends)
    if variants:
        text = text.translate(variants)
    return Plain(text, original, starts, ends, tuple(addresses))


def _undisguised(
    text: str, starts: list[int], ends: list[int]
) -> tuple[str, list[int], list[int]]:
    """Return the text with masked and spaced-out words as they are meant, and where."""
    if "@" in text and (blanks := needless_blanks(text)):
        text, starts, ends = _without(set(blanks), text, starts, ends)
    text = unmasked(text)
    for spaced_out in (_SPACED_OUT, _SPACED_OUT_OF_EAST):
        if spaced_out.search(text):
            text, starts, ends = _closed_up(spaced_out, text, starts, ends)
    return text, starts, ends


def folded(text: str) -> str:
    """Return a pattern's or word's plain form."""
    return "".join(_folded(character) for character in text)


def _pieces(
    original: str, addresses: list[tuple[str, int, int]]
) -> Iterator[tuple[str, int, int]]:
    """Yield (what is read there, start, end) without tags, with entities resolved."""
    at = 0
    special = "<" in original or "&" in original
    while at < len(original):
        character = original[at]
        if special and character == "<" and (tag := _TAG.match(original, at)):
            addresses += [
                (html.unescape(found[1]), at, tag.end())
                for found in _ADDRESS_IN_TAG.finditer(tag[0])
            ]
            yield ("\n" if _BREAKS_LINE.match(tag[0]) else "\u200b"), at, tag.end()
            at = tag.end()
        elif special and character == "&" and (entity := _ENTITY.match(original, at)):
            for resolved in html.unescape(entity[0]):
                yield resolved, at, entity.end()
            at = entity.end()
        else:
            yield character, at, at + 1
            at += 1


@lru_cache(maxsize=20_000)
def _folded(piece: str) -> str:
    if _INVISIBLE.match(piece):
        return ""
    lowered = unicodedata.normalize("NFKC", piece).lower()
    out: list[str] = []
    for character in lowered:
        similar = _LOOKS_LIKE.get(character) or _LONGER.get(character)
        if similar:
            out.append(similar)
        elif _LATIN_BASE.match(character):
            apart = unicodedata.normalize("NFD", character)
            out.append("".join(c for c in apart if not unicodedata.combining(c)))
        elif "\u0300" <= character <= "\u036f" or _INVISIBLE.match(character):
            continue
        else:
            out.append("\u0020" if character in "\u00a0\u3000\t" else character)
    return "".join(out)


def _join_voiced(characters: list[str], starts: list[int], ends: list[int]) -> None:
    """Make one character of a kana and the voicing mark behind it."""
    joined = unicodedata.normalize("NFC", characters[-2] + characters[-1].strip())
    if len(joined) == 1:
        characters[-2:] = [joined]
        del starts[-1]
        ends[-2:] = [ends[-1]]


def _closed_up(
    spaced_out: re.Pattern[str], text: str, starts: list[int], ends: list[int]
) -> tuple[str, list[int], list[int]]:
    gone = {
        at
        for found in spaced_out.finditer(text)
        for at in range(found.start(), found.end())
        if not text[at].isalpha()
    }
    return _without(gone, text, starts, ends)


def _turn(
    first: int, last: int, characters: list[str], starts: list[int], ends: list[int]
) -> None:
    """Add what came from a range of the original turned round, as it is shown, at the end.

    What stands there stays, too: whoever copies it has it as it was written.
    """
    inside = [at for at, start in enumerate(starts) if first <= start < last]
    characters.append("\n")
    starts.append(first)
    ends.append(first)
    for at in reversed(inside):
        characters.append(characters[at])
        starts.append(starts[at])
        ends.append(ends[at])


def _without(
    gone: set[int], text: str, starts: list[int], ends: list[int]
) -> tuple[str, list[int], list[int]]:
    kept = [at for at in range(len(text)) if at not in gone]
    return (
        "".join(text[at] for at in kept),
        [starts[at] for at in kept],
        [ends[at] for at in kept],
    )
