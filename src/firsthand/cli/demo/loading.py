"""Write the story into the database: people, stores, orders, tickets, journal, facts.

Rows are written in bulk, because two thousand tickets through the commands take minutes;
what they hold is what the commands would have written, which a test checks.
"""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from firsthand.cli.demo import mail, orders
from firsthand.cli.demo.cast import COLLEAGUES, MARKETS, PASSWORD, Market
from firsthand.cli.demo.story import Case, tell
from firsthand.cli.demo.thread import Setting, Tags, Thread, taken_at
from firsthand.domain.journal.models import Entry
from firsthand.domain.mail import rules as mail_rules
from firsthand.domain.mail.models import (
    Attachment,
    Blob,
    Mailbox,
    MailIdentity,
    OutboundMail,
    RawMail,
)
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.people.models import Person, Team
from firsthand.domain.people.queries import Role
from firsthand.domain.reasons import commands as reasons
from firsthand.domain.reasons import queries as reason_queries
from firsthand.domain.stores import commands as stores
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from firsthand.domain.tickets.queries import snapshot
from firsthand.foundation.errors import Refused

TICKETS = 2000
BATCH = 1000


class NotEmpty(Refused):
    code = "demo.not_empty"


@dataclass(frozen=True)
class Loaded:
    """What there is now."""

    tickets: int
    messages: int
    orders: int


@dataclass(frozen=True)
class Place:
    """One market's store with its mailbox."""

    store: Store
    mailbox: Mailbox


def load(*, seed: int, now: datetime, tickets: int = TICKETS) -> Loaded:
    """Fill an empty database with the demonstration, then work out its figures.

    Args:
        seed: the same seed and time tell the same story.
        now: when it ends (UTC).
        tickets: how many.

    Raises:
        NotEmpty: there are stores already.
    """
    if Store.objects.exists():
        raise NotEmpty(
            "This database holds stores already, so the demonstration was not loaded.",
            fix="To begin afresh, run `firsthand demo drop` first.",
        )
    cases = tell(seed=seed, now=now, tickets=tickets)
    with transaction.atomic():
        loaded = _write(cases, random.Random(seed + 1), now)  # noqa: S311 -- no secrets
    metrics.rebuild()
    return loaded


def _write(cases: list[Case], dice: random.Random, now: datetime) -> Loaded:
    places, people = set_up(now)
    tags = load_tags(now)
    known = orders.write(cases, {code: place.store for code, place in places.items()})
    threads = [
        Thread(
            case,
            Setting(
                store_id=places[case.market.code].store.pk,
                buyer_id=known.buyers[case.buyer].pk,
                order_id=None if case.by_plain_mail else known.orders[case.sale.number].pk,
                asins=(
                    () if case.by_plain_mail else (case.sale.thing.asin(case.market.code),)
                ),
                people=people,
                tags=tags,
            ),
            dice,
        )
        for case in cases
    ]
    _write_threads(threads)
    outbox = _write_mail(threads, places)
    _write_journal(threads, outbox, known.entries)
    messages = sum(len(thread.messages) for thread in threads)
    return Loaded(len(threads), messages, len(known.orders))


def set_up(now: datetime) -> tuple[dict[str, Place], dict[str, int]]:
    """Write stores, mailboxes and people; return the places and everybody's id by key."""
    places = {market.code: _place(market, now) for market in MARKETS}
    return places, _people(places, now)


def load_tags(now: datetime) -> Tags:
    """Load all reasons and resolutions; return them as tags keep them."""
    opened = now - timedelta(days=60)
    reasons.load(profile=reasons.Profile.FULL, by=None, at=opened)
    tree = reason_queries.taxonomy()
    return Tags(
        {node.code: snapshot(tree, node) for node in tree.choices()},
        {each.code: each.pk for each in reason_queries.resolutions()},
    )


def _place(market: Market, now: datetime) -> Place:
    opened = now - timedelta(days=60)
    store = stores.open_amazon_store(
        name=f"Lumo {market.code}", marketplace=market.code, by=None, at=opened
    )
    # Without servers: nothing is fetched, and what is sent stays in the sandbox.
    mailbox = Mailbox.objects.create(store=store, address=market.mailbox)
    return Place(store, mailbox)


