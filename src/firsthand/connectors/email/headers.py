"""The header block of a mail or of one of its parts, read field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from firsthand.connectors.email.charset import Decoder, safe

MAX_HEADER_BYTES = 256 * 1024
MAX_FIELDS = 2_000

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:(.*)", re.DOTALL)
_MBOX_LINE = re.compile(rb">?From ")
_BLANK_LINE = re.compile(rb"\n\r*\n")
_LONGEST_DATE = 120


class Headers:
    """The first value of every field, as bytes, unfolded; names in lower case."""

    def __init__(self) -> None:
        self._first: dict[str, bytes] = {}
        self.repeated: set[str] = set()

    def __len__(self) -> int:
        return len(self._first)

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def keep(self, name: str, value: bytes) -> None:
        """Remember a field; the first value that is not blank stands."""
        if self._first.get(name):
            self.repeated.add(name)
        else:
            self._first[name] = value.strip()

    def raw(self, name: str) -> bytes:
        """Return the value as bytes; empty when the field is missing or blank."""
        return self._first.get(name, b"")

    def plain(self, name: str) -> str:
        """Return a value that holds no words of a person: a date, an id, a type."""
        return safe(self.raw(name).decode("latin-1"))


def read_headers(
    data: bytes, start: int, end: int, decoder: Decoder, *, limit: int = MAX_HEADER_BYTES
) -> tuple[Headers, int]:
    """Read the header block at `start`; return it and the offset where the body begins.

    A line that is no field is joined to the field before it when a field follows it;
    otherwise the body begins there. What lies beyond `limit` bytes or `MAX_FIELDS`
    fields is skipped, and noted.
    """
    headers = Headers()
    name, value = "", [b""]
    for offset, line, after in _lines(data, start, min(end, start + limit)):
        found = _FIELD.match(line)
        if not line or not (found or _continues(line) or _field_at(data, after, end)):
            _keep(headers, name, value, decoder)
            return headers, after if not line else offset
        if found:
            _keep(headers, name, value, decoder)
            name, value = found[1].decode("ascii").lower(), [found[2]]
        else:
            if not _continues(line):
                decoder.note("a header line that is no field")
            value.append(b" " + line.strip())
    _keep(headers, name, value, decoder)
    if end - start <= limit:
        return headers, end
    decoder.note(f"headers over {limit // 1024} KB, the rest of them not read")
    blank = _BLANK_LINE.search(data, start + limit - 2, end)
    return headers, blank.end() if blank else end


def sent_at(headers: Headers, decoder: Decoder) -> datetime | None:
    """Return the moment in the Date field (UTC), or None when it names none."""
    text = headers.plain("date")[:_LONGEST_DATE]
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        decoder.note("date not understood")
        return None
    # Before mail existed, or so late that a database sorts it first for decades.
    if not 1970 <= moment.year <= 2100:
        decoder.note("date out of range")
        return None
    return moment


def _lines(data: bytes, start: int, end: int) -> Iterator[tuple[int, bytes, int]]:
    """Yield (offset, line without its end, offset of the next line)."""
    while start < end:
        newline = data.find(b"\n", start, end)
        after = end if newline < 0 else newline + 1
        yield start, data[start:after].rstrip(b"\r\n"), after
        start = after


def _continues(line: bytes) -> bool:
    return line[:1] in {b" ", b"\t"} or _MBOX_LINE.match(line) is not None


def _field_at(data: bytes, start: int, end: int) -> bool:
    return _FIELD.match(data, start, min(end, start + 300)) is not None


def _keep(headers: Headers, name: str, value: list[bytes], decoder: Decoder) -> None:
    if not name:
        return
    if len(headers) >= MAX_FIELDS:
        decoder.note(f"more than {MAX_FIELDS} header fields, the rest not read")
        return
    headers.keep(name, b"".join(value))
