"""Number conversations, mail and journal, and write them as rows, each kind at once."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, cast

from firsthand.cli.demo import copying, macros, mail
from firsthand.cli.demo.orders import Told
from firsthand.cli.demo.thread import Thread, taken_at
from firsthand.domain.journal.models import Entry
from firsthand.domain.macros.models import MacroTrial, MacroUse
from firsthand.domain.mail import rules as mail_rules
from firsthand.domain.mail.models import (
    Attachment,
    Blob,
    Mailbox,
    MailIdentity,
    OutboundMail,
    Quarantined,
    RawMail,
)
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Assignment, Cycle, FocusInterval, Message
from firsthand.foundation.postgres.bulk import as_json, copy_in, new_keys

# Era and transaction are the database's to fill in.
_OF_AN_ENTRY = (
    "id", "kind", "happened_at", "actor_id", "subject_id", "store_id", "buyer_id",
    "ticket_id", "facts", "version", "recorded_at",
)  # fmt: skip
# How many days ago a mail came that nobody could read, and how long one may wait.
_UNREADABLE = (24.2, 17.6, 11.1, 8.4, 2.3, 0.7)
_WAITS_IN_QUARANTINE = 3


class Said(NamedTuple):
    """An entry of the journal to be; once numbered, it has its place before the others."""

    kind: str
    at: datetime
    actor_id: int | None
    subject_id: int
    store_id: int | None
    buyer_id: int | None
    ticket_id: int | None
    facts: str  # As JSON.


@dataclass(frozen=True)
class Place:
    """One market's store with its mailbox."""

    store: Store
    mailbox: Mailbox


class Ids(NamedTuple):
    """Ids of rows to be, taken before: the rows are made while the database is busy."""

    raws: list[int]
    identities: list[int]
    outbox: list[int]


@dataclass(frozen=True)
class Post:
    """What came in and went out as mail, with its ids."""

    raws: list[RawMail]
    identities: list[MailIdentity]
    outbox: list[OutboundMail]


def number_threads(threads: Sequence[Thread], trial: MacroTrial) -> None:
    """Give tickets and all that hangs on them their ids."""
    copying.number([thread.ticket for thread in threads])
    macros.deal(threads, trial)
    parts: tuple[Cycle | Message | FocusInterval | Assignment | MacroUse, ...]
    for thread in threads:
        parts = (
            *thread.cycles,
            *thread.messages,
            *thread.looks,
            *thread.assignments,
            *thread.uses,
        )
        for part in parts:
            part.ticket_id = thread.ticket.pk
    for rows in _parts(threads):
        copying.number(rows)
    for thread in threads:
        for use in thread.uses:
            use.message_id = next(
                each.pk for each in thread.messages if each.sent_at == use.sent_at
            )


def take_ids(threads: Sequence[Thread]) -> Ids:
    """Take ids for the mail of these threads."""
    steps = [step for thread in threads for step, _ in thread.steps]
    came = sum(step.is_mail or step.kind == "bounce" for step in steps)
    left = sum(step.kind == "reply" for step in steps)
    return Ids(
        new_keys(RawMail, came), new_keys(MailIdentity, came), new_keys(OutboundMail, left)
    )


def write_threads(threads: Sequence[Thread]) -> None:
    """Write tickets with their cycles, messages, the looks at them and who had them."""
    copying.write([thread.ticket for thread in threads])
    for rows in _parts(threads):
        copying.write(rows)


def _parts(threads: Sequence[Thread]) -> Iterator[list[Any]]:
    yield [cycle for thread in threads for cycle in thread.cycles]
    # Messages in the order they were written, as ids grow in a real desk.
    messages = [message for thread in threads for message in thread.messages]
    yield sorted(messages, key=attrgetter("recorded_at"))
    yield [look for thread in threads for look in thread.looks]
    yield [use for thread in threads for use in thread.uses]
    given = [each for thread in threads for each in thread.assignments]
    yield sorted(given, key=attrgetter("at"))


