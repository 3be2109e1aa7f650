"""Text with the letters that programs compare: order numbers are written in many ways."""

from __future__ import annotations

import unicodedata

MAX_READ = 100_000  # Longer text is no notice and no heading.

_INVISIBLE = dict.fromkeys(
    [0x200B, 0x200E, 0x200F, 0x061C, 0xFEFF, 0xAD, *range(0x202A, 0x202F),
     *range(0x2066, 0x206A)]
)  # fmt: skip
_HYPHENS = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")


def visible(text: str) -> str:
    """Return the text without marks that only turn or join what is read."""
    return text[:MAX_READ].translate(_INVISIBLE)


def plain(text: str) -> str:
    """Return the visible text with the digits, hyphens and signs of ASCII where it can."""
    seen = visible(text)
    if seen.isascii():
        return seen
    return "".join(
        str(digit) if (digit := unicodedata.decimal(c, None)) is not None else c
        for c in unicodedata.normalize("NFKC", seen).translate(_HYPHENS)
    )
