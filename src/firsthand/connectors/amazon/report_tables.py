"""The tables in reports: in some charset, with columns in any order, whole or not read.

Headings are compared by letters and digits only, so that `order-id`, `Order ID` and
`order_id` are one. A table that was cut off is refused as a whole.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from firsthand.connectors.amazon.reports import Kind, unreadable

Row = Mapping[str, str]
# By marketplace: what is tried where it is not UTF-8. Not documented; seen by others.
_JAPANESE, _WESTERN, _POLISH = "cp932", "cp1252", "cp1250"
_CHARSETS = {"JP": _JAPANESE, "PL": _POLISH}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DAYS = ("%d-%b-%Y", "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%y", "%m/%d/%Y", "%Y/%m/%d")
_DAYS_BEFORE_MONTHS = ("%d/%m/%y", "%d/%m/%Y")
_MONTHS_FIRST = {"US", "CA"}


def decoded(content: bytes, *, country: str, kind: Kind) -> str:
    """Return the text of a document.

    UTF-8 proves itself; else the charset of the marketplace's country is taken.

    Raises:
        Unreadable: it is in neither.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    for tried in (marked, _CHARSETS.get(country, _WESTERN)):
        try:
            return content.decode(tried)
        except UnicodeDecodeError:
            continue
    raise unreadable(kind, "it is in no charset that is known")


def rows(
    content: bytes, *, country: str, kind: Kind, needed: Sequence[str]
) -> Iterator[Row]:
    """Yield the rows of a document with their cells by heading.

    Args:
        content: of the document.
        country: the letters of its marketplace.
        kind: of the report.
        needed: headings it cannot do without.

    Raises:
        Unreadable: a column is missing, or the table was cut off: nothing is to be used.
    """
    text = decoded(content, country=country, kind=kind).replace("\r\n", "\n")
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    if not lines:
        return
    names = [_plain(name) for name in lines[0].split("\t")]
    missing = [name for name in needed if _plain(name) not in names]
    if missing:
        raise unreadable(kind, f"it has no column {', '.join(missing)}")
    for number, line in enumerate(lines[1:], start=2):
        cells = [cell.strip().strip('"') for cell in line.split("\t")]
        # Empty cells at the end may be left out; those the row cannot do without not.
        row = dict(zip(names, cells, strict=False))
        ends_early = number == len(lines) and len(cells) < len(names)
        if any(_plain(name) not in row for name in needed) or (
            ends_early and not text.endswith("\n")
        ):
            raise unreadable(kind, f"it is cut off in line {number}")
        yield row


def cell(row: Row, *names: str) -> str:
    """Return the first of these cells that holds something; else nothing."""
    return next((found for name in names if (found := row.get(_plain(name), ""))), "")


def moment(text: str, *, zone: str, country: str) -> datetime | None:
    """Return a time or a day as reports write them, in UTC; None: it is neither.

    A day alone is its noon where the marketplace is: nobody knows better.
    """
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        if len(text) > len("2026-01-01"):
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    day = _day(text, country)
    if day is None:
        return None
    return datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)


def whole(text: str, *, otherwise: int) -> int:
    """Return a number of pieces; what is none is `otherwise`."""
    return int(text) if text.isdecimal() and len(text) < 7 else otherwise


def _day(text: str, country: str) -> date | None:
    forms = _DAYS if country in _MONTHS_FIRST else (*_DAYS_BEFORE_MONTHS, *_DAYS)
    for form in forms:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return None


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum())
