"""A version as plain values for the database, the API and files; and back, strictly."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeVar

from firsthand.domain.authority.rules.terms import Flag, Terms
from firsthand.domain.authority.rules.uses import Use
from firsthand.foundation.money import Money

Row = TypeVar("Row")
_TEXT_LENGTH = 60
_MOST_ROWS = 200
_LARGEST = 10**15  # Beyond it is a slip of the hand, and no minor units.


class Unreadable(Exception):
    """Plain values that are no policy.

    Attributes:
        where: the place, such as "restrictions.2.most_share".
        what: what stands there.
    """

    def __init__(self, where: str, what: object) -> None:
        super().__init__(f"{where}: {what!r:.60}")
        self.where, self.what = where, f"{what!r:.60}"


def plain(terms: Terms) -> dict[str, Any]:
    """Return a version as JSON holds it; shares as text, so that they stay exact."""
    return typing.cast(dict[str, Any], _plain(asdict(terms)))


def read(values: Mapping[str, Any]) -> Terms:
    """Return the version that plain values say.

    Raises:
        Unreadable: a name is not known, or a value is not what belongs there.
    """
    return _row(Terms, values, "")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str | Decimal) else value


def _row(kind: type[Row], values: object, where: str) -> Row:
    if not isinstance(values, Mapping):
        raise Unreadable(where.rstrip(".") or "terms", values)
    hints = _hints(kind)  # type: ignore[arg-type]  # Classes are hashable.
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    if strange := sorted(map(str, values.keys() - known.keys())):
        raise Unreadable(f"{where}{ascii(strange[0])[1:60]}".rstrip("'"), "")
    read_values: dict[str, Any] = {}
    for name, each in known.items():
        if name in values:
            read_values[name] = _value(hints[name], values[name], f"{where}{name}")
        elif each.default is MISSING and each.default_factory is MISSING:
            raise Unreadable(f"{where}{name}", None)
    return kind(**read_values)


@cache
def _hints(kind: type) -> dict[str, Any]:
    """Return the types of a class's fields: written as text, they take long to work out."""
    return typing.get_type_hints(kind)


def _value(hint: object, value: object, where: str) -> object:
    if isinstance(hint, types.UnionType):
        if value is None:
            return None
        (hint,) = (each for each in typing.get_args(hint) if each is not type(None))
    if is_dataclass(hint):
        return _row(typing.cast(type[Any], hint), value, f"{where}.")
    if typing.get_origin(hint) is tuple:
        return _rows(typing.get_args(hint)[0], value, where)
    if hint is Decimal:
        return _share(value, where)
    return _plain_value(typing.cast(type, hint), value, where)


def _plain_value(kind: type, value: object, where: str) -> object:
    # A truth is a number to Python, not to us.
    is_of = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    if isinstance(value, str):
        is_of &= len(value) <= _TEXT_LENGTH and (value.isprintable() or not value)
    if isinstance(value, int):
        is_of &= abs(value) <= _LARGEST
    if not is_of:
        raise Unreadable(where, value)
    return value


def _rows(kind: type[Row], value: object, where: str) -> tuple[Row, ...]:
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    if not is_list or len(typing.cast(Sequence[object], value)) > _MOST_ROWS:
        raise Unreadable(where, value)
    rows = enumerate(typing.cast(Sequence[object], value))
    return tuple(_row(kind, each, f"{where}.{n}.") for n, each in rows)


def _share(value: object, where: str) -> Decimal:
    try:
        share = Decimal(value if isinstance(value, str) else "")
    except InvalidOperation as problem:
        raise Unreadable(where, value) from problem
    # More decimals than a percent has sense with, or no number at all.
    if not share.is_finite() or abs(share.as_tuple().exponent) > 6:  # type: ignore[arg-type]
        raise Unreadable(where, value)
    return share


def plain_use(use: Use) -> dict[str, Any]:
    """Return a use as JSON holds it."""
    values = asdict(use) | {"flags": sorted(use.flags)}
    return typing.cast(dict[str, Any], _plain(values))


def read_use(values: Mapping[str, Any]) -> Use:
    """Return the use that `plain_use` wrote."""
    total = values["order_total"]
    return Use(
        **{
            **values,
            "amount": Money(**values["amount"]),
            "given": tuple(Money(**each) for each in values["given"]),
            "order_total": Money(**total) if total else None,
            "flags": frozenset(Flag(each) for each in values["flags"]),
        }
    )
