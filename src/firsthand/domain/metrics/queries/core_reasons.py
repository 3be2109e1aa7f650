"""What buyers write about: contacts by reason, what became of them, the tickets behind.

Volumes go by the latest tag of a contact's ticket, outcomes by the tag in force when the
issue was resolved. A reason that was merged counts as what it was merged into.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from firsthand.domain.metrics.catalogue import ISSUES_7D
from firsthand.domain.metrics.catalogue.work import CONTACT_VOLUME
from firsthand.domain.metrics.queries import counting
from firsthand.domain.metrics.queries.freshness import refuse_outdated
from firsthand.domain.metrics.queries.periods import Period
from firsthand.domain.metrics.queries.question import Question
from firsthand.domain.metrics.queries.sums import Counts
from firsthand.domain.metrics.rules.core_reasons import Pareto, pareto
from firsthand.domain.metrics.rules.happenings import Key
from firsthand.domain.metrics.summed import Summed
from firsthand.domain.orders import queries as orders
from firsthand.domain.reasons.queries import LEVELS, Taxonomy
from firsthand.foundation.scoping import SeesStores

# Below this share of tagged contacts nobody knows what the most frequent reasons are.
ENOUGH_TAGGED = 0.95


@dataclass(frozen=True, kw_only=True)
class Slice:
    """Which contacts: of whose stores, when, through which channel ("": any)."""

    person: SeesStores
    since: datetime
    until: datetime
    channel: str = ""

    def conditions(self, moment: str) -> str:
        """Return the SQL condition on rows whose moment is the column named."""
        stores = self.person.visible_store_ids()
        return (
            f"{moment} >= %(since)s AND {moment} < %(until)s"
            + ("" if stores is None else " AND store_id = ANY(%(stores)s)")
            + (" AND channel = %(channel)s" if self.channel else "")
        )

    def parameters(self, **more: object) -> dict[str, Any]:
        """Return what the conditions refer to."""
        stores = self.person.visible_store_ids()
        return {
            "since": self.since,
            "until": self.until,
            "stores": sorted(stores or ()),
            "channel": self.channel,
            **more,
        }


@dataclass(frozen=True, kw_only=True)
class Volumes:
    """Contacts by reason on one level of the tree, and what they are held against.

    Attributes:
        pareto: the tagged contacts by code.
        counted: what they were ranked from.
    """

    pareto: Pareto
    counted: Counted

    @property
    def untagged(self) -> int:
        """Return the contacts whose ticket has no reason yet."""
        return self.counted.by_code.get("", 0)

    @property
    def orders(self) -> int:
        """Return the orders placed in the same period in the same stores, all channels."""
        return self.counted.orders

    @property
    def ranked(self) -> list[tuple[str, int]]:
        """Return the codes with their contacts, the most frequent first."""
        return [(str(code), n) for code, n in self.pareto.ranked]

    @property
    def tagged(self) -> int:
        """Return the contacts with a reason."""
        return self.pareto.total

    @property
    def contacts(self) -> int:
        """Return all contacts, tagged or not."""
        return self.tagged + self.untagged

    @property
    def coverage(self) -> float | None:
        """Return the share of contacts with a reason; None when there was none.

        Source: docs/metrics.md, M-23.
        """
        return self.tagged / self.contacts if self.contacts else None

    @property
    def is_blocked(self) -> bool:
        """Say whether too few contacts are tagged to name the most frequent reasons."""
        return self.coverage is not None and self.coverage < ENOUGH_TAGGED

    def share(self, count: int) -> float | None:
        """Return how large a part of the tagged contacts this many are."""
        return count / self.tagged if self.tagged else None

    def per_hundred_orders(self, count: int) -> float | None:
        """Return how many contacts per 100 orders this many are; None without orders.

        Source: docs/metrics.md, M-21, by the calendar: contacts of the period per orders
        of the period.
        """
        return 100 * count / self.orders if self.orders else None


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Contacts by the codes the facts hold ("": no reason yet), before they are ranked."""

    asked: Slice
    by_code: Mapping[str, int]

    @cached_property
    def orders(self) -> int:
        """Return the orders placed meanwhile, counted when somebody asks."""
        asked = self.asked
        return orders.placed_between(asked.person, since=asked.since, until=asked.until)

    def on(self, tree: Taxonomy, level: int = LEVELS) -> Volumes:
        """Return the contacts of each reason on `level`, 1 the coarsest.

        A contact tagged higher up the tree than that counts as what it is tagged with.
        """
        counts = defaultdict[Key, int](int)
        for code, n in self.by_code.items():
            if code:
                counts[place_of(tree, code, level)] += n
        return Volumes(pareto=pareto(counts), counted=self)


