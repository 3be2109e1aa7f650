"""The buyer's own details that no answer needs to repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.domain.policies.rules.reading import Reading
    from firsthand.domain.policies.rules.splitting import Span

_CARD = re.compile(
    r"(?<![a-z0-9\-])\d{4}([ \-]?)\d{4}\1\d{4}\1\d{1,7}(?![a-z0-9\-])"
    r"|(?<![a-z0-9\-])3[47]\d{2}([ \-])\d{6}\2\d{5}(?![a-z0-9\-])"
)
_IBAN = re.compile(
    r"(?<![a-z0-9])(?:ad|at|be|ch|cy|cz|de|dk|ee|es|fi|fr|gb|gr|hr|hu|ie|it|lt|lu|lv|mc|mt|nl"
    r"|no|pl|pt|ro|se|si|sk)\d{2}(?:[ \-]?[a-z0-9]{4}){3,7}"
    r"(?:[ \-]?[a-z0-9]{1,3})?(?![a-z0-9])"
)
_ACCOUNT = re.compile(r"(?<![a-z0-9\-])\d[\d \-]{5,22}\d(?![a-z0-9\-])")


def card_numbers(reading: Reading) -> Iterator[Span]:
    """Yield whole card numbers: the check digit is right, or a word says what it is.

    Numbers of 13, 14 or 17 digits and more are mostly of articles and parcels, and those
    that are called so are none: they need the word.
    """
    for found in _CARD.finditer(reading.plain.text):
        digits = re.sub(r"\D", "", found[0])
        is_card = _is_near("card_word", found.span(), reading) or (
            len(digits) in (15, 16)
            and _has_right_check_digit(digits)
            and not _is_near("reference_number", found.span(), reading)
        )
        if 13 <= len(digits) <= 19 and is_card:
            yield found.span()


def bank_accounts(reading: Reading) -> Iterator[Span]:
    """Yield account numbers: in the form of an IBAN, or called an account."""
    for found in _IBAN.finditer(reading.plain.text):
        if sum(character.isdigit() for character in found[0]) >= 10:
            yield found.span()
    for found in _ACCOUNT.finditer(reading.plain.text):
        digits = sum(character.isdigit() for character in found[0])
        if 6 <= digits <= 20 and _is_near("account_word", found.span(), reading):
            yield found.span()


def postal_addresses(reading: Reading) -> Iterator[Span]:
    """Yield whole addresses: street, number and town, in the forms of the countries."""
    text = reading.plain.text
    for form in reading.tables["postal_addresses"]:
        for found in re.finditer(form, text):
            yield found.span()


def _is_near(name: str, span: Span, reading: Reading) -> bool:
    sentence = reading.sentence_at(span[0])
    start = max(sentence[0], span[0] - 40)
    return bool(reading.hits_in(name, (start, span[0])))


def _has_right_check_digit(digits: str) -> bool:
    """Say whether the last digit fits (Luhn; ISO/IEC 7812-1, annex B)."""
    total = sum(
        int(digit) if at % 2 else sum(divmod(2 * int(digit), 10))
        for at, digit in enumerate(reversed(digits), start=1)
    )
    return total % 10 == 0