def _people(places: dict[str, Place], now: datetime) -> dict[str, int]:
    """Write teams and people; return everybody's id by key."""
    teams = {}
    for code, place in places.items():
        teams[code] = Team.objects.create(name=f"Lumo {code}")
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
            created_at=now - timedelta(days=60),
        )
        if colleague.role != Role.OWNER:
            person.teams.set([teams[code] for code in colleague.markets])
        ids[colleague.key] = person.pk
    return ids


def _write_threads(threads: list[Thread]) -> None:
    Ticket.objects.bulk_create([thread.ticket for thread in threads], batch_size=BATCH)
    for thread in threads:
        for message in thread.messages:
            message.ticket = thread.ticket
        for cycle in thread.cycles:
            cycle.ticket = thread.ticket
    Cycle.objects.bulk_create(
        [cycle for thread in threads for cycle in thread.cycles], batch_size=BATCH
    )
    # In the order they were written, as ids grow in a real desk.
    messages = [message for thread in threads for message in thread.messages]
    messages.sort(key=lambda message: message.recorded_at)
    Message.objects.bulk_create(messages, batch_size=BATCH)


def _write_mail(threads: list[Thread], places: dict[str, Place]) -> list[OutboundMail]:
    """Write what came in and went out as mail; return the outbox."""
    identities: list[MailIdentity] = []
    outbox: list[OutboundMail] = []
    for thread in threads:
        mailbox = places[thread.case.market.code].mailbox
        parents: list[str] = []
        for number, (step, message) in enumerate(thread.steps):
            if step.kind == "ask":
                message_id = mail.incoming_id(thread, number)
                raw = mail.kept(mail.raw_of(thread, number, mailbox), step)
                identities.append(mail.identity(raw, message, message_id, mailbox))
                parents.append(message_id)
            elif step.kind == "reply":
                outbox.append(mail.sent(thread, message, mailbox, parents))
                parents.append(outbox[-1].message_id)
    RawMail.objects.bulk_create([one.raw for one in identities], batch_size=BATCH)
    MailIdentity.objects.bulk_create(identities, batch_size=BATCH)
    OutboundMail.objects.bulk_create(outbox, batch_size=BATCH)
    _write_photos(threads)
    return outbox


def _write_photos(threads: list[Thread]) -> None:
    attachments = []
    for thread in threads:
        for step, message in thread.steps:
            for photo in step.photos:
                content = mail.picture(photo)
                blob = Blob(
                    sha256=hashlib.sha256(content).hexdigest(),
                    size=len(content),
                    content=content,
                    purge_on=mail_rules.purge_on(taken_at(step)),
                )
                attachments.append(
                    Attachment(
                        ticket_message_id=message.pk,
                        blob=blob,
                        name=f"IMG_{photo % 9000 + 1000}.png",
                        content_type="image/png",
                    )
                )
    Blob.objects.bulk_create([one.blob for one in attachments], batch_size=BATCH)
    Attachment.objects.bulk_create(attachments, batch_size=BATCH)


def _write_journal(
    threads: list[Thread], outbox: list[OutboundMail], of_orders: list[Entry]
) -> None:
    entries = list(of_orders)
    for thread in threads:
        ticket = thread.ticket
        entries += [
            Entry(
                kind=pending.kind,
                happened_at=pending.at,
                actor_id=pending.by,
                subject_id=pending.message.pk if pending.message else ticket.pk,
                store_id=ticket.store_id,
                buyer_id=ticket.buyer_id,
                ticket_id=ticket.pk,
                facts=pending.facts,
            )
            for pending in thread.entries
        ]
    entries += [
        Entry(
            kind="mail.sent",
            happened_at=one.created_at + mail.SENDING,
            subject_id=one.pk,
            facts={"ticket_message_id": one.ticket_message_id},
        )
        for one in outbox
    ]
    entries.sort(key=lambda entry: entry.happened_at)
    # COPY: era and transaction are the database's to fill in, and bulk_create asks for
    # them row by row, which takes as long as everything else together.
    columns = (
        "kind", "version", "happened_at", "actor_id", "subject_id", "store_id", "buyer_id",
        "ticket_id", "facts",
    )  # fmt: skip
    with connection.cursor() as cursor:
        into = f"copy journal_entry ({', '.join(columns)}) from stdin"
        with cursor.copy(into) as copy:
            for entry in entries:
                row = [getattr(entry, column) for column in columns]
                copy.write_row([json.dumps(v) if isinstance(v, dict) else v for v in row])
