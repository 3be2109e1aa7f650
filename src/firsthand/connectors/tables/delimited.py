"""Tables as text: one record a line, fields parted by commas, tabs or semicolons."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from firsthand.connectors.tables import charset
from firsthand.domain.imports.ports import CannotRead, Record

if TYPE_CHECKING:
    from _csv import Reader

SAMPLE_BYTES = 1 << 20
LONGEST_FIELD = 1 << 20
LONGEST_LINE = 1 << 22
_DELIMITERS = ",\t;|"
_GZIP = b"\x1f\x8b"
# What decoders say of a character whose end is missing.
_INCOMPLETE = {"unexpected end of data", "truncated data", "incomplete multibyte sequence"}


class Delimited:
    """A CSV or TSV file, read line by line: its size does not matter.

    Attributes:
        encoding: the charset it is read in.
        columns: the names in its first line, without spaces around them.
    """

    def __init__(self, path: Path, *, encoding: str = "", delimiter: str = "") -> None:
        self.path = path
        self.size = path.stat().st_size
        sample, is_whole = self._sample()
        self.encoding = (
            charset.named(encoding)
            if encoding
            else charset.detect(sample, is_whole=is_whole)
        )
        self.delimiter = delimiter or self._likely_delimiter(sample)
        self._raw: BinaryIO | None = None
        self.columns: tuple[str, ...] = ()
        for record in self._rows():
            self.columns = tuple(str(cell).strip() for cell in record.cells)
            break
        if not any(self.columns):
            raise CannotRead("empty")

    def records(self) -> Iterator[Record]:
        """Yield every record after the heading.

        Raises:
            CannotRead: a byte is not in the charset, a quotation has no end, or the file
                stops inside a record.
        """
        rows = self._rows()
        next(rows)
        yield from rows

    def position(self) -> int:
        """Return how many bytes of the file have been read."""
        if self._raw is None or self._raw.closed:
            return self.size
        return self._raw.tell()

    def _rows(self) -> Iterator[Record]:
        with self.path.open("rb") as self._raw, self._unpacked(self._raw) as stream:
            text = io.TextIOWrapper(
                stream, encoding=self.encoding, errors="strict", newline=""
            )
            lines = _Lines(text, self.encoding)
            reader = self._reader(lines)
            began = 1
            try:
                for fields in reader:
                    if fields:
                        yield Record(began, fields, is_last_cut=lines.ended_open)
                    began = reader.line_num + 1
            except csv.Error as problem:
                raise self._broken(str(problem), began) from problem
            except (EOFError, gzip.BadGzipFile, OSError) as problem:
                raise CannotRead("cut_off", line=began) from problem

    def _reader(self, lines: Iterator[str]) -> Reader:
        csv.field_size_limit(LONGEST_FIELD)
        # Tab-separated reports do not quote: a lone inch mark must not swallow the rest.
        # Strict, so that an end inside a quotation is noticed.
        if self.delimiter == "\t":
            return csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return csv.reader(lines, delimiter=self.delimiter, strict=True)

    def _broken(self, problem: str, line: int) -> CannotRead:
        if "unexpected end" in problem:
            return CannotRead("open_quote", line=line)
        if "field larger" in problem:
            return CannotRead("open_quote", line=line)
        return CannotRead("bad_quote", line=line)

    def _sample(self) -> tuple[bytes, bool]:
        try:
            with self.path.open("rb") as raw, self._unpacked(raw) as stream:
                sample = stream.read(SAMPLE_BYTES)
                return sample, not stream.read(1)
        except (EOFError, gzip.BadGzipFile) as problem:
            raise CannotRead("cut_off", line=1) from problem

    @staticmethod
    def _unpacked(raw: BinaryIO) -> BinaryIO:
        is_packed = raw.read(2) == _GZIP
        raw.seek(0)
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if is_packed else raw

    def _likely_delimiter(self, sample: bytes) -> str:
        head = sample.decode(self.encoding, errors="replace").split("\n", 1)[0]
        return max(_DELIMITERS, key=head.count)


class _Lines(Iterator[str]):
    """The lines of a text; knows where a byte was wrong and whether the last was ended."""

    def __init__(self, text: io.TextIOWrapper, encoding: str) -> None:
        self._text, self._encoding = text, encoding
        self._number = 0
        self.ended_open = False

    def __next__(self) -> str:
        try:
            line = self._text.readline(LONGEST_LINE + 1)
        except UnicodeDecodeError as problem:
            is_cut = problem.reason in _INCOMPLETE
            raise CannotRead(
                "cut_off" if is_cut else "bad_byte",
                line=self._number + 1,
                value="" if is_cut else self._encoding,
            ) from problem
        if not line:
            raise StopIteration
        self._number += 1
        if len(line) > LONGEST_LINE:
            raise CannotRead("line_too_long", line=self._number)
        self.ended_open = not line.endswith(("\n", "\r"))
        # A byte of nothing is what damaged disks and UTF-16 leave; no table holds one.
        if "\0" in line:
            raise CannotRead("nul", line=self._number)
        return line
