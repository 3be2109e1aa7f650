"""Mails shuffled, doubled and delayed make the same tickets, cases and issues."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from firsthand.domain.mail.models import Mailbox, MailIdentity
from firsthand.domain.mail.ports import MachineKind, ParsedMail
from firsthand.domain.metrics.models import Contact, Issue
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Message, Ticket
from tests.letters import letter, mailbox, relayed
from tests.people import NOON, store

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LATER = NOON + 400 * DAY
# `make threads` sends as many as a busy day brings, every run of the tests fewer.
MAILS = 1000 if os.environ.get("THREADS") == "all" else 60


class Post:
    """The mails of some buyers in the order they were written, no two in one minute."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 -- it has to be repeatable
        self._minutes = iter(self.chance.sample(range(120 * 24 * 60), 20_000))
        self._number = 0

    def of(self, buyers: int, mails: int) -> list[ParsedMail]:
        written: list[ParsedMail] = []
        talks = [self._talks(buyer) for buyer in range(buyers)]
        while len(written) < mails:
            written.append(next(self.chance.choice(talks)))
        return written

    def _talks(self, buyer: int) -> Iterator[ParsedMail]:
        return self._relayed(buyer) if buyer % 2 else self._from_home(buyer)

    def _relayed(self, buyer: int) -> Iterator[ParsedMail]:
        """Yield mails of an alias about one order or two, some with a case's mark."""
        orders = [f"30{n}-{buyer:07d}-0000001" for n in range(self.chance.choice([1, 2]))]
        while True:
            number = self.chance.choice(orders)
            case = f"C{number}" if self.chance.random() < 0.3 else ""
            yield relayed(
                f"About {number}",
                alias=f"alias{buyer}@marketplace.amazon.de",
                order_numbers=(number,),
                case_id=case,
                **self._stamp(),
            )

    def _from_home(self, buyer: int) -> Iterator[ParsedMail]:
        """Yield mails of threads that begin, go on and branch; some are by a machine."""
        threads: list[list[str]] = []
        while True:
            is_new = not threads or self.chance.random() < 0.2
            if is_new:
                threads.append([])
            thread = threads[-1] if is_new else self.chance.choice(threads)
            mail = letter(
                "About my lamp",
                sender=f"buyer{buyer}@home.example",
                **self._pointers(thread),
                **self._stamp(),
            )
            if thread and self.chance.random() < 0.1:
                mail = replace(mail, machine=MachineKind.AUTO_REPLY)
            thread.append(mail.message_id)
            yield mail

    def _pointers(self, thread: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return what a mail names of its thread, as mail programs differ in it."""
        if not thread:
            return {}
        answered = self.chance.choice(thread)
        before = tuple(thread[: thread.index(answered) + 1])
        how = self.chance.random()
        if how < 0.2:
            return {"in_reply_to": (answered,)}
        if how < 0.3:
            return {"references": tuple(dict.fromkeys((before[0], before[-1])))}
        return {"in_reply_to": (answered,), "references": before}

    def _stamp(self) -> dict[str, object]:
        self._number += 1
        return {
            "message_id": f"post{self._number}@buyers.example",
            "sent_at": NOON + MINUTE * next(self._minutes),
        }


def arrive(box: Mailbox, mails: Sequence[ParsedMail], *, from_: datetime) -> None:
    """Take the mails in as they come, one after the other."""
    known = {mail.message_id.encode(): mail for mail in mails}
    for number, mail in enumerate(mails):
        commands.take_in(
            mailbox_id=box.pk,
            raw=mail.message_id.encode(),
            parse=known.__getitem__,
            at=from_ + number * timedelta(seconds=1),
        )


class Undone(Exception):
    """All was seen; nothing stays."""


def seen(
    box: Mailbox, mails: Sequence[ParsedMail], *, from_: datetime
) -> dict[str, object]:
    """Return what came of the mails in this order, told by their ids; nothing stays."""
    found: dict[str, object] = {}
    try:
        with transaction.atomic():
            arrive(box, mails, from_=from_)
            found = came_of_them()
            raise Undone
    except Undone:
        return found


def came_of_them() -> dict[str, object]:
    ids = dict(MailIdentity.objects.values_list("ticket_message_id", "message_id"))
    tickets: dict[int, set[str]] = {}
    for pk, ticket_id in Message.objects.values_list("pk", "ticket_id"):
        tickets.setdefault(ticket_id, set()).add(ids[pk])
    rows = Ticket.objects.filter(merged_into=None)
    about = {
        frozenset(tickets[row.pk]): (
            row.order_number, row.state, row.opened_at, row.last_message_at,
            row.unanswered_since, row.reply_due_at, row.unanswered_count,
        )
        for row in rows
    }  # fmt: skip
    cases: dict[tuple[int, str], set[frozenset[str]]] = {}
    names = {row.buyer_id: min(tickets[row.pk]) for row in rows.order_by("-pk")}
    for row in rows:
        case = (names[row.buyer_id], row.order_number)
        cases.setdefault(case, set()).add(frozenset(tickets[row.pk]))
    _bring_in_facts()
    whole = {row.pk: frozenset(tickets[row.pk]) for row in rows}
    return {
        "tickets": about,
        "cases": sorted(map(sorted_case, cases.values())),
        "issues": sorted(
            (
                ids[issue.pk],
                issue.opened_at,
                issue.contacts,
                sorted(whole[issue.first_ticket_id]),
            )
            for issue in Issue.objects.all()
        ),
        "contacts": sorted(
            (ids[contact.pk], ids[contact.issue_id], contact.started_at)
            for contact in Contact.objects.all()
        ),
    }


def sorted_case(case: set[frozenset[str]]) -> list[list[str]]:
    return sorted(map(sorted, case))


def _bring_in_facts() -> None:
    """Work the facts out of the journal within this transaction."""
    from firsthand.domain.journal.models import Entry
    from firsthand.domain.metrics.commands.build_facts import replace_facts

    buyers = Entry.objects.filter(buyer_id__isnull=False).values_list("buyer_id", flat=True)
    replace_facts(sorted(set(buyers)))


def muddled(mails: Sequence[ParsedMail], chance: random.Random) -> list[ParsedMail]:
    """Return the mails in any order, a tenth of them twice."""
    doubled = [*mails, *chance.sample(list(mails), len(mails) // 10)]
    chance.shuffle(doubled)
    return doubled


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_few_mails_in_many_orders_come_to_the_same(seed: int) -> None:
    box = mailbox(store("DE"))
    mails = Post(seed).of(buyers=4, mails=24)
    mails.sort(key=lambda mail: mail.sent_at)
    expected = seen(box, mails, from_=LATER)
    for other in range(2):
        chance = random.Random(f"{seed}.{other}")  # noqa: S311 -- repeatable
        assert seen(box, muddled(mails, chance), from_=LATER) == expected


@pytest.mark.django_db
def test_mails_of_many_buyers_come_to_the_same_in_any_order() -> None:
    box = mailbox(store("DE"))
    mails = Post(4711).of(buyers=MAILS // 5, mails=MAILS)
    mails.sort(key=lambda mail: mail.sent_at)
    expected = seen(box, mails, from_=LATER)
    assert len(expected["tickets"]) > MAILS // 4
    chance = random.Random(1)  # noqa: S311 -- it has to be repeatable
    assert seen(box, muddled(mails, chance), from_=LATER) == expected
