"""Which attached files are left out of a pack, and how the others are called in it."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath


class LeftOut(StrEnum):
    """Why a file of the order is not in its pack."""

    DANGEROUS = "dangerous"  # By its name or its first bytes it is a program.
    GONE = "gone"  # Its bytes were forgotten, or never kept.
    DAMAGED = "damaged"  # Its bytes are not those that came in.


# What a computer runs, or a browser or an office program runs parts of.
_DANGEROUS = frozenset({
    "ade", "adp", "apk", "app", "appx", "bat", "cab", "chm", "cmd", "com", "cpl", "dll",
    "dmg", "docm", "dotm", "exe", "gadget", "hta", "htm", "html", "img", "ins", "iso",
    "jar", "js", "jse", "lib", "lnk", "mde", "msc", "msi", "msp", "mst", "nsh", "pif",
    "potm", "ppam", "ppsm", "pptm", "ps1", "reg", "scf", "scr", "sct", "shb", "shtml",
    "svg", "swf", "sys", "vb", "vbe", "vbs", "vhd", "vxd", "wsc", "wsf", "wsh", "xht",
    "xhtml", "xlam", "xll", "xlsm", "xltm",
})  # fmt: skip
# Programs of Windows and Linux, of Java and macOS (three ways), and scripts.
_MAGIC = (
    *(b"MZ", b"\x7fELF"),
    *(b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe"),
    b"#!",
)
_BOM = b"\xef\xbb\xbf"
HEAD = 16  # As many first bytes are looked at.
_UNSAFE = re.compile(r"[^0-9A-Za-z._-]+")
_LONGEST_NAME = 60


def is_dangerous(name: str, head: bytes) -> bool:
    """Say whether a file is a program by its name or its first bytes.

    Args:
        name: as it came.
        head: at least its first `HEAD` bytes; fewer where it has fewer.
    """
    # Windows ignores dots and spaces at the end, and some marks turn a name around.
    visible = "".join(letter for letter in name if letter.isprintable()).rstrip(". ")
    ending = PurePosixPath(visible).suffix.lower().removeprefix(".").strip()
    return ending in _DANGEROUS or head.removeprefix(_BOM).startswith(_MAGIC)


def name_in_pack(number: int, name: str) -> str:
    """Return how a file is called in the pack: numbered, and safe on every system."""
    path = PurePosixPath(_UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]))
    stem = path.stem.strip("._-")[:_LONGEST_NAME] or "file"
    return f"files/{number:03d}-{stem}{path.suffix[:12]}"
