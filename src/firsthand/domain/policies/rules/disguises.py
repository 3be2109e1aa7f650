"""Words and addresses written so that a program does not see them, and their plain form."""

from __future__ import annotations

import re

# Words that are worth disguising; languages share most of the trick.
WORDS = (
    "amazon", "bank", "bewertung", "bonus", "card", "cash", "cashback", "code", "contact",
    "coupon", "delete", "direct", "disappear", "discount", "email", "facebook",
    "feedback", "five", "free", "gift", "geschenk", "gratis", "gutschein", "happy",
    "instagram", "insta", "money", "opinion", "paypal", "password", "phone", "positive",
    "rating", "recensione", "refund", "regalo", "remove", "reward", "review", "rezension",
    "star", "stars", "telegram", "venmo", "voucher", "wechat", "whatsapp", "zelle",
)  # fmt: skip
_STANDS_FOR = {
    "a": "@4*", "b": "8*", "e": "3*", "g": "9*", "i": "1!|*", "l": "1!|*", "o": "0*",
    "s": "5$*", "t": "7*",
}  # fmt: skip
_TOKEN = re.compile(r"(?<![a-z0-9@.*/])[a-z0-9@$!|*]{4,14}(?![a-z0-9@*]|\.[a-z])")
_SPACED_ADDRESS = re.compile(r"(?<![a-z0-9])[a-z0-9](?: [a-z0-9@._\-]){6,}(?![a-z0-9])")
_TURNED_ROUND = re.compile("\u202e([^\u202c\n]+)")


def turned_round(original: str) -> list[tuple[int, int]]:
    """Return ranges of a text that a mark makes run from right to left."""
    if "\u202e" not in original:
        return []
    return [found.span(1) for found in _TURNED_ROUND.finditer(original)]


def needless_blanks(text: str) -> list[int]:
    """Return the places of blanks inside addresses written letter by letter."""
    return [
        place
        for found in _SPACED_ADDRESS.finditer(text)
        if "@" in found[0]
        for place in range(*found.span())
        if text[place] == " "
    ]


def unmasked(text: str) -> str:
    """Return a text of the same length, its masked words written out: `g!ft` is gift."""
    return _TOKEN.sub(lambda found: _written_out(found[0]), text)


def _written_out(token: str) -> str:
    if token.isalpha() or token.isdigit():
        return token
    for word in WORDS:
        for form in (word, word + "s"):
            if len(form) == len(token) and _is_masked(token, form):
                return form
    return token


def _is_masked(token: str, word: str) -> bool:
    plain_letters = sum(map(str.isalpha, token))
    return plain_letters * 2 >= len(word) and all(
        has == letter or has in _STANDS_FOR.get(letter, "*")
        for has, letter in zip(token, word, strict=True)
    )
