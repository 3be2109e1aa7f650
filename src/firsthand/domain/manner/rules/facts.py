"""What a text says that must be the same in every language: amounts, numbers, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from firsthand.domain.manner.rules import amounts, counts

# One character for one, so that places stay: full width to ASCII, odd spaces and signs.
_EVEN = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys("\u00a0\u202f\u2009\u3000\t", " "),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("〜～", "~"),
        **dict.fromkeys("’ʼ‘`´", "'"),
        "￥": "¥",
        "￡": "£",
    }
)
_URL = re.compile(r"(?:https?://|www\.)[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)
_URL_ENDS = ".,;:!?)'\""
_AMAZON_ORDER = re.compile(r"(?<![\d-])\d{3}-\d{7}-\d{7}(?![\d-])")
_EBAY_ORDER = re.compile(r"(?<![\d-])\d{2}-\d{5}-\d{5}(?![\d-])")
# A parcel's or other number: of UPS, of the postal union, or at least ten signs in a row
# or in groups of three and more. Shorter ones are years, amounts and sizes.
_CODE = re.compile(
    r"(?<![A-Z0-9])(?:"
    r"1Z[ -]?(?:[0-9A-Z][ -]?){15}[0-9A-Z]"
    r"|[A-Z]{2} ?\d{3} ?\d{3} ?\d{3} ?[A-Z]{2}"
    r"|\d{3,}(?:[ -]\d{3,})+"
    r"|[A-Z0-9]{10,}"
    r")(?![A-Z0-9])",
    re.IGNORECASE,
)
_FEWEST_DIGITS = 8
_FEWEST_SIGNS = 10


class Kind(StrEnum):
    """What a fact is about."""

    MONEY = "money"
    TIME = "time"
    COUNT = "count"  # Of hours, days, weeks, months or years.
    PERCENT = "percent"
    ORDER = "order"
    CODE = "code"  # A parcel's number, or any other long one.
    URL = "url"
    PROMISE = "promise"


@dataclass(frozen=True)
class Fact:
    """One thing said in a text.

    Attributes:
        key: what it comes to; equal keys of a kind mean the same in any language.
        quote: as it stands in the text, from `start` to `end`.
    """

    kind: Kind
    key: str
    quote: str
    start: int
    end: int

    def overlaps(self, other: Fact) -> bool:
        """Say whether both stand at one place of the same text."""
        return self.start < other.end and other.start < self.end


def even(text: str) -> str:
    """Return the text with one kind of digits, dashes and spaces, no longer or shorter."""
    return text.translate(_EVEN)


def facts_in(text: str, marketplace: str) -> tuple[Fact, ...]:
    """Return what a text says, times and promises apart, in order of appearance.

    Args:
        text: in any of the seven languages.
        marketplace: where the order was placed (US, DE ...): whose dollars $ means.
    """
    plain, found = even(text), []
    for kind, reader in _READERS:
        for start, end, key in reader(plain, marketplace):
            found.append(Fact(kind, key, text[start:end], start, end))
            # What is read is not read again as something else.
            plain = plain[:start] + "\0" * (end - start) + plain[end:]
    return tuple(sorted(found, key=lambda one: one.start))


Places = Iterator[tuple[int, int, str]]


def _urls(text: str, _marketplace: str) -> Places:
    for found in _URL.finditer(text):
        url = found.group().rstrip(_URL_ENDS)
        key = re.sub(r"^https?://", "", url, flags=re.IGNORECASE)
        host, slash, rest = key.partition("/")
        yield found.start(), found.start() + len(url), host.lower() + slash + rest


def _orders(text: str, _marketplace: str) -> Places:
    for pattern in (_AMAZON_ORDER, _EBAY_ORDER):
        for found in pattern.finditer(text):
            yield *found.span(), found.group()


def _codes(text: str, _marketplace: str) -> Places:
    for found in _CODE.finditer(text):
        key = re.sub(r"[ -]", "", found.group()).upper()
        digits = sum(sign.isdigit() for sign in key)
        if digits >= _FEWEST_DIGITS and len(key) >= _FEWEST_SIGNS:
            yield *found.span(), key


_READERS = (
    (Kind.URL, _urls),
    (Kind.ORDER, _orders),
    (Kind.MONEY, amounts.money),
    (Kind.PERCENT, amounts.percentages),
    (Kind.COUNT, counts.counts),
    (Kind.CODE, _codes),
)
