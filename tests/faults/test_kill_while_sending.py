"""The worker is killed at every step of sending: each reply is out once, or in doubt."""

from __future__ import annotations

import os
import signal
import time

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.commands.outbox import settle_unknown
from firsthand.domain.mail.models import OutboundMail
from firsthand.domain.tickets.models import Message
from tests.faults import worker
from tests.faults.post import answer, real_mailbox, sent_once
from tests.letters import arrives
from tests.letters import letter as parsed
from tests.people import NOON
from tests.servers.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = [
    # where it dies, copies at the server then, state after the next worker
    ("mail.send.claimed", 0, "sent"),
    ("mail.send.ready", 0, "sent"),
    ("mail.send.handed_over", 0, "unknown"),
    ("mail.send.answered", 1, "unknown"),
    ("mail.send.recorded", 1, "sent"),
]


@pytest.fixture
def outbound(sink: Sink) -> OutboundMail:
    box = real_mailbox("", smtp_port=sink.port)
    received = arrives(box, parsed())
    message = answer(received.ticket_id, box)
    return OutboundMail.objects.get(ticket_message_id=message.pk)


@pytest.mark.parametrize(("step", "copies", "state"), STEPS)
def test_a_reply_leaves_once_or_stays_visibly_in_doubt(
    sink: Sink, outbound: OutboundMail, step: str, copies: int, state: str
) -> None:
    assert worker.run("send", failpoint=f"{step}=kill") == -signal.SIGKILL
    assert len(sink.mails()) == copies
    for _again in range(2):
        assert worker.run("send") == 0
        assert worker.run("react") == 0
        outbound.refresh_from_db()
        assert outbound.state == state
        assert Message.objects.get(direction="outbound").delivery == state
        assert Entry.objects.filter(kind=f"mail.{state}").count() == 1
        assert sent_once(sink, outbound.message_id) == (state == "sent" or copies == 1)


def test_a_reply_in_doubt_is_sent_again_only_when_a_person_says_so(
    sink: Sink, outbound: OutboundMail
) -> None:
    worker.run("send", failpoint="mail.send.handed_over=kill")
    worker.run("send")
    assert sink.mails() == []
    settle_unknown(outbound.pk, was_sent=False, by=None, at=NOON)
    worker.run("send")
    outbound.refresh_from_db()
    assert outbound.state == "sent"
    assert sent_once(sink, outbound.message_id)


def test_a_paused_worker_is_not_taken_for_a_dead_one(
    sink: Sink, outbound: OutboundMail
) -> None:
    paused = worker.start("send", failpoint="mail.send.ready=stop")
    try:
        _wait_until_stopped(paused.pid)
        worker.run("send")
        assert sink.mails() == []
        os.kill(paused.pid, signal.SIGCONT)
        paused.join(30)
    finally:
        paused.kill()
        paused.join()
    outbound.refresh_from_db()
    assert outbound.state == "sent"
    assert outbound.attempts == 1
    assert sent_once(sink, outbound.message_id)


def test_a_worker_whose_session_was_cut_gives_way_before_the_hand_over(
    sink: Sink, outbound: OutboundMail
) -> None:
    from django.db import connection

    paused = worker.start("send", failpoint="mail.send.ready=stop")
    try:
        _wait_until_stopped(paused.pid)
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        _wait_until_free(outbound)
        worker.run("send")
        os.kill(paused.pid, signal.SIGCONT)
        paused.join(30)
        assert paused.exitcode == 1
    finally:
        paused.kill()
        paused.join()
    outbound.refresh_from_db()
    assert outbound.state == "sent"
    assert sent_once(sink, outbound.message_id)


def test_two_workers_at_once_send_every_reply_once(sink: Sink) -> None:
    box = real_mailbox("", smtp_port=sink.port)
    for _number in range(20):
        answer(arrives(box, parsed()).ticket_id, box)
    both = [worker.start("send"), worker.start("send")]
    for process in both:
        process.join(60)
        assert process.exitcode == 0
    ids = sink.message_ids()
    assert len(ids) == len(set(ids)) == 20
    assert set(OutboundMail.objects.values_list("state", flat=True)) == {"sent"}


def _wait_until_stopped(pid: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with open(f"/proc/{pid}/stat") as stat:
            if stat.read().rpartition(")")[2].split()[0] == "T":
                return
        time.sleep(0.05)
    raise AssertionError("it never reached the failpoint")


def _wait_until_free(outbound: OutboundMail) -> None:
    from django.db import transaction

    from firsthand.foundation.postgres import locks

    for _try in range(100):
        with transaction.atomic():
            if locks.is_free(f"mail.outbox.{outbound.pk}"):
                return
        time.sleep(0.05)
    raise AssertionError("the lock outlived its session")
