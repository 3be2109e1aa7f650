"""Content-Transfer-Encodings, read as far as they can be."""

from __future__ import annotations

import binascii
import re

_NOT_BASE64 = bytes(set(range(256)) - set(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
))  # fmt: skip
_NOT_IN_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_MAX_UU_LINES = 300_000
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]{1,200}\r*\n", re.MULTILINE)


def decode(data: bytes, encoding: str) -> tuple[bytes, str]:
    """Return the decoded bytes and a defect, empty when there was none.

    Args:
        data: the body of a part as it was sent.
        encoding: the value of Content-Transfer-Encoding; anything unknown means as is.
    """
    name = encoding.strip().strip("\"'").lower()
    if name.startswith("base64") or name == "b":
        return _base64(data)
    if name.startswith("quoted") or name == "q":
        return binascii.a2b_qp(data), ""
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _uuencoded(data)
    if re.fullmatch(r"[78][- ]?bits?|binary|none|plain|", name):
        return data, ""
    return data, f"unknown transfer encoding {name[:40]!r}"


def _base64(data: bytes) -> tuple[bytes, str]:
    """Decode base64; text that a list server appended after the padding stays as text."""
    data = data.rstrip(b"= \t\r\n")
    end = data.find(b"=")
    if end < 0:
        return _base64_run(data), ""
    first, rest = data[:end], data[end:].lstrip(b"= \t\r\n")
    if _NOT_IN_BASE64.search(rest):
        return _base64_run(first) + b"\n" + rest, "text after the end of base64"
    # Some programs encode piece by piece, each with its own padding.
    pieces = re.split(rb"=+", rest, maxsplit=1000)
    return b"".join(map(_base64_run, [first, *pieces])), "base64 in several pieces"


def _base64_run(data: bytes) -> bytes:
    clean = data.translate(None, _NOT_BASE64)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _uuencoded(data: bytes) -> tuple[bytes, str]:
    begin = _UU_BEGIN.search(data)
    lines = data[begin.end() if begin else 0 :].split(b"\n", _MAX_UU_LINES)
    decoded = []
    defect = ""
    for line in (each.rstrip(b"\r") for each in lines[:_MAX_UU_LINES]):
        if line in {b"end", b"`", b""}:
            break
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Kept as it stands: better a damaged file than a missing one.
            decoded.append(line)
            defect = "damaged uuencoded line"
    else:
        decoded.extend(lines[_MAX_UU_LINES:])
        defect = "uuencoded file too long or without its end"
    return b"".join(decoded), defect
