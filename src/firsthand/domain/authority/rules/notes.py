"""The internal note behind every use: templates to begin with, and whether one says enough.

A note is judged by what its author wrote beside the template: long enough without filler,
naming the reason, and not what he wrote last time.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from firsthand.domain.authority.rules.terms import NoteTerms

LONGEST = 2000
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W\d_{_HAN}]+|\d+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_IS_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
_BLANK = re.compile(r"\[[^\[\]]*\]")
_SHINGLE = 3
# Shorter words share their beginning by chance.
_STEM = 4

# What fills a note without saying anything about this buyer, order or reason.
_FILLER_WORDS = frozenset({
    "an", "and", "as", "ask", "asked", "at", "back", "be", "been", "buyer", "by",
    "client", "customer", "do", "done", "fine", "for", "from", "good", "has", "have",
    "he", "her", "him", "his", "in", "is", "it", "its", "just", "me", "money", "my",
    "need", "needs", "no", "none", "of", "off", "ok", "okay", "on", "our", "please",
    "pls", "refund", "refunded", "refunding", "said", "says", "see", "she", "so", "test",
    "thanks", "that", "the", "their", "them", "they", "this", "to", "us", "want",
    "wanted", "wants", "was", "we", "were", "will", "with", "yes", "you", "your",
})  # fmt: skip
_FILLER_HAN = (
    "已经退款", "客户", "买家", "客人", "顾客", "要求", "退款", "处理", "已", "了", "的",
    "同意", "可以", "没问题", "测试", "好的", "谢谢", "请",
)  # fmt: skip
_FILLER_IN_HAN = re.compile("|".join(sorted(_FILLER_HAN, key=len, reverse=True)))
# Part of so many names of reasons that they name none.
_IN_EVERY_NAME = frozenset(
    {"order", "item", "other", "buyer", "product", "after", "before"}
)


class Missing(StrEnum):
    """What a note lacks."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    BLANKS_LEFT = "blanks_left"
    LANGUAGE = "language"
    TOO_SHORT = "too_short"
    REASON = "reason"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Lack:
    """One thing a note lacks, with the figures it is said by."""

    missing: Missing
    facts: Mapping[str, str | int]


@dataclass(frozen=True)
class Template:
    """A text with blanks in square brackets, in each language."""

    texts: Mapping[str, str]

    def filled(self, language: str, *, reason: str, remedy: str) -> str:
        """Return the text with reason and remedy put in; the other blanks are left."""
        text = self.texts.get(language) or self.texts["en"]
        return text.replace("{reason}", reason).replace("{remedy}", remedy)


_PREVENTS = Template(
    {
        "en": "To keep “{reason}” from becoming a claim, used the authority for: {remedy}. "
        "What happened: [what the buyer reports]. Seen: [photo, tracking, message].",
        "zh-hans": "为避免“{reason}”升级为索赔，使用权限：{remedy}。"
        "情况：[买家反映了什么]。依据：[照片、物流、消息]。",
    }
)
_PARCEL = Template(
    {
        "en": "Because of “{reason}”, used the authority for: {remedy}. "
        "Last scan: [place and day]. The carrier says: [answer, or not asked and why].",
        "zh-hans": "因“{reason}”，使用权限：{remedy}。"
        "最后扫描：[地点和日期]。承运商答复：[内容，或未询问的原因]。",
    }
)
_GOODWILL = Template(
    {
        "en": "As goodwill over “{reason}”, used the authority for: {remedy}. "
        "Why it is owed: [what went wrong]. Why this much: [reckoning].",
        "zh-hans": "因“{reason}”给予善意补偿，使用权限：{remedy}。"
        "为何应补偿：[哪里出错]。金额依据：[如何得出]。",
    }
)
_ANY = Template(
    {
        "en": "Because of “{reason}”, used the authority for: {remedy}. "
        "What happened: [what]. Seen: [how we know].",
        "zh-hans": "因“{reason}”，使用权限：{remedy}。情况：[什么]。依据：[如何得知]。",
    }
)
# By the beginning of the reason's code; the longest that fits counts.
_TEMPLATES = {"AFT.DMG": _PREVENTS, "AFT.QUA": _PREVENTS, "RSK": _PREVENTS, "INS": _PARCEL}


def template(reason_code: str, kind: str) -> Template:
    """Return what a note about this reason, for this kind of remedy, begins with."""
    if kind == "goodwill_credit":
        return _GOODWILL
    fitting = [code for code in _TEMPLATES if f"{reason_code}.".startswith(f"{code}.")]
    return _TEMPLATES[max(fitting, key=len)] if fitting else _ANY


