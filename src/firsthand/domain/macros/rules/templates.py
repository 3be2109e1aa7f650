"""A macro's text: words, slots for variables, and parts nobody may change.

`{{buyer_name}}` is a slot; `[[ … ]]` is locked. There is nothing else: no conditions, no
loops, no calls. What a value holds is never read as a template again, so that nothing a
buyer wrote can become one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

_BRACKET = re.compile(r"\{\{|\}\}|\[\[|\]\]")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>|\{%|%\}|\{#|\$\{")
# One sign of the scripts that leave no space between words, or a word of the others.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
# From which share of its pairs of words on a locked part is in a text, altered.
_STILL_THERE = 0.3
_BREAKS = re.compile(r"\n{3,}")
# Format characters which nobody sees, and which hide or turn round what is read: all of
# Unicode's "Cf" but the joiners some scripts and emoji are written with.
_JOINERS = "\u200c\u200d"


class Fault(StrEnum):
    """What can be wrong with a text."""

    UNCLOSED = "unclosed"
    UNOPENED = "unopened"
    NESTED = "nested"
    NO_NAME = "no_name"
    UNKNOWN = "unknown"
    MARKUP = "markup"
    HIDDEN = "hidden"
    EMPTY = "empty"


class Unfit(Exception):
    """A text that is no template.

    Attributes:
        fault: what is wrong.
        at: where, in characters from the beginning.
        what: what stands there.
    """

    def __init__(self, fault: Fault, at: int, what: str) -> None:
        super().__init__(f"{fault} at {at}: {what:.40}")
        self.fault, self.at, self.what = fault, at, what[:40]


@dataclass(frozen=True)
class Piece:
    """Some words, or a slot; `is_slot` says which. Two locked parts differ in `part`.

    Attributes:
        text: the words, or the variable's name.
        part: the number of the locked part it belongs to, from 1; 0: it may be changed.
    """

    text: str
    is_slot: bool = False
    part: int = 0


@dataclass(frozen=True)
class Locked:
    """A part of a text that was made, which must leave as it is."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Made:
    """A text with its slots filled.

    Attributes:
        text: the words; a slot that could not be filled stands in it as it was written.
        locked: what must not be changed, in order.
        missing: names of variables without a value, each once, in order.
    """

    text: str
    locked: tuple[Locked, ...]
    missing: tuple[str, ...]


def read(text: str, known: Collection[str]) -> tuple[Piece, ...]:
    """Return the pieces of a text.

    Args:
        text: as its author wrote it.
        known: names there are variables for.

    Raises:
        Unfit: it is empty, holds markup or hidden characters, a bracket has no other, one
            stands in another of its kind, or a variable is not known.
    """
    _refuse_smuggled(text)
    pieces: list[Piece] = []
    place, part, parts = 0, 0, 0
    while found := _BRACKET.search(text, place):
        _add(pieces, text[place : found.start()], part)
        bracket, place = found[0], found.end()
        if bracket == "{{":
            place = _read_slot(text, found.start(), known, part, pieces)
        elif bracket == "[[":
            if part:
                raise Unfit(Fault.NESTED, found.start(), text[found.start() :])
            parts += 1
            part = parts
        elif bracket == "]]" and part:
            part = 0
        else:
            raise Unfit(Fault.UNOPENED, found.start(), text[found.start() :])
    if part:
        raise Unfit(Fault.UNCLOSED, text.rindex("[["), text[text.rindex("[[") :])
    _add(pieces, text[place:], part)
    return tuple(pieces)


def _refuse_smuggled(text: str) -> None:
    if not text.strip():
        raise Unfit(Fault.EMPTY, 0, "")
    if tag := _TAG.search(text):
        raise Unfit(Fault.MARKUP, tag.start(), text[tag.start() :])
    for place, sign in enumerate(text):
        if is_hidden(sign):
            raise Unfit(Fault.HIDDEN, place, f"U+{ord(sign):04X}")


def is_hidden(sign: str) -> bool:
    """Return whether nobody sees a character, or it turns round those beside it."""
    if sign in "\n\t" or sign in _JOINERS:
        return False
    return unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cn")


