"""How somebody says what the columns of a file mean: the mapping, as written in YAML."""

from __future__ import annotations

from collections.abc import Mapping as Named
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firsthand.domain.imports.rules.layout import OF_KIND
from firsthand.domain.imports.rules.problems import Wrong

MEANINGS = ("open", "solved", "ignored")
REPLY_KINDS = ("resolution", "info_request", "holding", "courtesy")
ORDER_STATES = ("pending", "unshipped", "shipped", "delivered", "cancelled")
_KEYS = {
    "kind", "source", "time_zone", "times", "nothing", "columns", "states", "replies",
    "reopening_is_contact", "key", "currency", "decimal_mark", "fulfilment", "date",
    "encoding", "delimiter", "channel",
}  # fmt: skip


@dataclass(frozen=True)
class Reply:
    """A change of state that stands for an answer to the buyer."""

    before: str
    after: str
    kind: str = "holding"


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """What the columns, states, times and amounts of a file mean.

    Attributes:
        kind: of table.
        source: whose numbers the cases have; the same number of two sources is two cases.
        zone: of times that name none.
        formats: of times; empty for the usual ones.
        nothing: what stands for an empty cell.
        columns: by field, the headings it is put together from.
        states: by state of the log, "open", "solved" or "ignored".
        replies: changes of state that stand for an answer.
        reopening_is_contact: whether a case opened again means that the buyer wrote.
        key: headings that together name a row; empty for the kind's own.
        currency: of amounts without one.
        decimal_mark: "." or ",".
        fulfilment: of orders that do not say: "FBA" or "FBM".
        date: of rows without a time.
        encoding: of the file; empty to find out.
        delimiter: of the file; empty to find out.
        channel: of what becomes tickets.
    """

    kind: str
    source: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    formats: tuple[str, ...] = ()
    nothing: frozenset[str] = frozenset({""})
    columns: Named[str, tuple[str, ...]] = field(default_factory=dict)
    states: Named[str, str] = field(default_factory=dict)
    replies: tuple[Reply, ...] = ()
    reopening_is_contact: bool = True
    key: tuple[str, ...] = ()
    currency: str = ""
    decimal_mark: str = "."
    fulfilment: str = "FBM"
    date: date | None = None
    encoding: str = ""
    delimiter: str = ""
    channel: str = "import"


def understood(given: object, *, kind: str) -> Mapping:
    """Return a mapping as read from YAML.

    Args:
        given: what YAML made of the text.
        kind: of table it is for.

    Raises:
        Wrong: the first thing in it that cannot be right.
    """
    if not isinstance(given, dict):
        raise Wrong("mapping_no_table")
    unknown = sorted(str(key) for key in given if key not in _KEYS)
    if unknown:
        raise Wrong("mapping_unknown", unknown[0], known=", ".join(sorted(_KEYS)))
    if given.get("kind", kind) != kind:
        raise Wrong("mapping_other_kind", str(given["kind"]), known=kind)
    return Mapping(
        kind=kind,
        source=_text(given, "source")[:80],
        zone=_zone(_text(given, "time_zone") or "UTC"),
        formats=_texts(given.get("times", ()), "times"),
        nothing=frozenset({"", *_texts(given.get("nothing", ()), "nothing")}),
        columns=_columns(given.get("columns", {}), kind),
        states=_states(given.get("states", {}), kind),
        replies=_replies(given.get("replies", ())),
        reopening_is_contact=_truth(given, "reopening_is_contact", otherwise=True),
        key=_texts(given.get("key", ()), "key"),
        currency=_currency(given),
        decimal_mark=_one_of(given, "decimal_mark", otherwise=".", known=(".", ",")),
        fulfilment=_one_of(given, "fulfilment", otherwise="FBM", known=("FBA", "FBM")),
        date=_date(given.get("date")),
        encoding=_text(given, "encoding"),
        delimiter={"tab": "\t"}.get(_text(given, "delimiter"), _text(given, "delimiter")),
        channel=(_text(given, "channel") or "import")[:10],
    )


def _text(given: Named[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Wrong("mapping_no_text", name, value)
    return value


def _texts(value: object, name: str) -> tuple[str, ...]:
    listed = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(one, str) for one in listed):
        raise Wrong("mapping_no_text", name, value)
    return tuple(str(one) for one in listed)


def _truth(given: Named[str, Any], name: str, *, otherwise: bool) -> bool:
    value = given.get(name, otherwise)
    if not isinstance(value, bool):
        raise Wrong("mapping_no_truth", name, value)
    return value


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise Wrong("mapping_no_zone", "time_zone", name) from problem


def _columns(value: object, kind: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise Wrong("mapping_no_table", "columns")
    known = OF_KIND[kind].names
    for name in value:
        if name not in known:
            raise Wrong("mapping_no_field", str(name), known=", ".join(known))
    return {str(name): _texts(named, str(name)) for name, named in value.items()}


def _states(value: object, kind: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Wrong("mapping_no_table", "states")
    known = {"events": MEANINGS, "orders": ORDER_STATES}.get(kind, ())
    for state, meaning in value.items():
        if meaning not in known:
            raise Wrong("mapping_no_meaning", str(state), meaning, ", ".join(known))
    return {str(state): str(meaning) for state, meaning in value.items()}


def _replies(value: object) -> tuple[Reply, ...]:
    if not isinstance(value, list | tuple):
        raise Wrong("mapping_no_reply", "replies", value)
    made = []
    for one in value:
        if not isinstance(one, dict) or not {"from", "to"} <= one.keys():
            raise Wrong("mapping_no_reply", "replies", one)
        kind = str(one.get("kind", "holding"))
        if kind not in REPLY_KINDS:
            raise Wrong("mapping_no_meaning", "replies", kind, ", ".join(REPLY_KINDS))
        made.append(Reply(str(one["from"]), str(one["to"]), kind))
    return tuple(made)


def _one_of(
    given: Named[str, Any], name: str, *, otherwise: str, known: tuple[str, ...]
) -> str:
    value = _text(given, name) or otherwise
    if value not in known:
        raise Wrong("mapping_no_meaning", name, value, ", ".join(known))
    return value


def _currency(given: Named[str, Any]) -> str:
    value = _text(given, "currency")
    if value and not (len(value) == 3 and value.isascii() and value.isupper()):
        raise Wrong("mapping_no_meaning", "currency", value, "EUR, JPY, …")
    return value


def _date(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as problem:
        raise Wrong("not_a_time", "date", value, "2026-03-05") from problem
