"""The parts of a mail: a tolerant splitter whose time and depth are bounded.

Python's own parser raised on real mail, took seconds on long headers and on nesting,
and cannot be limited; this one only notes offsets and never copies a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from firsthand.connectors.email import transfer, values
from firsthand.connectors.email.charset import Decoder
from firsthand.connectors.email.headers import MAX_HEADER_BYTES, Headers, read_headers

MAX_DEPTH = 30
MAX_PARTS = 1_000
# All header blocks of inner parts together; the mail's own block has its own limit.
MAX_PART_HEADER_BYTES = 1024 * 1024
# Bytes looked through for boundaries, over all levels: six times the largest mail.
MAX_SCANNED_BYTES = 300 * 1024 * 1024
# Lines that begin like a boundary and are none.
MAX_NEAR_MISSES = 20_000

_LONGEST_BOUNDARY = 1_000
_ANY_BOUNDARY = re.compile(rb"(?:^|\n)--([^\s-][^\r\n]{0,200}?)[ \t]*\r*\n")


@dataclass(frozen=True, slots=True)
class Part:
    """One node of the tree; `start` and `end` are offsets of its body in the mail."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    disposition: str
    file_name: str
    start: int
    end: int
    children: tuple[Part, ...] = ()

    def body(self, data: bytes, decoder: Decoder) -> bytes:
        """Return the body with its transfer encoding undone."""
        encoding = self.headers.plain("content-transfer-encoding")
        content, defect = transfer.decode(data[self.start : self.end], encoding)
        if defect:
            decoder.note(defect)
        return content

    def walk(self) -> Iterator[Part]:
        """Yield this part and all below it, in the order of the mail."""
        yield self
        for child in self.children:
            yield from child.walk()


class Splitter:
    """Splits one mail into its parts, within the limits above."""

    def __init__(self, data: bytes, decoder: Decoder) -> None:
        self._data = data
        self._decoder = decoder
        self._parts_left = MAX_PARTS
        self._header_bytes_left = MAX_PART_HEADER_BYTES
        self._scan_left = MAX_SCANNED_BYTES
        self._misses_left = MAX_NEAR_MISSES

    def tree(self, headers: Headers, body: int) -> Part:
        """Return the tree of the mail whose own headers have been read already."""
        return self._part(headers, body, len(self._data), depth=1, default="text/plain")

    def _part(
        self, headers: Headers, start: int, end: int, *, depth: int, default: str
    ) -> Part:
        kind, parameters = values.parameters(headers.raw("content-type"), self._decoder)
        disposition, more = values.parameters(
            headers.raw("content-disposition"), self._decoder
        )
        kind = kind if "/" in kind else default
        children: tuple[Part, ...] = ()
        if kind.startswith("multipart/"):
            children = self._children(kind, parameters, start, end, depth)
            if not children:
                self._decoder.note("multipart without parts, read as text")
                kind = "text/plain"
        return Part(
            headers=headers,
            content_type=kind[:120],
            parameters=parameters,
            disposition=disposition,
            file_name=more.get("filename") or parameters.get("name", ""),
            start=start,
            end=end,
            children=children,
        )

    def _children(
        self, kind: str, parameters: dict[str, str], start: int, end: int, depth: int
    ) -> tuple[Part, ...]:
        if depth >= MAX_DEPTH:
            self._decoder.note(f"parts nested deeper than {MAX_DEPTH}, not split further")
            return ()
        boundary = parameters.get("boundary", "").strip().encode("utf-8")
        if not boundary or len(boundary) > _LONGEST_BOUNDARY:
            boundary = self._boundary_in_sight(start, end)
        default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        return tuple(
            self._child(*span, depth=depth + 1, default=default)
            for span in self._spans(boundary, start, end)
        )

    def _child(self, start: int, end: int, *, depth: int, default: str) -> Part:
        limit = min(MAX_HEADER_BYTES // 4, self._header_bytes_left)
        headers, body = read_headers(self._data, start, end, self._decoder, limit=limit)
        self._header_bytes_left -= min(body - start, limit)
        return self._part(headers, body, end, depth=depth, default=default)

    def _boundary_in_sight(self, start: int, end: int) -> bytes:
        """Return the boundary that the body itself shows when the header names none."""
        self._decoder.note("multipart without a usable boundary")
        found = _ANY_BOUNDARY.search(self._data, start, min(end, start + 16_384))
        return found[1] if found else b""

    def _spans(self, boundary: bytes, start: int, end: int) -> list[tuple[int, int]]:
        """Return the offsets between the boundary lines; a missing last line is no harm."""
        spans: list[tuple[int, int]] = []
        opened: int | None = None
        for line, after, closes in self._delimiters(boundary, start, end):
            if opened is not None:
                spans.append((opened, max(opened, self._before_newline(line))))
                self._parts_left -= 1
            opened = None if closes else after
            if self._parts_left <= 0:
                self._decoder.note(f"more than {MAX_PARTS} parts, the rest not split")
                return spans
        if opened is not None:
            self._decoder.note("the last boundary is missing")
            spans.append((opened, end))
            self._parts_left -= 1
        return spans

    def _delimiters(
        self, boundary: bytes, start: int, end: int
    ) -> Iterator[tuple[int, int, bool]]:
        """Yield (offset of the line, offset after it, whether it closes the multipart)."""
        delimiter = b"--" + boundary
        at = start
        while boundary and self._misses_left > 0 and self._scan_left > 0:
            found = self._data.find(delimiter, at, end)
            self._scan_left -= (end if found < 0 else found) - at
            if found < 0:
                return
            at = found + len(delimiter)
            newline = self._data.find(b"\n", at, min(end, at + 300))
            after = newline + 1 if newline >= 0 else min(end, at + 300)
            rest = self._data[at:after].strip()
            if rest not in {b"", b"--"} or not self._at_line_start(found, start):
                self._misses_left -= 1
                continue
            at = after
            yield found, after, rest == b"--"

    def _at_line_start(self, offset: int, start: int) -> bool:
        return offset == start or self._data[offset - 1 : offset] == b"\n"

    def _before_newline(self, offset: int) -> int:
        """Return where the text before a boundary line ends: its newline belongs to it."""
        if self._data[offset - 1 : offset] == b"\n":
            offset -= 1
            if self._data[offset - 1 : offset] == b"\r":
                offset -= 1
        return offset
