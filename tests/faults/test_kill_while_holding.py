"""The worker is killed while it sends a held reply: it is sent once, or still waits."""

from __future__ import annotations

import signal
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import OutboundMail
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import HeldReply
from tests.faults import worker
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("step", "state_then"),
    [("tickets.reply.before_commit", "waiting"), ("tickets.reply.committed", "sent")],
)
def test_a_held_reply_survives_a_killed_worker_and_is_sent_once(
    step: str, state_then: str
) -> None:
    box, at = mailbox(store("DE")), timezone.now() - timedelta(minutes=1)
    ticket_id = arrives(box, letter(sent_at=at)).ticket_id
    commands.send(
        ticket_id=ticket_id,
        reply=commands.Answer("On Friday.", uuid4()),
        by=lin(box.store),
        at=at,
        undo_seconds=10,
    )
    assert worker.run("held", failpoint=f"{step}=kill") == -signal.SIGKILL
    assert HeldReply.objects.get().state == state_then
    for _again in range(2):
        assert worker.run("held") == 0
        assert HeldReply.objects.get().state == "sent"
        assert OutboundMail.objects.count() == 1
        assert Entry.objects.filter(kind="tickets.reply_written").count() == 1