def judge(
    note: str,
    *,
    reason_names: Iterable[str],
    earlier: Sequence[str] = (),
    begun_with: str = "",
    terms: NoteTerms,
) -> tuple[Lack, ...]:
    """Return what a note lacks; nothing if it is complete.

    Args:
        note: as written.
        reason_names: the reason's name and those above it, in every language.
        earlier: what the same author wrote before, each with its template still in it.
        begun_with: the template it was begun with, reason and remedy put in.
        terms: what the policy asks of notes.
    """
    text = unicodedata.normalize("NFKC", note).strip()
    if not text:
        return (Lack(Missing.EMPTY, {}),)
    if len(text) > LONGEST:
        return (Lack(Missing.TOO_LONG, {"most": LONGEST}),)
    fixed = _fixed_parts(begun_with)
    own = _without(fixed, text)
    lacks = []
    if blanks := set(_BLANK.findall(text)) & set(_BLANK.findall(_normal(begun_with))):
        lacks.append(Lack(Missing.BLANKS_LEFT, {"blanks": " ".join(sorted(blanks))}))
    if not _is_readable(text):
        lacks.append(Lack(Missing.LANGUAGE, {}))
    if (words := weight(own)) < terms.words:
        lacks.append(Lack(Missing.TOO_SHORT, {"words": int(words), "least": terms.words}))
    if not names_reason(text, reason_names):
        lacks.append(Lack(Missing.REASON, {}))
    if _is_repeated(own, (_without(fixed, each) for each in earlier), terms):
        lacks.append(Lack(Missing.REPEATED, {"days": terms.days}))
    return tuple(lacks)


def _fixed_parts(begun_with: str) -> list[str]:
    """Return the parts of a template that are no blanks, the longest first."""
    parts = sorted(_BLANK.split(_normal(begun_with)), key=len, reverse=True)
    return [part.strip() for part in parts if part.strip()]


def _without(fixed: Iterable[str], note: str) -> str:
    """Return what is left of a note without the fixed parts of its template."""
    text = _normal(note)
    for part in fixed:
        text = text.replace(part, " ")
    return _BLANK.sub(" ", text)


def weight(text: str) -> Fraction:
    """Return how many different words say something; two Chinese characters are one word.

    Without filler, digits, and words made of one repeated letter.
    """
    without = _FILLER_IN_HAN.sub(" ", text)
    said = {token for token in _tokens(without) if not token.isdigit()}
    han = {token for token in said if _IS_HAN.match(token)}
    words = {token for token in said - han if len(set(token)) > 1} - _FILLER_WORDS
    return len(words) + Fraction(len(han), 2)


def names_reason(text: str, reason_names: Iterable[str]) -> bool:
    """Say whether a note takes up a word of the reason's name, in whatever language.

    A Chinese name by any two neighbouring characters; a word by its first letters, since
    "damage" and "damaged" are one.
    """
    said = _tokens(_normal(text))
    words = [each for each in said if not _IS_HAN.match(each)]
    han = "".join(each if _IS_HAN.match(each) else " " for each in said)
    for name in reason_names:
        tokens = _tokens(_normal(name))
        pairs = itertools.pairwise(tokens)
        if any(_are_han(a, b) and a + b in han for a, b in pairs):
            return True
        if any(_is_said(token, words) for token in tokens):
            return True
    return False


def likeness(one: str, other: str) -> Fraction:
    """Return how much of two texts is the same: 1 for the same words in the same order.

    Jaccard's index of their shingles of three words (or Chinese characters). Source: A. Z.
    Broder, "On the resemblance and containment of documents", SEQUENCES (1997), 21-29.
    """
    return _likeness(_shingles(one), _shingles(other))


def _likeness(a: set[tuple[str, ...]], b: set[tuple[str, ...]]) -> Fraction:
    return Fraction(len(a & b), len(a | b)) if a | b else Fraction(0)


def _is_repeated(own: str, earlier: Iterable[str], terms: NoteTerms) -> bool:
    said, most = _shingles(own), Fraction(terms.alike)
    return any(_likeness(said, _shingles(each)) >= most for each in earlier)


def _shingles(text: str) -> set[tuple[str, ...]]:
    # An order's number, a day or an amount make no new note out of an old one.
    tokens = [token for token in _tokens(_normal(text)) if not token.isdigit()]
    last = max(1, len(tokens) - _SHINGLE + 1)
    return {tuple(tokens[n : n + _SHINGLE]) for n in range(last)} - {()}


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _are_han(*tokens: str) -> bool:
    return all(_IS_HAN.match(token) for token in tokens)


def _is_said(token: str, words: Sequence[str]) -> bool:
    if len(token) < _STEM or token in _IN_EVERY_NAME or _IS_HAN.match(token):
        return False
    stem = token[: max(_STEM, len(token) - 3)]
    return any(word.startswith(stem) for word in words)


def _is_readable(text: str) -> bool:
    """Say whether colleagues can read it: most letters are Chinese or Latin."""
    letters = [sign for sign in text if sign.isalpha()]
    known = sum(bool(_IS_HAN.match(s) or _IS_LATIN.match(s)) for s in letters)
    return 2 * known > len(letters)
