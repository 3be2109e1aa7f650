"""Files that leave here: what kind one is, by its name and its first bytes alike.

A file whose name says something else than its bytes is of no kind: it may be damaged, or
dressed up.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_NAME = 120  # Letters.
_HEAD = 16


@dataclass(frozen=True)
class FileKind:
    """One kind of file.

    Attributes:
        endings: of its name, in small letters; the first is the usual one.
        content_type: as mail and the web call it.
        beginnings: its first bytes are one of these; none: text, without a byte of zero.
    """

    endings: tuple[str, ...]
    content_type: str
    beginnings: tuple[bytes, ...] = ()


PDF = FileKind(("pdf",), "application/pdf", (b"%PDF-",))
JPEG = FileKind(("jpg", "jpeg"), "image/jpeg", (b"\xff\xd8\xff",))
PNG = FileKind(("png",), "image/png", (b"\x89PNG\r\n\x1a\n",))
TIFF = FileKind(("tif", "tiff"), "image/tiff", (b"II*\x00", b"MM\x00*"))
TEXT = FileKind(("txt",), "text/plain")
WORD = FileKind(
    ("docx",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    (b"PK\x03\x04",),
)
OLD_WORD = FileKind(("doc",), "application/msword", (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",))


def kind_of(name: str, content: bytes, among: tuple[FileKind, ...]) -> FileKind | None:
    """Return which of these kinds a file is; None: none, or its name and bytes differ."""
    ending = name.rpartition(".")[2].lower()
    found = next((kind for kind in among if ending in kind.endings), None)
    if found is None:
        return None
    if not found.beginnings:
        return None if b"\x00" in content else found
    return found if content[:_HEAD].startswith(found.beginnings) else None


def plain_name(name: str) -> str:
    """Return a name that is safe to send and to show; empty where nothing is left.

    No folders, no control characters, no marks that turn the direction of reading. Its
    ending stays, however long it is.
    """
    base = re.split(r"[/\\]", name[-4000:])[-1]
    seen = "".join(one for one in base if unicodedata.category(one)[0] != "C")
    base = " ".join(seen.split()).strip(". ")
    if len(base) <= LONGEST_NAME:
        return base
    stem, _dot, ending = base.rpartition(".")
    return f"{stem[: LONGEST_NAME - 1 - len(ending[:20])]}.{ending[:20]}"