def post_of(
    threads: Sequence[Thread], places: Mapping[str, Place], ids: Ids, *, now: datetime
) -> Post:
    """Return what came in and went out as mail."""
    raws: list[RawMail] = []
    taken: list[tuple[Message, str, Mailbox]] = []
    outbox: list[OutboundMail] = []
    for thread in threads:
        mailbox = places[thread.case.market.code].mailbox
        parents: list[str] = []
        for number, (step, message) in enumerate(thread.steps):
            if step.kind == "reply":
                outbox.append(mail.sent(thread, message, mailbox, parents))
                parents.append(outbox[-1].message_id)
            elif step.kind == "bounce":
                bounced = outbox[-1]
                bounced.state = OutboundMail.State.BOUNCED
                bounced.finished_at = taken_at(step)
                raw = mail.bounce_of(bounced, step, mailbox)
                raws.append(mail.kept(raw, taken_at(step), now=now))
                taken.append((message, f"bounce.{message.pk}@mail.example", mailbox))
            elif step.is_mail:
                raw = mail.raw_of(thread, number, mailbox)
                raws.append(mail.kept(raw, taken_at(step), now=now))
                parents.append(mail.incoming_id(thread, number))
                taken.append((message, parents[-1], mailbox))
    copying.number(raws, ids.raws)
    identities = [
        mail.identity(raw, message, message_id, mailbox)
        for raw, (message, message_id, mailbox) in zip(raws, taken, strict=True)
    ]
    copying.number(identities, ids.identities)
    copying.number(outbox, ids.outbox)
    return Post(raws, identities, outbox)


def write_mail(post: Post) -> None:
    """Write what came in and went out as mail, but for the pictures in it."""
    for rows in (post.raws, post.identities, post.outbox):
        copying.write(rows)


def write_photos(threads: Sequence[Thread], *, now: datetime) -> None:
    blobs: dict[int, Blob] = {}  # Equal pictures are stored once.
    attachments: list[tuple[Attachment, Blob]] = []
    for photo, message, at in _photos(threads):
        content = mail.picture(photo)
        purge_on = mail_rules.purge_on(at)
        if photo not in blobs:
            digest = hashlib.sha256(content).hexdigest()
            blobs[photo] = copying.new(
                Blob, sha256=digest, size=len(content), purge_on=purge_on
            )
        blob = blobs[photo]
        blob.purge_on = max(blob.purge_on, purge_on)
        blob.content = content if blob.purge_on > now.date() else None
        attachment = copying.new(
            Attachment,
            ticket_message_id=message.pk,
            name=f"IMG_{photo % 9000 + 1000}.png",
            content_type="image/png",
        )
        attachments.append((attachment, blob))
    copying.number(list(blobs.values()))
    copying.write(list(blobs.values()))
    for attachment, blob in attachments:
        attachment.blob_id = blob.pk
    copying.number([attachment for attachment, _blob in attachments])
    copying.write([attachment for attachment, _blob in attachments])


def _photos(threads: Sequence[Thread]) -> Iterator[tuple[int, Message, datetime]]:
    for thread in threads:
        for step, message in thread.steps:
            for photo in step.photos:
                yield photo, message, taken_at(step)


def write_quarantine(
    places: Mapping[str, Place], dice: random.Random, *, now: datetime, lead: int
) -> list[Told]:
    """Write mails nobody can read; return what the journal says about them.

    The lead has dealt with all of them but those of the last days.
    """
    told: list[Told] = []
    for number, days_ago in enumerate(_UNREADABLE):
        place = dice.choice(list(places.values()))
        at = (now - timedelta(days=days_ago)).replace(microsecond=0)
        settled_at = at + timedelta(days=1) if days_ago > _WAITS_IN_QUARANTINE else None
        raw = mail.kept(dice.choice(mail.NOT_MAIL) + str(number).encode(), at, now=now)
        raw.save()
        item = Quarantined.objects.create(
            mailbox=place.mailbox,
            raw=raw,
            why="This cannot be read as a mail: neither mail headers nor readable text in"
            " it.",
            at=at,
            settled_at=settled_at,
        )
        told.append(Told("mail.quarantined", at, item.pk))
        if settled_at:
            store = place.store.pk
            told.append(
                Told("mail.quarantine_settled", settled_at, item.pk, store, actor_id=lead)
            )
    return told


