"""Hand the rows of whole cases to the areas they belong to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from firsthand.domain.imports import rules
from firsthand.domain.imports.commands.reasons import own_reasons
from firsthand.domain.imports.models import Case, Row, Run, Source
from firsthand.domain.imports.rules import Mapping
from firsthand.domain.orders import commands as orders
from firsthand.domain.orders import queries as order_queries
from firsthand.domain.orders.ports import Identity
from firsthand.domain.people import commands as people
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import commands as tickets
from firsthand.domain.tickets.commands import IMPORT
from firsthand.domain.tickets.ports import History
from firsthand.foundation.postgres.bulk import Among, as_json, copy_in

Facts = dict[str, Any]


# Line, case, key, hash of the content, facts and words as JSON.
Told = tuple[int, str, str, str, str, str | None]


@dataclass(slots=True)
class Waiting:
    """A row that was set out."""

    line: int
    case: str
    key: str
    content_hash: str
    facts: dict[str, Any]
    facts_as_json: str
    words: dict[str, str] | None

    @classmethod
    def told(cls, row: Told) -> Waiting:
        """Return a row of which the database holds this, structures as JSON."""
        line, case, key, content, facts, words = row
        said = json.loads(words) if words else None
        return cls(line, case, key, content, json.loads(facts), facts, said)

    def resolve(self, people: dict[str, dict[str, int]]) -> None:
        """Put the ids of those the row names into its facts."""
        words = self.words or {}
        named = {part: ids[words[part]] for part, ids in people.items() if part in words}
        if named:
            self.facts |= named
            self.facts_as_json = as_json(self.facts)


@dataclass(frozen=True)
class Dirty:
    """Cases of which a row is new or changed.

    Attributes:
        cases: the facts of all their rows, those brought in before too.
        words: by case and kind of words, what came along with the new rows.
    """

    run: Run
    source: Source
    mapping: Mapping
    cases: dict[str, list[Facts]]
    words: dict[str, dict[str, str]]
    at: datetime


@dataclass
class Outcome:
    """What came of it: cases that could not be brought in, with why; and notices."""

    refused: dict[str, str] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)


def resolved(
    rows: Sequence[Waiting], *, source: Source, at: datetime
) -> dict[str, dict[str, str]]:
    """Put ids into the facts for the people named; return the words by case.

    Conversations keep who led them and who wrote; orders name their buyer by themselves.
    """
    words: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.words:
            # The first text of a case is the one it begins with.
            words[row.case] = row.words | words.get(row.case, {})
    if source.family != "history":
        return words
    named = {
        "agent": people.remembered(_said(rows, "agent"), at=at),
        "buyer": _buyers(_said(rows, "buyer"), source=source, at=at),
    }
    for row in rows:
        row.resolve(named)
    return words


def _said(rows: Sequence[Waiting], name: str) -> set[str]:
    return {row.words[name] for row in rows if row.words and name in row.words}


def _buyers(names: set[str], *, source: Source, at: datetime) -> dict[str, int]:
    by_identity = {_identity(name, source): name for name in names}
    found = orders.buyers_for(by_identity, at=at)
    return {by_identity[identity]: buyer for identity, buyer in found.items()}


def _identity(name: str, source: Source) -> Identity:
    """Return how a buyer named in a file is recognised.

    A mail address is one everywhere; any other name means somebody in its source only.
    """
    local, at, domain = name.rpartition("@")
    if not at:
        return Identity("account", f"{source.store_id}/{source.name}/{name}")
    if stores.marketplace_of_relay(domain):
        return Identity("amazon_alias", f"{local.partition('+')[0]}@{domain}")
    return Identity("email", name)


def write_conversations(dirty: Dirty) -> Outcome:
    """Have each case's ticket say what all its rows say."""
    known = dict(
        Case.objects.filter(Among("case", dirty.cases), source=dirty.source).values_list(
            "case", "ticket_id"
        )
    )
    numbers = {case: _order_number(rows) for case, rows in dirty.cases.items()}
    placed = order_queries.orders_by_number(
        store_id=dirty.run.store_id, numbers=set(filter(None, numbers.values()))
    )
    new = [case for case in dirty.cases if case not in known]
    buyers = _buyers_of_cases(new, dirty, numbers, placed)
    is_log = dirty.run.kind == Run.Kind.EVENTS
    story = rules.event_story if is_log else rules.need_story
    histories = []
    for case, rows in dirty.cases.items():
        order = placed.get(numbers[case])
        histories.append(
            History(
                ticket_id=known.get(case),
                store_id=dirty.run.store_id,
                buyer_id=buyers.get(case, 0),
                order_id=order.pk if order else None,
                order_number=numbers[case],
                channel=dirty.mapping.channel,
                story=tuple(story(rows, dirty.mapping)) if rows else (),
                subject=case if is_log else numbers[case],
                text=dirty.words.get(case, {}).get("text", ""),
            )
        )
    tags = own_reasons(
        tuple(row["reason"])
        for rows in dirty.cases.values()
        for row in rows
        if "reason" in row
    )
    made = tickets.write_histories(histories, tags=tags, run=dirty.run.pk, at=dirty.at)
    ids = dict(zip(dirty.cases, made, strict=True))
    copy_in(
        Case,
        ("source_id", "case", "ticket_id"),
        ((dirty.source.pk, case, ids[case]) for case in new if ids[case] is not None),
    )
    return Outcome()