def counted(asked: Slice) -> Counted:
    """Return the contacts by code.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    by_code = _by_reason(CONTACT_VOLUME, asked, as_of=asked.until)
    return Counted(
        asked=asked, by_code={code: counts.hits for code, counts in by_code.items()}
    )


def latest(asked: Slice) -> datetime | None:
    """Return when the latest contact there is began, whatever the period asked for."""
    stores = asked.person.visible_store_ids()
    found: datetime | None
    ((found,),) = _run(
        f"""SELECT max(started_at) FROM metrics_contact
             WHERE {"true" if stores is None else "store_id = ANY(%(stores)s)"}
                   {"AND channel = %(channel)s" if asked.channel else ""}""",
        asked.parameters(),
    )
    return found


def solved_first(asked: Slice, *, as_of: datetime) -> Mapping[str, tuple[int, int]]:
    """Return by code how many issues were solved at first contact, of how many.

    Only issues whose outcome is certain are counted: those opened in the period and so
    long before `as_of` that nothing can change any more. "" is the untagged.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    certain = replace(asked, until=min(asked.until, as_of - ISSUES_7D.ripe_after))
    if certain.until <= certain.since:
        return {}
    found = _by_reason(ISSUES_7D, certain, as_of=as_of)
    return {code: (one.hits, one.hits + one.misses) for code, one in found.items()}


def first_reply(
    asked: Slice, codes: Sequence[str], *, as_of: datetime
) -> tuple[float | None, int]:
    """Return the median first reply in seconds of tickets with these codes, and its n.

    Only tickets answered by `as_of` are counted; None when none was.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    ((median, n),) = _run(
        f"""SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY wait_seconds), count(*)
              FROM metrics_course
             WHERE reason = ANY(%(codes)s) AND {asked.conditions("asked_at")}
                   AND answered_at <= %(as_of)s""",
        asked.parameters(as_of=as_of, codes=list(codes)),
    )
    return median, n


def contacts_by_day(
    asked: Slice, codes: Sequence[str], *, tz: ZoneInfo
) -> Mapping[date, int]:
    """Return the contacts with one of these codes by local day; a day without is absent.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    rows = _run(
        f"""SELECT (started_at AT TIME ZONE %(tz)s)::date, count(*) FROM metrics_contact
             WHERE {asked.conditions("started_at")} AND reason = ANY(%(codes)s)
             GROUP BY 1""",
        asked.parameters(codes=list(codes), tz=tz.key),
    )
    return dict(rows)


def tickets_with_reason(
    asked: Slice, codes: Sequence[str], *, limit: int = 50
) -> list[int]:
    """Return the tickets of the contacts with one of these codes, newest contact first.

    Raises:
        FactsOutdated: the facts follow an older definition.
    """
    refuse_outdated()
    rows = _run(
        f"""SELECT ticket_id FROM metrics_contact
             WHERE {asked.conditions("started_at")} AND reason = ANY(%(codes)s)
             GROUP BY 1 ORDER BY max(started_at) DESC, 1 LIMIT %(limit)s""",
        asked.parameters(codes=list(codes), limit=limit),
    )
    return [row[0] for row in rows]


def codes_of(tree: Taxonomy, code: str) -> list[str]:
    """Return every code a fact may hold that counts under this reason today, sorted."""
    node = tree.by_code(code)
    if node is None:
        return []
    return sorted(tree.nodes[each].code for each in tree.branch(node.id))


def place_of(tree: Taxonomy, code: str, level: int = LEVELS) -> str:
    """Return as which code of the level a fact's code counts today."""
    node = tree.by_code(code)
    if node is None:  # From a taxonomy of another installation: kept as it is.
        return ".".join(code.split(".")[:level])
    path = tree.path(tree.today(node.id).id)
    return path[min(level, len(path)) - 1].code


def _by_reason(metric: Summed, asked: Slice, *, as_of: datetime) -> dict[str, Counts]:
    """Return the counts by the codes the facts hold; "": no reason."""
    question = Question(
        periods=[Period(asked.since, asked.until)],
        stores=asked.person.visible_store_ids(),
        as_of=as_of,
        cuts=("reason",),
        only={"channel": asked.channel} if asked.channel else {},
    )
    return {
        code or "": counts
        for (_place, (code,)), counts in counting.groups(metric, question).items()
        if isinstance(counts, Counts)
    }


def _run(sql: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
