"""Read single cells: times, numbers, amounts, identifiers. Nothing is guessed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from firsthand.domain.imports.rules.problems import Wrong
from firsthand.foundation.identifiers import looks_like_amazon_order, looks_like_asin

Cell = str | int | float | datetime
EARLIEST, LATEST = datetime(1995, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
# What a spreadsheet may make of a time.
FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日",
)  # fmt: skip
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
YES = frozenset({"true", "t", "yes", "y", "1", "是", "已解决", "ja", "oui", "si", "sí"})
NO = frozenset({"false", "f", "no", "n", "0", "否", "未解决", "nein", "non"})


def escaped(text: str) -> str:
    """Return a text so that no spreadsheet takes it for a formula.

    An apostrophe goes before it, as before a text that would else lose one in `unescaped`.
    """
    return f"'{text}" if _looks_dangerous(text.lstrip("'")) else text


def unescaped(text: str) -> str:
    """Return the text that `escaped` was given."""
    plain = text.startswith("'") and _looks_dangerous(text.lstrip("'"))
    return text[1:] if plain else text


def _looks_dangerous(text: str) -> bool:
    head = text.lstrip(" \u00a0\n")
    return head.startswith(_FORMULA) or text.startswith(("\t", "\r"))


def as_text(cell: Cell) -> str:
    """Return what a cell shows, without spaces around it."""
    if isinstance(cell, str):
        return (unescaped(cell) if cell.startswith("'") else cell).strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def moment(
    cell: Cell, *, column: str, zone: ZoneInfo, formats: Sequence[str] = ()
) -> datetime:
    """Return a time in UTC. One without a zone of its own is in `zone`.

    An hour that comes twice when clocks go back is the first; one that is left out when
    they go forward is the hour after.

    Raises:
        Wrong: it is no time, or none anybody sold at.
    """
    shown = cell if isinstance(cell, datetime) else as_text(cell)
    try:
        at = _in_utc(shown, zone, tuple(formats))
    except OverflowError as problem:
        raise Wrong("impossible_time", column, cell) from problem
    if at is None:
        known = ", ".join(formats) if formats else "2026-03-05 14:30"
        raise Wrong("not_a_time", column, cell, known)
    if not EARLIEST <= at < LATEST:
        raise Wrong("impossible_time", column, cell)
    return at


# The lines of a case repeat most of its times.
@lru_cache(maxsize=16_384)
def _in_utc(
    shown: str | datetime, zone: ZoneInfo, formats: tuple[str, ...]
) -> datetime | None:
    at = shown if isinstance(shown, datetime) else _parsed(shown, formats)
    if at is None:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _parsed(text: str, formats: tuple[str, ...]) -> datetime | None:
    if not formats:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    for form in formats or FORMATS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 -- the zone is added above
        except ValueError:
            continue
    return None


def day(at: date) -> datetime:
    """Return the beginning of a day, UTC."""
    return datetime.combine(at, time(), UTC)


def whole(cell: Cell, *, column: str, least: int = 0, most: int = 10**9) -> int:
    """Return a whole number.

    Raises:
        Wrong: it is none, or not between `least` and `most`.
    """
    text = as_text(cell)
    number = int(text) if text.isdecimal() and len(text) < 12 else _whole(text, column)
    if not least <= number <= most:
        raise Wrong("out_of_range", column, text, f"{least}–{most}")
    return number


def _whole(text: str, column: str) -> int:
    try:
        number = Decimal(text)
    except InvalidOperation as problem:
        raise Wrong("not_a_number", column, text) from problem
    if not number.is_finite() or number != number.to_integral_value():
        raise Wrong("not_whole", column, text)
    if abs(number) > 10**15:
        raise Wrong("out_of_range", column, text)
    return int(number)


def minor_units(cell: Cell, *, column: str, exponent: int, mark: str = ".") -> int:
    """Return an amount in minor units, exactly.

    Args:
        cell: the amount in major units.
        column: whose it is.
        exponent: how many decimals the currency has.
        mark: the decimal mark; the other of "." and "," may part thousands.

    Raises:
        Wrong: it is no amount, or has more decimals than the currency.
    """
    if isinstance(cell, float) and not math.isfinite(cell):
        raise Wrong("not_a_number", column, cell)
    # As the cell shows it: binary fractions would add decimals of their own.
    text = repr(cell) if isinstance(cell, float) else as_text(cell)
    if isinstance(cell, str):
        text = text.replace("," if mark == "." else ".", "").replace(mark, ".")
    units = _scaled(text, exponent)
    if units is None:
        raise Wrong("not_a_number", column, cell)
    if not isinstance(units, int):
        raise Wrong("too_many_decimals", column, cell)
    return units


# Prices, taxes and postage are the same again and again.
@lru_cache(maxsize=16_384)
def _scaled(text: str, exponent: int) -> int | Decimal | None:
    """Return an amount in minor units, None for no amount; a fraction stays a fraction."""
    try:
        units = Decimal(text.replace(" ", "")).scaleb(exponent)
    except InvalidOperation:
        return None
    if not units.is_finite() or abs(units) > 10**15:
        return None
    return int(units) if units == units.to_integral_value() else units


def truth(cell: Cell, *, column: str) -> bool:
    """Return a yes or a no.

    Raises:
        Wrong: it is neither.
    """
    said = as_text(cell).lower()
    if said in YES:
        return True
    if said in NO:
        return False
    raise Wrong("not_yes_or_no", column, cell)


def identifier(cell: Cell, *, column: str, most: int = 40) -> str:
    """Return a number that names something, digit for digit.

    Raises:
        Wrong: a spreadsheet has rounded it, or it is too long.
    """
    if isinstance(cell, float) and (not cell.is_integer() or abs(cell) >= 2**53):
        raise Wrong("damaged_number", column, cell)
    if isinstance(cell, datetime):
        raise Wrong("damaged_number", column, cell)
    text = as_text(cell)
    if _DAMAGED.fullmatch(text):
        raise Wrong("damaged_number", column, text)
    if len(text) > most:
        raise Wrong("too_long", column, text, str(most))
    return text


def order_number(cell: Cell, *, column: str) -> str:
    """Return an order number.

    Raises:
        Wrong: it has the shape of an ASIN: the columns were mixed up.
    """
    text = identifier(cell, column=column)
    if looks_like_asin(text.upper()):
        raise Wrong("asin_as_order", column, text)
    return text


# Many rows are about few products.
@lru_cache(maxsize=16_384, typed=True)
def product(cell: Cell, *, column: str) -> str:
    """Return a product code.

    Raises:
        Wrong: it has the shape of an order number: the columns were mixed up.
    """
    text = identifier(cell, column=column)
    if looks_like_amazon_order(text):
        raise Wrong("order_as_product", column, text)
    return text.upper() if looks_like_asin(text.upper()) else text


def not_before(later: datetime | None, earlier: datetime | None, *, column: str) -> None:
    """Refuse a duration below zero.

    Raises:
        Wrong: `later` is before `earlier`.
    """
    if later is not None and earlier is not None and later - earlier < timedelta(0):
        raise Wrong(
            "negative_duration",
            column,
            f"{later:%Y-%m-%d %H:%M}",
            f"{earlier:%Y-%m-%d %H:%M}",
        )
