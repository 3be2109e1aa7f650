"""Build all facts afresh, and check them against what that would give."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.db.models.functions import Now

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.metrics import rules
from firsthand.domain.metrics.commands import agent_time, day_sums, half_hours, sizes
from firsthand.domain.metrics.commands.build_facts import (
    BUYERS_AT_ONCE,
    READER,
    build_facts,
    differences_of,
    replace_facts,
)
from firsthand.domain.metrics.commands.derivation import persons_among
from firsthand.domain.metrics.commands.rows import TABLES, Difference
from firsthand.domain.metrics.models import Standing
from firsthand.domain.metrics.queries import freshness
from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres.bulk import Among

DIFFERENCES_FOUND = "metrics.facts_differ"
_LOCK = 4_206_100_005  # Any number nobody else locks.


class RebuildRunning(Refused):
    """Somebody else builds all facts afresh just now."""

    code = "metrics.rebuild_running"


def run_until_done() -> int:
    """Bring in everything there is, portion by portion; return how many entries.

    Facts of another definition are built afresh first: bringing new entries into them
    would mix the two.
    """
    if freshness.is_outdated():
        try:
            rebuild()
        except RebuildRunning:
            return 0
    total = 0
    while read := build_facts():
        total += read
    return total


def rebuild() -> int:
    """Build all facts afresh; return for how many buyers.

    Portion by portion, each committed by itself: figures are shown all the while, and a
    long transaction would keep every reader of the journal waiting for its end. Then the
    bookmark is moved to where the journal was at the beginning: what was written meanwhile
    is read again, which changes nothing. A rebuild that is killed leaves every portion
    whole; facts of an older definition stay refused until one has come to its end.

    Raises:
        RebuildRunning: there is one already.
    """
    with alone():
        newest = journal_queries.newest_settled()
        some = _some
        if journal_queries.is_longer_than(sizes.many()):
            _get_ready()
            some = _some_of_many
        total = after = 0
        while True:
            buyers = _rebuild_after(after, some)
            if not buyers:
                break
            total, after = total + len(buyers), buyers[-1]
        with transaction.atomic():
            journal.locked_bookmark(READER)
            half_hours.count_all()
            day_sums.count_all()
            agent_time.count_all()
            if newest is not None:
                journal.move_bookmark(reader=READER, to=newest)
            Standing.objects.update_or_create(
                pk=1, defaults={"version": rules.VERSION, "rebuilt_at": Now()}
            )
    return total


@contextmanager
def alone() -> Iterator[None]:
    """Keep any other rebuild out; the database lets go if we are killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if cursor.fetchone() != (True,):
            raise RebuildRunning(
                "The facts are being built afresh already.", fix="Wait for that to end."
            )
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _get_ready() -> None:
    # Here and not above: compiled code takes 150 MB, which no other process needs.
    from firsthand.domain.metrics.many import fresh

    fresh.get_ready()


@transaction.atomic
def _rebuild_after(after: int, some: Callable[[int], Sequence[int]]) -> Sequence[int]:
    """Build the facts of the next buyers, and remove those of buyers nobody knows."""
    # Locked first: whoever has facts by now is known to the journal we read next.
    journal.locked_bookmark(READER)
    return some(after)


def _some(after: int) -> Sequence[int]:
    buyers = journal_queries.buyers_after(after, limit=BUYERS_AT_ONCE)
    _remove_strangers(after, buyers)
    replace_facts(buyers)
    return buyers


def _some_of_many(after: int) -> Sequence[int]:
    from firsthand.domain.metrics.many.replacing import replace_facts_of_many

    buyers = journal_queries.buyers_of_next(after, entries=sizes.MANY_AT_ONCE)
    _remove_strangers(after, buyers)
    changed = replace_facts_of_many(buyers)
    changed.doubt_days()
    # Nobody sees figures of facts of another definition, and all is counted at the end.
    if not freshness.is_outdated():
        changed.count()
    return buyers


def _remove_strangers(after: int, buyers: Sequence[int]) -> None:
    """Remove the facts of buyers between these whom the journal does not know."""
    for table in reversed(TABLES):
        strangers = table._base_manager.filter(buyer_id__gt=after)
        if buyers:
            strangers = strangers.filter(buyer_id__lt=buyers[-1])
        strangers.exclude(Among("buyer_id", buyers)).delete()


def check(*, at: datetime) -> list[Difference]:
    """Compare, and write down what came of it: the alarm of every night.

    Differences go into the journal and wait in `firsthand doctor` until a later check
    finds none.
    """
    found = compare()
    with transaction.atomic():
        Standing.objects.filter(pk=1).update(compared_at=at, differences=len(found))
        if found:
            journal.record(
                DIFFERENCES_FOUND,
                subject_id=1,
                at=at,
                by=None,
                facts={"differences": len(found)},
            )
    return found


def compare() -> list[Difference]:
    """Return where the facts are not what building them from scratch would give.

    Everything of a buyer is read as it was at one moment, and so are the sums: somebody
    writing meanwhile makes no difference. Buyers with entries not yet brought in are left
    out. Nothing is changed.
    """
    found: list[Difference] = []
    are_many = journal_queries.is_longer_than(sizes.many())
    if are_many:
        found += _compare_all_of_many()
    with transaction.atomic(durable=True):
        _see_one_moment()
        if not are_many:
            found += _compare_all()
        for metric, store_id, starts_at, kept, fresh in half_hours.differences():
            where = f"half hours of {metric} from {starts_at}"
            found.append(Difference(where, store_id, (kept,), (fresh,)))
        for metric, store_id, starts_at, kept, fresh in day_sums.differences():
            where = f"day sums of {metric} from {starts_at}"
            found.append(Difference(where, store_id, (kept,), (fresh,)))
        for agent_id, at, ticket_id, kept_seconds, seconds in agent_time.differences():
            where = f"time of agent {agent_id} from {at}"
            found.append(Difference(where, ticket_id, (kept_seconds,), (seconds,)))
    return found


def _compare_all() -> list[Difference]:
    found: list[Difference] = []
    bookmark = journal_queries.bookmark_of(READER)
    for portion in _all_buyers():
        persons = persons_among(portion)
        everybody = [buyer for person in persons for buyer in person]
        late = journal_queries.buyers_with_unread(bookmark, among=everybody)
        settled = [person[0] for person in persons if late.isdisjoint(person)]
        found += differences_of(settled)
    return found


def _compare_all_of_many() -> list[Difference]:
    """Compare portion by portion, each as it was at one moment.

    That is all a buyer needs, and readers of the journal wait for a portion only: writing
    into tables beside those of the facts keeps them waiting, too.
    """
    from firsthand.domain.metrics.many.replacing import differences_of_many

    _get_ready()
    found: list[Difference] = []
    portion = [0]
    while portion:
        with transaction.atomic(durable=True):
            _see_one_moment("READ WRITE")
            bookmark = journal_queries.bookmark_of(READER)
            portion = journal_queries.buyers_of_next(
                portion[-1], entries=sizes.MANY_AT_ONCE
            )
            late = journal_queries.buyers_with_unread(bookmark, among=portion)
            found += differences_of_many([one for one in portion if one not in late])
    return found


def _see_one_moment(access: str = "READ ONLY") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, {access}")


def _all_buyers() -> Iterator[list[int]]:
    """Yield everybody the journal knows, in portions."""
    after = 0
    while buyers := journal_queries.buyers_after(after, limit=BUYERS_AT_ONCE):
        yield buyers
        after = buyers[-1]