def _order_number(rows: Sequence[Facts]) -> str:
    return next((str(row["order"]) for row in rows if row.get("order")), "")


def _buyers_of_cases(
    new: Sequence[str],
    dirty: Dirty,
    numbers: dict[str, str],
    placed: dict[str, order_queries.Placed],
) -> dict[str, int]:
    """Return who wrote: whom the rows name, else whose the order is, else somebody new.

    All that is said about one order is said by one buyer, even before the order is known.
    """
    found: dict[str, int] = {}
    strangers: dict[str, Identity] = {}
    for case in new:
        named = [row["buyer"] for row in dirty.cases[case] if "buyer" in row]
        order = placed.get(numbers[case])
        if named:
            found[case] = min(named)
        elif order is not None and order.buyer_id is not None:
            found[case] = order.buyer_id
        else:
            what = f"order {numbers[case]}" if numbers[case] else f"case {case}"
            name = f"{dirty.source.store_id}/{what}"
            strangers[case] = Identity("import", name)
    unnamed = orders.buyers_for(dict.fromkeys(strangers.values(), ""), at=dirty.at)
    return found | {case: unnamed[one] for case, one in strangers.items()}


def write_orders(dirty: Dirty) -> Outcome:
    """Create or renew the orders; those whose main row is missing wait for it."""
    whole = []
    for number, rows in dirty.cases.items():
        order = rules.order_of(number, rows, dirty.mapping)
        if order is None:
            continue
        buyer = dirty.words.get(number, {}).get("buyer")
        if buyer:
            order = replace(order, buyer=(_identity(buyer, dirty.source),))
        whole.append(order)
    orders.record_orders(
        store_id=dirty.run.store_id,
        orders=whole,
        facts={IMPORT: dirty.run.pk},
        at=dirty.at,
    )
    waiting = len(dirty.cases) - len(whole)
    return Outcome(notices={"orders_waiting": waiting} if waiting else {})


def write_reviews(dirty: Dirty) -> Outcome:
    """Note the reviews of orders we know; the others are rejected, and not remembered."""
    placed = order_queries.orders_by_number(
        store_id=dirty.run.store_id, numbers=set(dirty.cases)
    )
    reviews = [
        rules.review_of(number, facts, dirty.words.get(number, {}))
        for number, rows in dirty.cases.items()
        if number in placed
        for facts in rows
    ]
    orders.record_reviews(
        store_id=dirty.run.store_id,
        reviews=reviews,
        facts={IMPORT: dirty.run.pk},
        at=dirty.at,
    )
    missing = [number for number in dirty.cases if number not in placed]
    Row.objects.filter(Among("case", missing), source=dirty.source).delete()
    return Outcome(refused=dict.fromkeys(missing, "no_such_order"))
