"""Every mail of the labelled set finds its conversation, and nobody another's."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest

from firsthand.connectors.email.parse import parse
from firsthand.domain.mail.models import Mailbox, MailIdentity, OutboundMail
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Message, Ticket
from tests.letters import mailbox
from tests.people import NOON, lin, store
from tests.threads.labelled import Scene, Step, foreign_chain, scenes

pytestmark = pytest.mark.django_db
AT_LEAST, RIGHT = 300, 0.995
# `make threads` plays the whole set; every run of the tests a third of each kind.
IS_WHOLE = os.environ.get("THREADS") == "all"


@dataclass
class Desk:
    """Where the mails come in, and what is known of each talk while they do."""

    box: Mailbox
    agent: Person
    chains: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    heard: dict[str, str] = field(default_factory=dict)
    # By label: the messages of the buyer, as they are called in the database.
    said: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def play(self, scene: Scene) -> None:
        # A mail is written before it arrives: chains grow as it was written.
        raws = {
            id(step): self._written(step)
            for step in sorted(scene.steps, key=lambda step: step.at)
            if step.mail is not None and not any(each.answer for each in scene.steps)
        }
        for step in scene.steps:
            if step.answer:
                self._answer(step)
            else:
                self._take(step, raws.get(id(step)) or self._written(step))

    def _written(self, step: Step) -> tuple[str, bytes]:
        assert step.mail is not None
        assert step.written is not None
        label = step.chain_of or ""
        chain = foreign_chain(label) if ":" in label else tuple(self.chains[label])
        written = replace(step.written, thread=chain, answered=self.heard.get(label, ""))
        message_id, raw = step.mail(written)
        if ":" not in label:
            self.chains[step.talk] += [message_id]
        return message_id, raw

    def _take(self, step: Step, mail: tuple[str, bytes]) -> None:
        message_id, raw = mail
        commands.take_in(
            mailbox_id=self.box.pk, raw=raw, parse=parse, at=max(step.at, NOON)
        )
        taken = MailIdentity.objects.get(message_id=message_id)
        assert taken.ticket_message_id is not None, step
        self.said[step.talk].append(taken.ticket_message_id)

    def _answer(self, step: Step) -> None:
        newest = Message.objects.get(pk=self.said[step.talk][-1])
        reply = commands.reply(
            ticket_id=newest.ticket_id, body=step.answer, by=self.agent, at=step.at,
            idempotency_key=uuid4(),
        )  # fmt: skip
        sent = OutboundMail.objects.get(ticket_message_id=reply.pk)
        self.chains[step.talk].append(sent.message_id)
        self.heard[step.talk] = step.answer


def test_the_labelled_threads_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(box := mailbox(store("DE")), lin(box.store))
    for scene in scenes():
        if IS_WHOLE or int(scene.name.rpartition(".")[2]) % 3 == 0:
            desk.play(scene)
    ticket_of = dict(
        Message.objects.filter(direction="inbound").values_list("pk", "ticket_id")
    )
    labels_of: dict[int, set[str]] = defaultdict(set)
    for label, messages in desk.said.items():
        for message in messages:
            labels_of[ticket_of[message]].add(label)
    wrong = [
        label
        for label, messages in desk.said.items()
        if len(tickets := {ticket_of[message] for message in messages}) != 1
        or labels_of[tickets.pop()] != {label}
    ]
    across = [
        ticket.pk
        for ticket in Ticket.objects.all()
        if len({_person(message) for message in ticket.messages.all()} - {""}) > 1
    ]
    total = len(desk.said)
    with capsys.disabled():
        print(f"\n{total - len(wrong)} threads right of {total}")  # noqa: T201 -- asked for
        print(f"{len(across)} joins across buyers")  # noqa: T201 -- asked for
        for label in wrong:
            print(f"wrong: {label}")  # noqa: T201 -- asked for
    assert total >= (AT_LEAST if IS_WHOLE else AT_LEAST // 3)
    assert (total - len(wrong)) / total >= RIGHT
    assert across == []


def _person(message: Message) -> str:
    """Return who wrote, by the address in the mail itself."""
    if message.direction != Message.Direction.INBOUND:
        return ""
    taken = MailIdentity.objects.select_related("raw").get(ticket_message_id=message.pk)
    address = parse(bytes(taken.raw.content or b"")).from_address
    name, _at, domain = address.partition("@")
    return f"{name.partition('+')[0]}@{domain}"
