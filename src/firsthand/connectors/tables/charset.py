"""Which charset a table was written in: certain where the bytes say so, else judged.

UTF-8 proves itself: hardly any text in another charset is valid UTF-8 by chance. Between
Shift-JIS, GBK and cp1252 the bytes alone prove nothing, so what each would read is judged
by how common its characters are, and where none is clearly right the operator is asked.
"""

from __future__ import annotations

import codecs
import unicodedata

from firsthand.domain.imports.ports import CannotRead

# What people call them, and what Python calls the widest variant that files really use.
NAMES = {
    "utf-8": "utf-8-sig", "utf-8-sig": "utf-8-sig", "utf8": "utf-8-sig",
    "utf-16": "utf-16", "cp1252": "cp1252", "windows-1252": "cp1252",
    "latin-1": "cp1252", "iso-8859-1": "cp1252", "shift-jis": "cp932",
    "shift_jis": "cp932", "sjis": "cp932", "cp932": "cp932", "gbk": "gb18030",
    "gb2312": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs",
}  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ("cp932", "gb18030", "cp1252")
# Better than the next by this much, or nobody can say.
_CLEARLY = 0.15


def named(name: str) -> str:
    """Return Python's name of a charset as people write it.

    Raises:
        CannotRead: we read no such charset.
    """
    found = NAMES.get(name.strip().lower())
    if found is None:
        raise CannotRead("unknown_encoding", value=name, known=", ".join(sorted(NAMES)))
    return found


def detect(sample: bytes, *, is_whole: bool) -> str:
    """Return the charset of a table from its first bytes.

    Args:
        sample: the beginning of the file.
        is_whole: the sample is all of it; else its last character may be cut.

    Raises:
        CannotRead: it may be one as well as another; name it.
    """
    for mark, charset in _MARKS:
        if sample.startswith(mark):
            return charset
    # Cut in the middle of a character it is still no other charset; who reads it notices.
    if _decoded(sample, "utf-8", is_whole=False) is not None:
        return "utf-8-sig"
    marks = {
        charset: _likelihood(charset, text)
        for charset in _LEGACY
        if (text := _decoded(sample, charset, is_whole=is_whole)) is not None
    }
    ranked = sorted(marks.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] <= 0:
        raise CannotRead("no_encoding")
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _CLEARLY:
        either = ", ".join(charset for charset, _ in ranked[:2])
        raise CannotRead("either_encoding", value=either)
    return ranked[0][0]


def _decoded(sample: bytes, charset: str, *, is_whole: bool) -> str | None:
    decoder = codecs.getincrementaldecoder(charset)("strict")
    try:
        return decoder.decode(sample, final=is_whole)
    except UnicodeDecodeError:
        return None


def _likelihood(charset: str, text: str) -> float:
    """Return how much of what is not ASCII looks like the charset's language, 0 to 1."""
    foreign = [c for c in text if ord(c) > 127]
    if not foreign:
        return 0.0
    common = {"cp932": _is_japanese, "gb18030": _is_chinese, "cp1252": _is_western}[charset]
    return sum(common(c) for c in foreign) / len(foreign)


def _is_japanese(c: str) -> float:
    # Kana are half of any Japanese text and of no other. Kana of half width are what GBK
    # and cp1252 look like when read as Shift-JIS, so they prove nothing.
    if "\u3040" <= c <= "\u30ff":
        return 1.0
    if "\uff61" <= c <= "\uff9f":
        return 0.0
    return 0.75 if _in_first_plane_of("shift_jis", c, 0x88, 0x97) else 0.3


def _is_chinese(c: str) -> float:
    if c in "，。、；：？！“”（）《》·…—￥":
        return 1.0
    # GB 2312 keeps the 3,755 commonest characters in its rows B0 to D7.
    return 1.0 if _in_first_plane_of("gb2312", c, 0xB0, 0xD7) else 0.0


def _in_first_plane_of(charset: str, c: str, first: int, last: int) -> bool:
    try:
        encoded = c.encode(charset)
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and first <= encoded[0] <= last


def _is_western(c: str) -> float:
    if unicodedata.category(c) in {"Ll", "Lu"}:
        return 1.0
    return 0.9 if c in "€£°²³·§–—‘’“”„…™®©«»¡¿\u00a0" else 0.0