def _read_slot(
    text: str, start: int, known: Collection[str], part: int, pieces: list[Piece]
) -> int:
    following = _BRACKET.search(text, start + 2)
    if following is None or following[0] not in ("}}", "{{"):
        raise Unfit(Fault.UNCLOSED, start, text[start:])
    if following[0] == "{{":
        raise Unfit(Fault.NESTED, start, text[start:])
    name = text[start + 2 : following.start()].strip()
    if _NAME.fullmatch(name) is None:
        raise Unfit(Fault.NO_NAME, start, name)
    if name not in known:
        raise Unfit(Fault.UNKNOWN, start, name)
    pieces.append(Piece(name, is_slot=True, part=part))
    return following.end()


def _add(pieces: list[Piece], words: str, part: int) -> None:
    if words:
        pieces.append(Piece(words, part=part))


def slots_of(pieces: Collection[Piece]) -> tuple[str, ...]:
    """Return the names of the variables, each once, in order."""
    return tuple(dict.fromkeys(piece.text for piece in pieces if piece.is_slot))


def fill(pieces: Collection[Piece], values: Mapping[str, str]) -> Made:
    """Return the text with its slots filled.

    Args:
        pieces: of one text, see `read`.
        values: by name of the variable; one that is empty counts as missing.
    """
    words: list[str] = []
    locked: list[Locked] = []
    length = 0
    for part, inside in groupby(pieces, key=lambda piece: piece.part):
        text = "".join(_words_of(piece, values) for piece in inside)
        if part:
            locked.append(Locked(length, length + len(text), text))
        words.append(text)
        length += len(text)
    missing = tuple(name for name in slots_of(pieces) if not clean(values.get(name, "")))
    return Made("".join(words), tuple(locked), missing)


def _words_of(piece: Piece, values: Mapping[str, str]) -> str:
    if not piece.is_slot:
        return piece.text
    return clean(values.get(piece.text, "")) or "{{" + piece.text + "}}"


def clean(value: str) -> str:
    """Return a value as it may stand in a letter: no hidden characters, nothing around it.

    Brackets of templates in it are taken apart, so that the answer's own check for slots
    left open can tell them from ours.
    """
    seen = "".join(sign for sign in value.replace("\r\n", "\n") if not is_hidden(sign))
    for double in ("{{", "}}", "[[", "]]"):
        while double in seen:
            seen = seen.replace(double, double[0])
    return _BREAKS.sub("\n\n", seen).strip()


def altered(locked: Collection[str], text: str) -> tuple[str, ...]:
    """Return the locked parts of which a text has something, but not all as it was.

    Only white space may differ, which mail programs and editors break anew. A part that was
    taken out whole is not altered: nothing of it is said any more.

    Args:
        locked: the parts as they were made.
        text: what is to leave.
    """
    said = _flat(text)
    there = _pairs(text)
    return tuple(
        part
        for part in locked
        if _flat(part) not in said and _share_kept(_pairs(part), there) >= _STILL_THERE
    )


def _share_kept(pairs: Counter[tuple[str, str]], there: Counter[tuple[str, str]]) -> float:
    kept = sum(min(count, there[pair]) for pair, count in pairs.items())
    return kept / pairs.total() if pairs else 0.0


def _pairs(text: str) -> Counter[tuple[str, str]]:
    """Return the words that follow each other: "to your" alone is in every letter."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    return Counter(pairwise(words))


def _flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def edited_share(made: str, sent: str) -> float:
    """Return how much of a text was changed before it left, 0 (nothing) to 1.

    One minus the share of words (of characters, where words have no spaces between them)
    that both have, counted as often as both have them: twice the common ones over all.
    """
    before, after = _words(made), _words(sent)
    if not before and not after:
        return 0.0
    common = sum(min(before[word], after[word]) for word in before.keys() & after.keys())
    return 1 - 2 * common / (before.total() + after.total())


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(unicodedata.normalize("NFC", text)))
