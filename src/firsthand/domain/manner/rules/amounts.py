"""Amounts of money and percentages as seven languages write them.

Currency codes: ISO 4217. Of one separator before exactly three digits it is taken that it
groups thousands: no shop prices in tenths of cents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

# What a bare dollar, or "Dollar" in words, is where the order was placed.
_DOLLARS = {"CA": "CAD", "AU": "AUD", "SG": "SGD", "MX": "MXN"}
_CODES = (
    "EUR|USD|GBP|JPY|CNY|RMB|CAD|AUD|NZD|SGD|HKD|TWD|MXN|BRL|PLN|SEK|DKK|NOK|CHF|CZK|TRY"
    "|INR|AED|SAR|EGP|ZAR"
)
# Longer before shorter: of two that begin at one place the first counts.
_SIGNS: Mapping[str, str] = {
    r"US ?\$": "USD", r"(?:CA|CDN|C) ?\$": "CAD", r"(?:AU|A) ?\$": "AUD",
    r"NZ ?\$": "NZD", r"HK ?\$": "HKD", r"S ?\$": "SGD", r"MX ?\$": "MXN",
    r"R ?\$": "BRL", "€": "EUR", "£": "GBP", "₹": "INR", r"\$": "$", "¥": "¥",
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    "US-Dollars?|dollars? US|美元|美金|米ドル": "USD",
    "加元|加拿大元|加币|カナダドル": "CAD",
    "澳元|澳币|豪ドル": "AUD",
    "新加坡元|新元": "SGD",
    "港元|港币": "HKD",
    "euros?|欧元|ユーロ": "EUR",
    "日元|日圆|日币|円|yen(?:es|s)?": "JPY",
    "英镑|ポンド|(?:pounds?|livres?) sterlings?|libras? esterlinas?|sterlin[ae]": "GBP",
    "兹罗提|zł|złot(?:y|ych|e)": "PLN",
    "瑞典克朗": "SEK",
    "瑞士法郎|Franken|francs? suisses?|franchi svizzeri|francos suizos": "CHF",
    "墨西哥比索|比索|pesos?": "MXN",
    "卢比|rupees?": "INR",
    "人民币|元|块钱?|yuan": "CNY",
    r"dollars?|d[óo]lar(?:es)?|dollar[io]|刀|ドル": "$",
}
# Pounds are weighed as well, save where prices are in pounds.
_POUNDS = "pounds?|quid|Pfund|livres?|libras?"
_NUMBER = (
    r"(?P<n>\d{1,3}(?:[., ']\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d))"
    r"(?:,-+)?(?: ?(?P<many>[万億亿千]))?"
)
_END = r"(?![A-Za-z])"
_UNITS = "|".join((*_SIGNS, _CODES, *_WORDS, _POUNDS))
_AFTER = re.compile(
    rf"(?<!\d)(?<!\d[.,]){_NUMBER} ?-?(?P<unit>{_UNITS}){_END}", re.IGNORECASE
)
_BEFORE = re.compile(
    rf"(?<![A-Za-z])(?P<unit>{'|'.join(_SIGNS)}|{_CODES}|人民币) ?{_NUMBER}", re.IGNORECASE
)
_MANY = {"千": 1_000, "万": 10_000, "億": 100_000_000, "亿": 100_000_000}
_FIGURE = r"(?P<n>\d{1,3}(?:[.,]\d{1,2})?)"
_PERCENT = re.compile(
    rf"(?<!\d)(?<!\d[.,]){_FIGURE} ?(?:%|per ?cent\b|Prozent\b|pour ?cent\b"
    r"|per ?cento\b|por ?ciento\b|パーセント)|百分之 ?(?P<of>\d{1,3}(?:\.\d{1,2})?)",
    re.IGNORECASE,
)
_HAN = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
# Chinese prices name what is left: 八折 is 20 % off; Japanese ones what is taken off.
_LEFT = re.compile(r"(?P<left>[1-9]\d?|[一二三四五六七八九]{1,2})折")
_TENTHS = re.compile(r"(?<!\d)(?P<tenths>[1-9]|[一二三四五六七八九])割(?:引き?)?")


def money(text: str, marketplace: str) -> Iterator[tuple[int, int, str]]:
    """Yield where amounts stand and what they come to: "EUR 19.99".

    "$" and "dollars" are those of the marketplace; "¥" is yen in Japan, else yuan.
    """
    taken = [False] * len(text)
    for pattern in (_BEFORE, _AFTER):
        for found in pattern.finditer(text):
            start, end = found.span()
            currency = _currency(found["unit"], marketplace)
            if currency is None or any(taken[start:end]):
                continue
            taken[start:end] = [True] * (end - start)
            amount = _value(found["n"]) * _MANY.get(found["many"] or "", 1)
            yield start, end, f"{currency} {amount.normalize():f}"


def percentages(text: str, _marketplace: str) -> Iterator[tuple[int, int, str]]:
    """Yield where percentages stand, and what they come to."""
    for found in _PERCENT.finditer(text):
        value = Decimal((found["n"] or found["of"]).replace(",", "."))
        yield *found.span(), f"{value.normalize():f}"
    for found in _LEFT.finditer(text):
        left = "".join(str(_HAN.get(sign, sign)) for sign in found["left"])
        yield *found.span(), str(100 - int(left) * (10 if len(left) == 1 else 1))
    for found in _TENTHS.finditer(text):
        yield *found.span(), str(10 * int(_HAN.get(found["tenths"], found["tenths"])))


def _currency(unit: str, marketplace: str) -> str | None:
    """Return the code of a sign, code or word; None: no money there."""
    if re.fullmatch(_CODES, unit, re.IGNORECASE):
        return "CNY" if unit.upper() == "RMB" else unit.upper()
    for pattern, code in (*_SIGNS.items(), *_WORDS.items()):
        if re.fullmatch(pattern, unit, re.IGNORECASE):
            return _meant(code, marketplace)
    return "GBP" if marketplace == "UK" else None


def _meant(code: str, marketplace: str) -> str:
    if code == "$":
        return _DOLLARS.get(marketplace, "USD")
    if code == "¥":
        return "JPY" if marketplace == "JP" else "CNY"
    return code


def _value(written: str) -> Decimal:
    plain = re.sub(r"[ ']", "", written)
    found = re.fullmatch(r"(.*)[.,](\d{1,2})", plain)
    whole, cents = (found[1], found[2]) if found else (plain, "0")
    return Decimal(re.sub(r"[.,]", "", whole) + "." + cents)
