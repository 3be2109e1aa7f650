"""Reports about an account, from the file they came in to the stores they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.connectors.amazon import performance
from firsthand.connectors.tables.opening import open_table
from firsthand.domain.health import commands as health
from firsthand.domain.health.commands import Imported
from firsthand.domain.imports import words
from firsthand.domain.imports.ports import CannotRead
from firsthand.domain.stores import queries as stores
from firsthand.domain.surveys import commands as surveys
from firsthand.domain.surveys.ports import VoteFacts
from firsthand.foundation.errors import Refused
from firsthand.foundation.scoping import Everything

if TYPE_CHECKING:
    from firsthand.domain.imports.ports import Record
    from firsthand.domain.journal.commands import Actor

_COLUMNS = ("order", "date", "answer")
_SOLVED = {"yes": 1, "no": 0, "是": 1, "否": 0}


class WhichStore(Refused):
    code = "health.which_store"


class NoSuchTable(Refused):
    code = "health.no_such_table"


def import_performance_report(
    content: bytes,
    *,
    store_ids: Collection[int] | None,
    reported_at: datetime | None,
    by: Actor | None,
    at: datetime,
) -> Imported:
    """Take in a seller performance report (V2) as it was downloaded.

    Args:
        content: the document, packed by gzip or not.
        store_ids: the stores of the account it is about; None: all there are.
        reported_at: when Amazon made it; None: at the end of its latest window.
        by: who brought it; None: the program.
        at: now (UTC).

    Raises:
        NotThisReport: it is cut off, another report, or none at all.
        WhichStore: two of the stores are on a marketplace it speaks of.
        NotYetMade: it is said to be of the future.
    """
    report = performance.read(content)
    return health.import_report(
        report=report,
        stores=_by_marketplace(store_ids, {each.marketplace_id for each in report.markets}),
        reported_at=reported_at or min(report.latest or at, at),
        by=by,
        at=at,
    )


def _by_marketplace(
    store_ids: Collection[int] | None, wanted: Collection[str]
) -> dict[str, int]:
    """Return by marketplace id the one store on it."""
    numbers = {each.code: each.marketplace_id for each in stores.marketplaces()}
    found: dict[str, int] = {}
    for place in stores.stores_of(Everything()).filter(channel="amazon"):
        market = numbers.get(place.marketplace, "")
        if market not in wanted or (store_ids is not None and place.pk not in store_ids):
            continue
        if market in found:
            raise WhichStore(
                _("Several stores are on the marketplace %(market)s.")
                % {"market": place.marketplace},
                fix=_("Name the stores of the account that the report is about."),
            )
        found[market] = place.pk
    return found


def import_votes(path: Path, *, store_id: int, at: datetime) -> int:
    """Take in a table of what buyers answered; return how many answers were new.

    Its columns: order, date (of UTC, with or without a time), answer (yes, no, or one to
    five), and, where there is one, conversation.

    Raises:
        NoSuchTable: it cannot be read, or has other columns or answers.
        NotAVote: an answer that cannot have been given.
    """
    try:
        table = open_table(path)
        columns = [str(name).strip().lower() for name in table.columns]
        if missing := [name for name in _COLUMNS if name not in columns]:
            raise NoSuchTable(
                _("The table has no column “%(name)s”.") % {"name": missing[0]},
                fix=_("Its columns are order, date, answer and perhaps conversation."),
            )
        votes = list(_votes(columns, table.records()))
    except CannotRead as problem:
        raise words.refusal(problem) from problem
    return surveys.record_votes(store_id=store_id, votes=votes, at=at)


def _votes(columns: list[str], records: Iterator[Record]) -> Iterator[VoteFacts]:
    for number, record in enumerate(records, start=2):
        row = dict(zip(columns, record.cells, strict=False))
        said = str(row.get("answer") or "").strip().lower()
        voted_at = _moment(row.get("date"))
        if voted_at is None or not (said in _SOLVED or said in set("12345")):
            raise NoSuchTable(
                _("Row %(number)d has no date, or an answer that is none.")
                % {"number": number},
                fix=_(
                    "Write 2026-03-01, and yes, no or one to five. Nothing was taken in."
                ),
            )
        yield VoteFacts(
            question="solved" if said in _SOLVED else "stars",
            value=_SOLVED[said] if said in _SOLVED else int(said),
            voted_at=voted_at,
            order_number=str(row.get("order") or "").strip()[:40],
            conversation=str(row.get("conversation") or "").strip()[:80],
        )


def _moment(said: object) -> datetime | None:
    if isinstance(said, datetime):
        found = said
    else:
        try:
            found = datetime.fromisoformat(str(said).strip())
        except ValueError:
            return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