def _told_of_mail(threads: Sequence[Thread], ids: Ids) -> Iterator[Told]:
    """Yield what the journal says about the mail that left, and what came back of it."""
    outbox = iter(ids.outbox)
    for thread in threads:
        left: list[tuple[datetime, int, dict[str, object]]] = []
        came_back: dict[int, datetime] = {}
        for step, message in thread.steps:
            if step.kind == "reply":
                facts: dict[str, object] = {"ticket_message_id": message.pk}
                left.append((message.sent_at + mail.SENDING, next(outbox), facts))
            elif step.kind == "bounce":
                came_back[left[-1][1]] = taken_at(step)
        for at, pk, facts in left:
            yield Told("mail.sent", at, pk, facts=facts)
            if pk in came_back:
                yield Told("mail.bounced", came_back[pk], pk, facts=facts)


@dataclass(frozen=True)
class Telling:
    """What the journal is made of: threads, and what was told beside them, and its ids."""

    threads: Sequence[Thread]
    told: Sequence[Told]
    of_mail: Sequence[Told]
    ids: Sequence[int]
    recorded_at: datetime


def telling(
    threads: Sequence[Thread], told: Sequence[Told], ids: Ids, recorded_at: datetime
) -> Telling:
    """Take ids for what the journal will say."""
    of_mail = list(_told_of_mail(threads, ids))
    size = len(told) + sum(len(thread.entries) for thread in threads) + len(of_mail)
    return Telling(threads, told, of_mail, new_keys(Entry, size), recorded_at)


def journal_of(telling: Telling) -> dict[int, Said]:
    """Return what the journal says about all of it by id, in the order it happened."""
    said = [_said(each) for each in telling.told]
    for thread in telling.threads:
        ticket = thread.ticket
        about = ticket.store_id, ticket.buyer_id, ticket.pk
        said += [
            Said(
                pending.kind,
                pending.at,
                pending.by,
                pending.message.pk if pending.message else ticket.pk,
                *about,
                as_json(pending.facts),
            )
            for pending in thread.entries
        ]
    said += [_said(each) for each in telling.of_mail]
    said.sort(key=attrgetter("at"))
    return dict(zip(telling.ids, said, strict=True))


def write_journal(journal: Mapping[int, Said], recorded_at: datetime) -> None:
    """Write what the journal says."""
    copy_in(
        Entry,
        _OF_AN_ENTRY,
        ((pk, *said, 1, recorded_at) for pk, said in journal.items()),
    )


class _Written(NamedTuple):
    """An entry as whoever reads it sees it: a model takes ten times as long to make."""

    pk: int
    kind: str
    happened_at: datetime
    actor_id: int | None
    subject_id: int
    store_id: int | None
    buyer_id: int | None
    ticket_id: int | None
    facts: dict[str, object]
    version: int
    recorded_at: datetime


def entries_of(telling: Telling) -> Iterator[Entry]:
    """Yield what the journal says about buyers, buyer by buyer, as it will be read."""
    journal, recorded_at = journal_of(telling), telling.recorded_at
    facts = lru_cache(maxsize=4096)(json.loads)
    of_buyers = [pair for pair in journal.items() if pair[1].buyer_id is not None]
    # Sorting keeps the order in which things happened.
    of_buyers.sort(key=lambda pair: pair[1].buyer_id or 0)
    for pk, said in of_buyers:
        written = _Written(pk, *said[:-1], facts(said.facts), 1, recorded_at)
        yield cast("Entry", written)


def _said(told: Told) -> Said:
    who = told.actor_id, told.subject_id, told.store_id, told.buyer_id, None
    return Said(told.kind, told.at, *who, as_json(dict(told.facts)))
