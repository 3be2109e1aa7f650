"""Write the story into the database: people, stores, orders, tickets, journal, facts.

Rows are written in bulk, because two thousand tickets through the commands take minutes;
what they hold is what the commands would have written, which a test checks.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from firsthand.cli.demo import account_health, macros, orders, remedies, writing
from firsthand.cli.demo.cast import COLLEAGUES, MARKETS, PASSWORD, REASONS, Market
from firsthand.cli.demo.effects import Effects
from firsthand.cli.demo.story import Case, Story
from firsthand.cli.demo.telling import tell
from firsthand.cli.demo.thread import Setting, Tags, Thread
from firsthand.cli.demo.work import LEAD
from firsthand.cli.demo.writing import Place
from firsthand.domain.macros.models import MacroTrial
from firsthand.domain.mail.models import Mailbox
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.people.models import Person, Team
from firsthand.domain.people.queries import Role
from firsthand.domain.reasons import commands as reasons
from firsthand.domain.reasons import queries as reason_queries
from firsthand.domain.stores import commands as stores
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.queries import snapshot
from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres.bulk import copying_beside

BEFORE = timedelta(days=30)  # The shop was there so long before the story begins.


@dataclass(frozen=True)
class Size:
    """How much is told: tickets, over how many days."""

    tickets: int
    days: int


SMALL, FULL = Size(2000, 30), Size(20_000, 90)


class NotEmpty(Refused):
    code = "demo.not_empty"


@dataclass(frozen=True)
class Loaded:
    """What there is now."""

    tickets: int
    messages: int
    orders: int


def load(
    *,
    seed: int,
    now: datetime,
    size: Size = SMALL,
    effects: Effects | None = None,
    make_ready: Callable[[], object] | None = None,
) -> Loaded:
    """Fill an empty database with the demonstration and its figures: all of it, or none.

    Args:
        seed: the same seed, time, size and effects tell the same story.
        now: when it ends (UTC).
        size: how much is told.
        effects: what is different from an ordinary time.
        make_ready: makes the tables, while the story is told; they are there already
            without it.

    Raises:
        NotEmpty: there are stores already.
    """
    began = now - timedelta(days=size.days) - BEFORE
    with _garbage_left_lying():
        refuse_filled()
        story = tell(
            seed=seed, now=now, tickets=size.tickets, days=size.days, effects=effects
        )
        if make_ready is not None:
            make_ready()
        dice = random.Random(seed + 1)  # noqa: S311 -- a story, no secrets
        with transaction.atomic():
            trial = macros.Trial.within(size.days, now)
            return _write(story, dice, trial, began=began, now=now)


def refuse_filled() -> None:
    """Refuse to load into a database that holds anything; it need not have tables.

    Raises:
        NotEmpty: there are stores already.
    """
    tables = connection.introspection.table_names()
    if Store._meta.db_table in tables and Store.objects.exists():
        raise NotEmpty(
            "This database holds stores already, so the demonstration was not loaded.",
            fix="To begin afresh, run `firsthand demo drop` first.",
        )


@contextmanager
def _garbage_left_lying() -> Iterator[None]:
    """Keep Python from looking for garbage.

    Hundreds of thousands of rows live until they are written. To look through all of them
    again and again finds nothing and takes a third of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _write(
    story: Story,
    dice: random.Random,
    trial: macros.Trial,
    *,
    began: datetime,
    now: datetime,
) -> Loaded:
    """Write it all, while a second process works out what it comes to."""
    places, people = set_up(began)
    tags = load_tags(began)
    versions, begun = _macros(people, trial, began)
    tags = replace(tags, macros=versions)
    known = orders.number(story, {code: place.store for code, place in places.items()})
    with copying_beside():
        orders.write(known)
        threads = [
            Thread(case, _setting(case, places, people, tags, known), dice)
            for case in story.cases
        ]
    writing.number_threads(threads, begun)
    ids = writing.take_ids(threads)
    set_aside = writing.write_quarantine(places, dice, now=now, lead=people[LEAD])
    told = [*known.told, *set_aside]
    telling = writing.telling(threads, told, ids, timezone.now())
    # Each process works out the journal for itself: to hand it over would take longer.
    with metrics.first_facts(writing.entries_of(telling)) as facts:
        with copying_beside():
            writing.write_threads(threads)
            writing.write_mail(writing.post_of(threads, places, ids, now=now))
            journal = writing.journal_of(telling)
        writing.write_photos(threads, now=now)
        writing.write_journal(journal, telling.recorded_at)
        facts.add()
    remedies.write(people, at=now)
    account_health.write((place.store for place in places.values()), at=now)
    messages = sum(len(thread.messages) for thread in threads)
    return Loaded(len(threads), messages, len(known.orders))


def _setting(
    case: Case,
    places: dict[str, Place],
    people: dict[str, int],
    tags: Tags,
    known: orders.Numbered,
) -> Setting:
    code = case.market.code
    names_order = not case.by_plain_mail
    return Setting(
        store_id=places[code].store.pk,
        buyer_id=known.buyers[case.buyer],
        order_id=known.orders[case.sale.number] if names_order else None,
        asins=(case.sale.thing.asin(code),) if names_order else (),
        people=people,
        tags=tags,
    )


def set_up(at: datetime) -> tuple[dict[str, Place], dict[str, int]]:
    """Write stores, mailboxes and people; return the places and everybody's id by key."""
    places = {market.code: _place(market, at) for market in MARKETS}
    return places, _people(places, at)


def load_tags(at: datetime) -> Tags:
    """Load all reasons and resolutions; return them as tags keep them."""
    reasons.load(profile=reasons.Profile.FULL, by=None, at=at)
    tree = reason_queries.taxonomy()
    return Tags(
        {node.code: snapshot(tree, node) for node in tree.choices()},
        {each.code: each.pk for each in reason_queries.resolutions()},
    )


def _macros(
    people: dict[str, int], trial: macros.Trial, at: datetime
) -> tuple[dict[str, int], MacroTrial]:
    """Publish the shop's own macros; return the ids of their versions, and the trial."""
    writer, reader = (Person.objects.get(pk=people[key]) for key in (LEAD, "chen"))
    return macros.publish(REASONS, writer=writer, reader=reader, trial=trial, at=at)


def _place(market: Market, at: datetime) -> Place:
    store = stores.open_amazon_store(
        name=market.store, marketplace=market.code, by=None, at=at
    )
    # Without servers: nothing is fetched, and what is sent stays in the sandbox.
    mailbox = Mailbox.objects.create(store=store, address=market.mailbox)
    return Place(store, mailbox)


def _people(places: dict[str, Place], at: datetime) -> dict[str, int]:
    """Write teams and people; return everybody's id by key."""
    teams = {}
    for code, place in places.items():
        teams[code] = Team.objects.create(name=place.store.name)
        teams[code].stores.add(place.store)
    password = make_password(PASSWORD)
    ids = {}
    for colleague in COLLEAGUES:
        person = Person.objects.create(
            email=colleague.email,
            name=colleague.name,
            role=colleague.role,
            language=colleague.language,
            password=password,
            created_at=at,
        )
        if colleague.role != Role.OWNER:
            person.teams.set([teams[code] for code in colleague.markets])
        ids[colleague.key] = person.pk
    return ids
