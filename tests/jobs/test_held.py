"""The worker sends what was held, by the bell of its time or by itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from firsthand.domain.mail.models import OutboundMail
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import HeldReply
from firsthand.foundation.queue import run_worker
from firsthand.jobs import tasks
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store

pytestmark = pytest.mark.django_db(transaction=True)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _quiet_queue() -> None:
    forget_jobs()


def forget_jobs() -> None:
    """Let nothing wait in the queue, of this test or another."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")


def held(*, ago: timedelta) -> HeldReply:
    """Hold a reply for ten seconds, so long ago."""
    box, at = mailbox(store("DE")), timezone.now() - ago
    ticket_id = arrives(box, letter(sent_at=at - MINUTE)).ticket_id
    asked = commands.send(
        ticket_id=ticket_id,
        reply=commands.Answer("On Friday.", uuid4()),
        by=lin(box.store),
        at=at,
        undo_seconds=10,
    )
    assert asked.held is not None
    return asked.held


def bells() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name=tasks.SEND_HELD))


def test_the_bell_of_a_held_reply_rings_when_its_time_has_come() -> None:
    waiting = held(ago=0 * SECOND)
    [bell] = bells()
    assert bell.scheduled_at == waiting.send_at
    run_worker(until_empty=True)
    assert not OutboundMail.objects.exists()
    assert bells() == [bell]


def test_the_worker_sends_it_then_and_its_mail_is_next() -> None:
    held(ago=MINUTE)
    run_worker(until_empty=True)
    assert HeldReply.objects.get().state == "sent"
    assert OutboundMail.objects.count() == 1


def test_without_a_bell_the_sweep_sends_it() -> None:
    held(ago=MINUTE)
    forget_jobs()
    tasks.sweep_held()
    assert HeldReply.objects.get().state == "sent"
