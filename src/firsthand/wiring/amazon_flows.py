"""Read accounts at Amazon: take a step, write what it found and the place, go on.

What a flow has found is written in one transaction with its place. A turn that is not
there yet is no failure: the flow is due again when it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from firsthand.connectors.amazon import orders
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.flows import books, order_pages, reporting, windows
from firsthand.connectors.amazon.reports import Kind, ReportFailed
from firsthand.connectors.amazon.troubles import Throttled, Trouble
from firsthand.domain.accounts import commands as accounts
from firsthand.domain.accounts import queries as account_queries
from firsthand.domain.accounts.commands import Done, Run
from firsthand.domain.accounts.ports import Problem, ProblemFound, ProblemKind
from firsthand.domain.accounts.queries import FlowName, MarketplaceAccount
from firsthand.domain.orders import queries as order_queries
from firsthand.domain.stores.queries import marketplaces
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.failpoints import fail_point
from firsthand.wiring.amazon_invoices import send_waiting
from firsthand.wiring.amazon_records import (
    Served,
    write_found,
    write_orders,
    write_postings,
)
from firsthand.wiring.amazon_reviews import send_asked

# Pages of one run, so that the others of the account have their turns.
_MOST_PAGES = 25
_MOST_BACK_FILLED = 2
# Orders fetched one by one in a run; the bucket holds 30.
_MOST_FETCHED = 25
_MOST_WANTED = 500
_LONGEST_UNDER_WAY = timedelta(days=60)
_A_MOMENT = timedelta(seconds=20)


@dataclass
class Job:
    """A run, with what it needs and what it has come to."""

    run: Run
    client: Client
    now: Callable[[], datetime]
    served: Served
    cursor: dict[str, Any]
    counts: Counter[str] = field(default_factory=Counter)
    newest_at: datetime | None = None

    def keep(self, cursor: Mapping[str, Any]) -> None:
        """Keep the place, inside the caller's transaction with what was written."""
        self.cursor = dict(cursor)
        accounts.save_progress(
            self.run,
            cursor=self.cursor,
            at=self.now(),
            counts=self.counts,
            newest_at=self.newest_at,
        )

    def note_time(self, *times: datetime | None) -> None:
        known = [time for time in (*times, self.newest_at) if time is not None]
        self.newest_at = max(known, default=None)

    def done(
        self, *, complete_until: datetime | None = None, due_at: datetime | None = None
    ) -> Done:
        return Done(
            self.cursor,
            self.counts,
            newest_at=self.newest_at,
            complete_until=complete_until,
            due_at=due_at,
        )


Work = Callable[[Job], Done]


def work(
    run: Run,
    *,
    client_of: Callable[[MarketplaceAccount], Client],
    now: Callable[[], datetime],
) -> Done:
    """Do a run of a flow of Amazon's.

    Raises:
        Refused: it failed; what was kept until then stands.
    """
    served = Served(account_queries.stores_by_marketplace(run.account))
    job = Job(run, client_of(run.account), now, served, dict(run.cursor))
    if not served.stores:
        return job.done()
    try:
        return _WORK[FlowName(run.name)](job)
    except Throttled as trouble:
        if trouble.told.status:
            raise  # By Amazon's count: somebody else uses the account as well.
        return job.done(due_at=now() + trouble.again_after)


def _orders(job: Job) -> Done:
    ids = sorted(job.served.stores)
    for _page in range(_MOST_PAGES):
        step = order_pages.changed(
            job.client, job.cursor, marketplace_ids=ids, now=job.now()
        )
        _write_page(job, step)
        if step.is_last:
            return job.done(complete_until=windows.read_through(job.cursor))
    until = windows.read_through(job.cursor)
    return job.done(complete_until=until, due_at=job.now())


def _back_fill(job: Job) -> Done:
    ids = sorted(job.served.stores)
    for _page in range(_MOST_BACK_FILLED):
        step = order_pages.back_fill(
            job.client, job.cursor, marketplace_ids=ids, now=job.now()
        )
        _write_page(job, step)
        if step.is_last:
            break
    return job.done()


def _write_page(job: Job, step: order_pages.Step) -> None:
    fail_point("amazon_flows.page_read")
    with transaction.atomic():
        if step.page is not None:
            told = step.page.orders
            job.counts.update(write_orders(job.served, told, at=job.now()))
            job.counts.update(step.page.unread)
            job.note_time(*(one.facts.updated_at for one in told))
        job.keep(step.cursor)
    fail_point("amazon_flows.page_kept")


def _finances(job: Job) -> Done:
    for _page in range(_MOST_PAGES):
        step = books.posted(job.client, job.cursor, now=job.now())
        page = step.page
        postings = page.postings if page else ()
        known = _known_of(job, {one.order_number for one in postings})
        with transaction.atomic():
            made = write_postings(job.served, postings, known.homes, at=job.now())
            job.counts.update(made)
            job.counts.update(page.unread if page else {})
            job.note_time(*(one.posted_at for one in postings))
            # The same page again, until all its orders are there.
            job.keep(_without_asked(step.cursor) if known.is_all else known.kept)
        if not known.is_all:
            return job.done(due_at=job.now() + _A_MOMENT)
        if step.is_last:
            return job.done(complete_until=windows.read_through(job.cursor))
    return job.done(due_at=job.now())


