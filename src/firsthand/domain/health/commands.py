"""Take in what a marketplace says of an account. The same report twice changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.health import events
from firsthand.domain.health.models import Reading, Snapshot
from firsthand.domain.health.ports import MarketFacts, PerformanceFacts, ReadingFacts
from firsthand.domain.health.rules import MEASURES
from firsthand.domain.journal import commands as journal
from firsthand.foundation.errors import Refused

_WORD = 40


class NotYetMade(Refused):
    code = "health.not_yet_made"


class NotACount(Refused):
    code = "health.not_a_count"


@dataclass(frozen=True)
class Imported:
    """What became of a report.

    Attributes:
        new: stores whose snapshot it brought.
        known: stores that had it already.
        elsewhere: marketplaces it speaks of on which no store is that was meant.
        unread: what nobody here understands, by its place in the report.
    """

    new: tuple[int, ...]
    known: tuple[int, ...]
    elsewhere: tuple[str, ...]
    unread: tuple[str, ...]


@transaction.atomic
def import_report(
    *,
    report: PerformanceFacts,
    stores: Mapping[str, int],
    reported_at: datetime,
    by: journal.Actor | None,
    at: datetime,
) -> Imported:
    """Keep what a report says, a snapshot for each marketplace we have a store on.

    Args:
        report: as read.
        stores: by marketplace id, the store whose account the report is about.
        reported_at: when the marketplace made it (UTC).
        by: who brought it; None: the program.
        at: now (UTC).

    Raises:
        NotYetMade: it is said to be of the future.
    """
    if reported_at > at:
        raise NotYetMade(
            _("A report of %(when)s cannot have been made yet.")
            % {"when": f"{reported_at:%Y-%m-%d %H:%MZ}"},
            fix=_("Correct when it was made, or the clock of this machine."),
        )
    new: list[int] = []
    known: list[int] = []
    elsewhere: list[str] = []
    for market in report.markets:
        store_id = stores.get(market.marketplace_id)
        if store_id is None:
            elsewhere.append(market.marketplace_id)
            continue
        is_new = _keep(
            market,
            store_id=store_id,
            digest=report.digest,
            source=Snapshot.Source.REPORT,
            reported_at=reported_at,
            by=by,
            at=at,
        )
        (new if is_new else known).append(store_id)
    return Imported(tuple(new), tuple(known), tuple(elsewhere), report.unread)


@transaction.atomic
def note_reading(
    *, store_id: int, reading: ReadingFacts, by: journal.Actor | None, at: datetime
) -> bool:
    """Keep one measure somebody read off the marketplace's page, where no report says it.

    Returns:
        False where it was noted already.

    Raises:
        NotACount: there is no such measure, or so many of so few there cannot be.
        NotYetMade: its window is of the future.
    """
    hits, n = reading.hits, reading.n
    if reading.measure not in MEASURES or hits is None or n is None or not 0 <= hits <= n:
        raise NotACount(
            _("%(hits)s of %(n)s “%(measure)s” is nothing that can be noted.")
            % {"hits": hits, "n": n, "measure": reading.measure},
            fix=_("Name one of %(measures)s, and how many of how many it says.")
            % {"measures": ", ".join(MEASURES)},
        )
    if not reading.since < reading.until <= at:
        raise NotYetMade(
            _("The window does not end after it begins, or not before now."),
            fix=_("Name the first and the last day of the window."),
        )
    said = f"{reading.measure} {reading.since} {reading.until} {hits} {n} {reading.status}"
    digest = hashlib.sha256(said.encode()).hexdigest()
    market = MarketFacts(marketplace_id="", readings=(reading,))
    return _keep(
        market,
        store_id=store_id,
        digest=digest,
        source=Snapshot.Source.TYPED,
        reported_at=reading.until,
        by=by,
        at=at,
    )


def _keep(
    market: MarketFacts,
    *,
    store_id: int,
    digest: str,
    source: Snapshot.Source,
    reported_at: datetime,
    by: journal.Actor | None,
    at: datetime,
) -> bool:
    """Write a snapshot down and tell the journal what changed by it."""
    snapshot, is_new = Snapshot.objects.get_or_create(
        store_id=store_id,
        digest=digest,
        defaults={
            "source": source,
            "reported_at": reported_at,
            "recorded_at": at,
            "by_id": by.pk if by else None,
            "status": market.status[:_WORD],
            "rating": market.rating[:_WORD],
            "warnings": dict(market.warnings),
            "document": dict(market.document),
        },
    )
    if not is_new:
        return False
    Reading.objects.bulk_create(_row(snapshot, each) for each in market.readings)
    about = journal.About(store_id=store_id)
    journal.record(
        events.REPORTED,
        subject_id=snapshot.pk,
        at=at,
        by=by,
        about=about,
        facts={
            "source": str(source),
            "reported_at": reported_at.isoformat(),
            "status": snapshot.status,
            "measures": len(market.readings),
        },
    )
    _tell_changes(snapshot, market.readings, by, at)
    return True


def _row(snapshot: Snapshot, said: ReadingFacts) -> Reading:
    return Reading(
        snapshot=snapshot,
        measure=said.measure[:80],
        since=said.since,
        until=said.until,
        hits=said.hits,
        n=said.n,
        rate=said.rate,
        target=said.target,
        condition=said.condition[:_WORD],
        status=said.status[:_WORD],
        parts={
            name: {"count": part.count, "status": part.status[:_WORD]}
            for name, part in said.parts.items()
        },
    )


def _tell_changes(
    snapshot: Snapshot,
    readings: tuple[ReadingFacts, ...],
    by: journal.Actor | None,
    at: datetime,
) -> None:
    """Tell the journal which status is another than the one reported before.

    A report that comes in after a later one changes nothing: it is history.
    """
    others = Snapshot.objects.filter(store_id=snapshot.store_id).exclude(pk=snapshot.pk)
    if others.filter(reported_at__gt=snapshot.reported_at).exists():
        return
    about = journal.About(store_id=snapshot.store_id)
    last = others.exclude(status="").order_by("-reported_at", "-pk").first()
    if last is not None and snapshot.status not in {"", last.status}:
        journal.record(
            events.STATUS_CHANGED,
            subject_id=snapshot.store_id,
            at=at,
            by=by,
            about=about,
            facts={"from": last.status, "to": snapshot.status},
        )
    before = Reading.objects.filter(snapshot__in=others).exclude(status="")
    before = before.order_by("measure", "-snapshot__reported_at", "-until", "-pk")
    statuses = dict(before.distinct("measure").values_list("measure", "status"))
    for said in sorted(readings, key=lambda each: each.measure):
        was = statuses.get(said.measure, "")
        if was and said.status and was != said.status:
            statuses[said.measure] = said.status  # Once, whatever its windows say.
            journal.record(
                events.MEASURE_CHANGED,
                subject_id=snapshot.store_id,
                at=at,
                by=by,
                about=about,
                facts={"measure": said.measure, "from": was, "to": said.status},
            )
