"""Write conversations, mail and journal as rows, each kind at once."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from firsthand.cli.demo import copying, mail
from firsthand.cli.demo.orders import Told
from firsthand.cli.demo.thread import Thread, taken_at
from firsthand.domain.mail import rules as mail_rules
from firsthand.domain.mail.models import (
    Attachment,
    Blob,
    Mailbox,
    OutboundMail,
    Quarantined,
    RawMail,
)
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Message

# Era and transaction are the database's to fill in.
_OF_AN_ENTRY = (
    "kind", "version", "happened_at", "actor_id", "subject_id", "store_id", "buyer_id",
    "ticket_id", "facts",
)  # fmt: skip
# How many days ago a mail came that nobody could read, and how long one may wait.
_UNREADABLE = (24.2, 17.6, 11.1, 8.4, 2.3, 0.7)
_WAITS_IN_QUARANTINE = 3
_EntryRow = tuple[
    str, int, datetime, int | None, int, int | None, int | None, int | None, str
]


@dataclass(frozen=True)
class Place:
    """One market's store with its mailbox."""

    store: Store
    mailbox: Mailbox


def write_threads(threads: Sequence[Thread]) -> None:
    """Write tickets with their cycles, messages and the looks at them."""
    tickets = [thread.ticket for thread in threads]
    copying.number(tickets)
    for thread in threads:
        for row in (*thread.cycles, *thread.messages, *thread.looks):
            row.ticket_id = thread.ticket.pk
    copying.write(tickets)
    # Messages in the order they were written, as ids grow in a real desk.
    messages = [message for thread in threads for message in thread.messages]
    messages.sort(key=lambda message: message.recorded_at)
    cycles = [cycle for thread in threads for cycle in thread.cycles]
    looks = [look for thread in threads for look in thread.looks]
    for rows in (cycles, messages, looks):
        copying.number(rows)
        copying.write(rows)


def write_mail(
    threads: Sequence[Thread], places: Mapping[str, Place], *, now: datetime
) -> list[OutboundMail]:
    """Write what came in and went out as mail; return the outbox."""
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
    copying.number(raws)
    identities = [
        mail.identity(raw, message, message_id, mailbox)
        for raw, (message, message_id, mailbox) in zip(raws, taken, strict=True)
    ]
    for rows in (raws, identities, outbox):
        if rows is not raws:
            copying.number(rows)
        copying.write(rows)
    _write_photos(threads, now=now)
    return outbox


def _write_photos(threads: Sequence[Thread], *, now: datetime) -> None:
    blobs, attachments = [], []
    for photo, message, at in _photos(threads):
        content = mail.picture(photo)
        purge_on = mail_rules.purge_on(at)
        blobs.append(
            Blob(
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                content=content if purge_on > now.date() else None,
                purge_on=purge_on,
            )
        )
        attachments.append(
            Attachment(
                ticket_message_id=message.pk,
                name=f"IMG_{photo % 9000 + 1000}.png",
                content_type="image/png",
            )
        )
    copying.number(blobs)
    copying.write(blobs)
    for blob, attachment in zip(blobs, attachments, strict=True):
        attachment.blob_id = blob.pk
    copying.number(attachments)
    copying.write(attachments)


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


def write_journal(
    threads: Sequence[Thread], outbox: Sequence[OutboundMail], told: Sequence[Told]
) -> None:
    """Write what the journal says about all of it, in the order it happened."""
    entries = [_entry(each) for each in told]
    for thread in threads:
        ticket = thread.ticket
        about = ticket.store_id, ticket.buyer_id, ticket.pk
        entries += [
            (
                pending.kind,
                1,
                pending.at,
                pending.by,
                pending.message.pk if pending.message else ticket.pk,
                *about,
                json.dumps(pending.facts),
            )
            for pending in thread.entries
        ]
    for one in outbox:
        facts: dict[str, object] = {"ticket_message_id": one.ticket_message_id}
        left = one.created_at + mail.SENDING
        entries.append(_entry(Told("mail.sent", left, one.pk, facts=facts)))
        if one.state == OutboundMail.State.BOUNCED and one.finished_at:
            at = one.finished_at
            entries.append(_entry(Told("mail.bounced", at, one.pk, facts=facts)))
    entries.sort(key=lambda entry: entry[2])
    copying.copy("journal_entry", _OF_AN_ENTRY, entries)


def _entry(told: Told) -> _EntryRow:
    who = told.actor_id, told.subject_id, told.store_id, told.buyer_id, None
    return told.kind, 1, told.at, *who, json.dumps(dict(told.facts))