def _reported(kind: Kind) -> Work:
    def read(job: Job) -> Done:
        place = next(one for one in marketplaces() if one.code == job.run.part)
        step = reporting.step(job.client, job.cursor, kind=kind, place=place, now=job.now())
        fail_point("amazon_flows.report_read")
        if step.found is None:
            job.keep(step.cursor)
            if step.trouble is not None:
                raise _told(step.trouble, kind) from step.trouble
            return job.done(due_at=step.again_at or job.now())
        stale = _stale(job, step.found.orders)
        known = _known_of(job, step.found.numbers(), stale)
        with transaction.atomic():
            homes = known.homes
            made = write_found(job.served, step.found, homes, at=job.now())
            job.counts.update(made)
            job.note_time(step.found.newest_at())
            job.keep(_without_asked(step.cursor) if known.is_all else known.kept)
        if not known.is_all:
            return job.done(due_at=job.now() + _A_MOMENT)
        until = windows.read_through(job.cursor)
        due_at = None if step.is_last else job.now()
        return job.done(complete_until=until, due_at=due_at)

    return read


def _told(trouble: Trouble, kind: Kind) -> ProblemFound:
    if isinstance(trouble, ReportFailed):
        facts = {"report": str(kind), "status": "FATAL"}
        return ProblemFound(Problem(ProblemKind.REPORT_FAILED, facts))
    return ProblemFound(Problem(ProblemKind.DOCUMENT_UNREADABLE, {"report": str(kind)}))


def _stale(job: Job, told: Mapping[str, datetime]) -> set[str]:
    """Return the orders of a report that are there as they were before."""
    known = order_queries.told_until(job.served.ids, told.keys())
    return {
        number
        for number, until in known.items()
        # Reports tell whole seconds.
        if until is None or until < told[number] - timedelta(seconds=1)
    }


def _parcels(job: Job) -> Done:
    found = order_queries.under_way(
        job.served.ids,
        after=int(job.cursor.get("after", 0)),
        since=job.now() - _LONGEST_UNDER_WAY,
        limit=_MOST_FETCHED,
    )
    wanted = _fetch_wanted(job)
    asked = _fetch(job, [number for _, number in found])
    # After the last it begins again with the first.
    is_round = len(asked) == len(found) < _MOST_FETCHED
    after = 0 if is_round else job.cursor.get("after", 0)
    if asked and not is_round:
        after = found[len(asked) - 1][0]
    job.keep({"after": after, "wanted": wanted})
    return job.done(due_at=None if is_round else job.now() + _A_MOMENT)


def _fetch_wanted(job: Job) -> list[str]:
    """Fetch orders that buyers write about and nobody knows; return those asked for.

    Each once, as long as buyers write about it: Amazon may know none of that number.
    """
    before = job.cursor.get("wanted", [])
    now_wanted = tickets.orders_wanted(
        job.served.ids, since=job.now() - _LONGEST_UNDER_WAY, limit=_MOST_WANTED
    )
    new = [one for one in now_wanted if one not in before and orders.is_number(one)]
    asked = _fetch(job, new[:_MOST_FETCHED])
    return [one for one in now_wanted if one in before or one in asked]


@dataclass(frozen=True)
class _Known:
    """The stores of orders that are spoken of; `is_all`: none is left to be fetched."""

    homes: Mapping[str, int]
    is_all: bool
    kept: Mapping[str, Any]


def _known_of(job: Job, numbers: Collection[str], stale: Collection[str] = ()) -> _Known:
    """Fetch those of these orders that are missing, as many as there is room for.

    Each is asked for once for a page or report: Amazon may know none of that number.

    Args:
        job: its place says which were asked for already.
        numbers: of orders that are spoken of.
        stale: those of them that are there, but not as they are now.
    """
    homes = job.served.homes_of(numbers)
    before = set(job.cursor.get("asked", ()))
    missing = sorted(set(numbers) - (homes.keys() - set(stale)) - before)
    asked = before | set(_fetch(job, missing[:_MOST_FETCHED]))
    if not asked.issuperset(missing):
        return _Known(
            job.served.homes_of(numbers),
            is_all=False,
            kept={**job.cursor, "asked": sorted(asked)},
        )
    homes = job.served.homes_of(numbers)
    if unknown := len(set(numbers) - homes.keys()):
        job.counts["unknown_orders"] += unknown
    return _Known(homes, is_all=True, kept={})


def _without_asked(cursor: Mapping[str, Any]) -> dict[str, Any]:
    return {name: cursor[name] for name in cursor if name != "asked"}


def _fetch(job: Job, numbers: Sequence[str]) -> list[str]:
    """Fetch orders one by one and write each; return those that there was a turn for."""
    asked: list[str] = []
    for number in numbers:
        try:
            told = orders.get(job.client, number)
        except Throttled as trouble:
            if trouble.told.status:
                raise
            break
        asked.append(number)
        if told is not None:
            with transaction.atomic():
                job.counts.update(write_orders(job.served, [told], at=job.now()))
    return asked


def _reviews(job: Job) -> Done:
    job.counts.update(send_asked(job.served, job.client, job.now))
    return job.done()


def _invoices(job: Job) -> Done:
    job.counts.update(send_waiting(job.served, job.client, job.now))
    return job.done()


_WORK: Mapping[FlowName, Work] = {
    FlowName.ORDERS: _orders,
    FlowName.BACK_FILL: _back_fill,
    FlowName.GAPS: _reported(Kind.ORDERS),
    FlowName.PARCELS: _parcels,
    FlowName.RETURNS_FBA: _reported(Kind.RETURNS_FBA),
    FlowName.RETURNS_FBM: _reported(Kind.RETURNS_FBM),
    FlowName.FEEDBACK: _reported(Kind.FEEDBACK),
    FlowName.FINANCES: _finances,
    FlowName.INVOICES: _invoices,
    FlowName.SOLICITATIONS: _reviews,
    FlowName.HEALTH: _reported(Kind.PERFORMANCE),
}
