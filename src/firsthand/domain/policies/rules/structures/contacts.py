"""Ways to reach us outside the marketplace, however they are spelled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.domain.policies.rules.reading import Reading
    from firsthand.domain.policies.rules.splitting import Span

_LOCAL = r"[a-z0-9](?:[a-z0-9._%+\-]*[a-z0-9])?"
_AT = r"a ?t|at sign|arroba|chiocciola|arobase|arobas|klammeraffe|aet"
_AT_OF_EAST = r"艾特|小老鼠|圈a|アットマーク|アット"
_AT_MARKED = rf"\s?@\s?|\s?[(\[{{<]\s?(?:@|a|{_AT}|{_AT_OF_EAST})\s?[)\]}}>]\s?"
_AT_SPELLED = rf",?\s(?:{_AT})\s|\s?(?:{_AT_OF_EAST})\s?"
_DOT_SPELLED = (
    r"\s?[(\[{]\s?(?:\.|d ?o ?t|punkt|punto|point|点|ドット)\s?[)\]}]\s?"
    r"|,?\s(?:dot|punkt|punto|point)\s|\s?(?:点|ドット)\s?"
)
_DOT = rf"\s?\.\s?|{_DOT_SPELLED}"
# What stands before "at" when a place follows, not a host: "order at lamps dot com".
_NO_NAME = frozenset({"us", "shop", "order", "buy", "look", "visit", "store", "find"})
_NUMBER = re.compile(
    r"(?<![a-z0-9.,#/\-=_&])(?:\+\s?|00\s?)?\(?\d[\d\s().\-/\[\]_*~]{5,24}\d"
    r"(?![a-z0-9]|[.,]\d|-?\d|-[a-z](?![a-z]))"
)
_NO_PHONE = re.compile(
    r"\d{3}-\d{7}-\d{7}|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d).*"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?:\s.*)?"
    r"|\d{1,3}(?:\.\d{3}){2,}|\d{4}\s?-\s?\d{4}|(?:\d+\s?[*/]\s?)+\d+"
    r"|97[89][\d\- ]{10,14}"
)
_INTERNATIONAL = re.compile(r"^(?:\+|00\s?[1-9])")
# Nobody writes a part's or parcel's number like this: 0 4 9 1 - 5 7 0
_APART = re.compile(r"(?:\d[\s.\-]{1,3}){6,}\d")
_NATIONAL = {
    "en": r"(?:1[-. ]?)?\(?\d{3}\)?[-. ]\s?\d{3}[-. ]\d{4}"
    r"|\(?0\d{2,4}\)?[ -]\d{3,4}[ -]?\d{3,4}|1[38]00[ -]\d{3}[ -]\d{3}",
    "zh": r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8}"
    r"|[48]00[- ]?\d{3,4}[- ]?\d{3,4}",
    "ja": r"\(?0\d{1,4}\)?[- (]\d{1,4}[-) ]\d{3,4}|0[789]0\d{8}|0120\d{6}",
    "de": r"\(?0\d{2,5}\)?[ /\-]{1,3}\d[\d \-]{4,10}|01[567]\d{8,9}",
    "fr": r"0[1-9](?:[ .\-]?\d{2}){4}|0[89]\d{2}[ .]\d{3}[ .]\d{3}",
    "it": r"3\d{2}[ .\-/]?\d{3}[ .\-]?\d{3,4}|0\d{1,3}[ ./\-]\d{5,8}"
    r"|0\d{1,3}[ ./\-]\d{3,4}[ .\-]\d{3,4}|800[ .\-]\d{3}[ .\-]?\d{3}",
    "es": r"[89]\d[ .\-]\d{3}[ .\-]\d{2}[ .\-]\d{2}|[6789]\d{2}[ .\-]\d{3}[ .\-]\d{3}"
    r"|[6789]\d{2}(?:[ .\-]\d{2}){3}|[67]\d{8}",
}  # fmt: skip
_HANDLE = re.compile(
    r"(?<![a-z0-9._%+\-@])@[a-z][a-z0-9_.\-]{2,}(?![a-z0-9]*\s?\.(?:com|net))"
)


def emails(reading: Reading) -> Iterator[Span]:
    """Yield e-mail addresses, also with the sign and the full stop written as words."""
    pattern = _email(
        tuple(reading.tables["host_endings"]), tuple(reading.tables["mail_providers"])
    )
    for found in pattern.finditer(reading.plain.text):
        if (found["local"] or "").rsplit(".", 1)[-1] not in _NO_NAME and not re.search(
            r"@[a-z0-9]*\.?marketplace\.amazon\.", found[0]
        ):
            yield found.span()


@lru_cache(maxsize=8)
def _email(endings: tuple[str, ...], providers: tuple[str, ...]) -> re.Pattern[str]:
    ending = "|".join(sorted(map(re.escape, endings), key=len, reverse=True))
    provider = "|".join(map(re.escape, providers))
    domain = r"[a-z0-9\-]+(?:\.[a-z0-9\-]+)*"
    return re.compile(
        rf"(?<![a-z0-9])(?:"
        rf"(?P<local>{_LOCAL})(?:(?:{_AT_MARKED}){domain}(?:{_DOT})(?:{ending})"
        rf"|(?:{_AT_SPELLED}){domain}(?:{_DOT_SPELLED})(?:{ending})"
        rf"|(?:{_AT_MARKED}|{_AT_SPELLED})(?:{provider})(?:(?:{_DOT})(?:{ending}))?)"
        rf"|(?<!\.)(?:{provider})(?:{_DOT})com(?!/)"
        rf")(?![a-z0-9])"
    )


def phones(reading: Reading) -> Iterator[Span]:
    """Yield phone numbers; numbers of orders, parcels and parts are none."""
    text = reading.plain.text
    for found in _NUMBER.finditer(text):
        written = found[0].strip()
        digits = sum(character.isdigit() for character in written)
        if (
            7 <= digits <= 15
            and not _NO_PHONE.fullmatch(written)
            and _is_phone(found, reading)
        ):
            yield found.span()
    for found in _spelled(tuple(reading.tables["digit_words"])).finditer(text):
        if (
            not _is_named(found.span(), reading)
            and len(re.findall(r"[^\d\W]", found[0])) > 5
        ):
            yield found.span()


def _is_phone(found: re.Match[str], reading: Reading) -> bool:
    sentence = reading.sentence_at(found.start())
    if reading.hits_in("carrier", sentence) and not reading.hits_in("ours", sentence):
        return False
    if _is_named(found.span(), reading):
        return False
    written = found[0].strip()
    if _INTERNATIONAL.match(written) or _APART.fullmatch(written):
        return True
    before = (max(0, sentence[0] - 60), sentence[0])
    if reading.hits_in("calling", sentence) or reading.hits_in("calling", before):
        return True
    if reading.hits_in("reference_number", sentence):
        return False
    form = _NATIONAL.get(reading.outgoing.language, "")
    # A bracket behind the number may open with opening hours.
    return bool(form and re.match(rf"(?:{form})(?:$|\()", written))


def _is_named(span: Span, reading: Reading) -> bool:
    """Say whether a noun just before or behind says what else the number is."""
    sentence = reading.sentence_at(span[0])
    calls = [hit[1] for hit in reading.hits_in("calling", (sentence[0], span[0]))]
    named = [
        hit[1]
        for hit in reading.hits_in("reference_number", (sentence[0], span[0]))
        if span[0] - hit[1] <= 30
    ]
    if named:
        return not calls or max(named) > max(calls)
    end = min(span[1] + 25, sentence[1])
    behind = reading.hits_in("reference_number", (span[1], end))
    return bool(behind) and not calls


@lru_cache(maxsize=8)
def _spelled(words: tuple[str, ...]) -> re.Pattern[str]:
    latin = "|".join(sorted((w for w in words if w.isascii()), key=len, reverse=True))
    other = "|".join(w for w in words if not w.isascii())
    return re.compile(
        rf"(?<![a-z0-9])(?:(?:(?:{latin})+|\d)(?![a-z])[\s,.\-/]*){{7,}}"
        rf"|(?:(?:{other})[\s,.\-、の]*){{7,}}"
    )


def handles(reading: Reading) -> Iterator[Span]:
    """Yield names at social networks, as in @ourshop."""
    emails_found = reading.hits("@email")
    for found in _HANDLE.finditer(reading.plain.text):
        if not any(start <= found.start() < end for start, end in emails_found):
            yield found.span()
