"""Reports, one after the other: asked for, waited for, read.

The place: `through`, up to when all was reported; and while one is on its way `report`:
its `id`, `since`, `until`, `asked_at`, and how often it could not be `read`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from firsthand.connectors.amazon import reported, reports
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.documents import NoDocument
from firsthand.connectors.amazon.reported import Found
from firsthand.connectors.amazon.reports import Asked, Course, Kind, Unreadable
from firsthand.connectors.amazon.troubles import Trouble
from firsthand.domain.stores.queries import Marketplace

Cursor = Mapping[str, Any]
# What takes longer has been forgotten.
_LONGEST_WAIT = timedelta(hours=4)
_MOST_READINGS = 3
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=10)


@dataclass(frozen=True)
class Terms:
    """How a kind of report is asked for.

    Attributes:
        overlap: how much is reported again, for what changes afterwards.
        first: how far back the first goes.
        longest: more time than that may be in none.
    """

    overlap: timedelta
    first: timedelta
    longest: timedelta = timedelta(days=60)


TERMS = {
    Kind.RETURNS_FBA: Terms(overlap=timedelta(days=7), first=timedelta(days=60)),
    # A return is reported by the day it was asked for; weeks later it comes.
    Kind.RETURNS_FBM: Terms(overlap=timedelta(days=30), first=timedelta(days=60)),
    Kind.FEEDBACK: Terms(overlap=timedelta(days=30), first=timedelta(days=60)),
    Kind.ORDERS: Terms(overlap=timedelta(days=2), first=timedelta(days=2)),
    Kind.PERFORMANCE: Terms(overlap=timedelta(0), first=timedelta(0)),
}


@dataclass(frozen=True)
class Step:
    """What a step came to.

    Attributes:
        found: what was reported; None: nothing yet.
        again_at: when to look again; None: now, or as usual where it is the last.
        trouble: what went wrong; the place is to be kept first.
    """

    cursor: dict[str, Any]
    found: Found | None = None
    again_at: datetime | None = None
    trouble: Trouble | None = None
    is_last: bool = False


def step(
    client: Client, cursor: Cursor, *, kind: Kind, place: Marketplace, now: datetime
) -> Step:
    """Go on with the reports of a kind on a marketplace.

    Raises:
        Trouble: a call had no success; the place stands.
    """
    going = cursor.get("report")
    if going is None:
        return _ask(client, cursor, kind, place, now)
    state = reports.state(client, going["id"])
    if state.course is Course.WAITING:
        return _wait(cursor, now)
    if state.course is Course.NOTHING:
        return _done(cursor, Found())
    if state.course is Course.DONE:
        return _read(client, cursor, state.document, kind, place)
    trouble = reports.failed(kind, "FATAL") if state.course is Course.FAILED else None
    return Step(_without_report(cursor), trouble=trouble)


def _ask(
    client: Client, cursor: Cursor, kind: Kind, place: Marketplace, now: datetime
) -> Step:
    terms, through = TERMS[kind], cursor.get("through")
    since = (
        datetime.fromisoformat(through) - terms.overlap if through else now - terms.first
    )
    until = min(now, since + max(terms.longest, terms.overlap * 2))
    number = reports.create(client, Asked(kind, place.marketplace_id, since, until))
    going = {
        "id": number,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "asked_at": now.isoformat(),
    }
    return Step({**cursor, "report": going}, again_at=now + _FIRST_PAUSE)


def _wait(cursor: Cursor, now: datetime) -> Step:
    waited = now - datetime.fromisoformat(cursor["report"]["asked_at"])
    if waited > _LONGEST_WAIT:
        return Step(_without_report(cursor))
    # Half as long again as it has taken already, so that few are asked for often.
    pause = min(max(waited / 2, _FIRST_PAUSE), _LONGEST_PAUSE)
    return Step(dict(cursor), again_at=now + pause)


def _read(
    client: Client, cursor: Cursor, document: str, kind: Kind, place: Marketplace
) -> Step:
    try:
        content = reports.fetch(client, document)
        found = reported.read(content, kind=kind, place=place)
    except (NoDocument, Unreadable) as trouble:
        going = dict(cursor["report"])
        going["read"] = going.get("read", 0) + 1
        if going["read"] >= _MOST_READINGS:
            return Step(_without_report(cursor), trouble=trouble)
        return Step({**cursor, "report": going}, trouble=trouble)
    return _done(cursor, found)


def _done(cursor: Cursor, found: Found) -> Step:
    until = cursor["report"]["until"]
    asked_at = datetime.fromisoformat(cursor["report"]["asked_at"])
    after = {**_without_report(cursor), "through": until}
    return Step(after, found=found, is_last=datetime.fromisoformat(until) >= asked_at)


def _without_report(cursor: Cursor) -> dict[str, Any]:
    return {name: cursor[name] for name in cursor if name != "report"}
