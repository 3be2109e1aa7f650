from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from firsthand.connectors.sandbox.mail import AcceptsEverything
from firsthand.domain.mail import commands
from firsthand.domain.mail.commands import outbox
from firsthand.domain.mail.models import OutboundMail
from firsthand.domain.mail.ports import NotSent, SendingUnknown
from firsthand.foundation.postgres import locks
from tests.faults.post import answer
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, store

pytestmark = pytest.mark.django_db
State = OutboundMail.State


@pytest.fixture
def waiting() -> OutboundMail:
    box = mailbox(store("DE"))
    message = answer(arrives(box, letter()).ticket_id, box)
    return OutboundMail.objects.get(ticket_message_id=message.pk)


class Fails(AcceptsEverything):
    """Raises what it is given, before or after the hand-over."""

    def __init__(self, problem: Exception, *, after_handover: bool = False) -> None:
        self.problem, self.after_handover = problem, after_handover

    def send(self, *, before_handover: Callable[[], None], **values) -> str:
        if self.after_handover:
            before_handover()
        raise self.problem


def send(sender, *, at=NOON) -> dict[str, int]:
    return dict(
        commands.send_due(
            sender_of=lambda _box: sender, compose=lambda _letter: b"raw", now=lambda: at
        )
    )


OUTCOMES = [
    # what the server does, state of the mail afterwards
    (NotSent("no such user", permanent=True), False, "failed"),
    (NotSent("busy", permanent=False), False, "waiting"),
    (NotSent("refused the text", permanent=False), True, "waiting"),
    (SendingUnknown("broke off"), True, "unknown"),
    (RuntimeError("a fault of ours"), False, "waiting"),  # Certainly not out.
    (RuntimeError("a fault of ours"), True, "unknown"),  # Nobody can know.
]


@pytest.mark.parametrize(("problem", "after_handover", "state"), OUTCOMES)
def test_what_fails_decides_what_may_follow(
    waiting: OutboundMail, problem: Exception, after_handover: bool, state: str
) -> None:
    assert send(Fails(problem, after_handover=after_handover)) == {state: 1}
    waiting.refresh_from_db()
    assert waiting.state == state
    assert not locks.is_held(f"mail.outbox.{waiting.pk}")


def test_after_eight_tries_a_mail_counts_as_failed(waiting: OutboundMail) -> None:
    at, ended = NOON, {}
    for _try in range(8):
        ended = send(Fails(NotSent("busy", permanent=False)), at=at)
        at += timedelta(hours=3)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("failed", 8)
    assert ended == {"waiting": 1}
    assert send(AcceptsEverything(), at=at) == {}


def test_a_late_answer_settles_what_was_given_up_as_doubtful(
    waiting: OutboundMail,
) -> None:
    claimed = outbox.claim_next(at=NOON)
    assert claimed is not None
    outbox.hand_over(claimed.pk, attempt=1)
    outbox.let_go(claimed.pk)
    assert outbox.release_dead(at=NOON) == 1
    outbox.finish(claimed.pk, attempt=1, state=State.SENT, answer="250", at=NOON)
    waiting.refresh_from_db()
    assert waiting.state == "sent"


def test_an_answer_to_an_older_attempt_changes_nothing(waiting: OutboundMail) -> None:
    claimed = outbox.claim_next(at=NOON)
    assert claimed is not None
    outbox.let_go(claimed.pk)
    outbox.release_dead(at=NOON)
    assert outbox.claim_next(at=NOON) is not None
    outbox.finish(claimed.pk, attempt=1, state=State.FAILED, answer="550", at=NOON)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("preparing", 2)


def test_nobody_hands_over_without_the_lock_or_for_another_attempt(
    waiting: OutboundMail,
) -> None:
    claimed = outbox.claim_next(at=NOON)
    assert claimed is not None
    with pytest.raises(outbox.NotOurs):
        outbox.hand_over(claimed.pk, attempt=2)
    outbox.let_go(claimed.pk)
    with pytest.raises(outbox.NotOurs):
        outbox.hand_over(claimed.pk, attempt=1)
    waiting.refresh_from_db()
    assert waiting.state == "preparing"
