"""Write down what became of an attempt. Only what is known is written as known."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.remedies.commands import _attempts, health
from firsthand.domain.remedies.commands._moving import (
    locked,
    move,
    put_off,
    raise_incident,
)
from firsthand.domain.remedies.commands.counting import explain, take_fact
from firsthand.domain.remedies.models import Attempt, Incident, OutsideRefund, Remedy
from firsthand.domain.remedies.ports import Answer, Done, NotSent, Seen, Taken
from firsthand.domain.remedies.rules import answers
from firsthand.domain.remedies.rules.answers import Outcome, Pace
from firsthand.domain.remedies.rules.states import UNDER_WAY, State
from firsthand.domain.remedies.rules.why import Why
from firsthand.foundation.failpoints import fail_point
from firsthand.foundation.postgres.durability import commit_durably


@transaction.atomic
def record_answer(
    remedy_id: int,
    *,
    fence: int,
    answer: Answer,
    at: datetime,
    pace: Pace,
    check_after: timedelta,
) -> State:
    """Write down how an attempt came out; return the state the remedy is in then.

    Doing it twice changes nothing: after a commit whose answer was lost it is simply done
    again. An attempt that was given up meanwhile may still prove that it has happened;
    whatever else it says is kept with it, and decides nothing.

    Args:
        remedy_id: which remedy.
        fence: of which attempt.
        answer: the channel's.
        at: when (UTC).
        pace: how long things may take.
        check_after: from a success until the channel's listing shows it.
    """
    commit_durably()  # Nobody but this caller knows the answer.
    remedy = locked(remedy_id)
    attempt = remedy.attempts.get(fence=fence)
    outcome = answers.outcome_of(answer)
    if not _is_news(attempt.outcome, answer):
        return State(remedy.state)
    attempt.outcome = outcome.value
    attempt.answer = words_of(answer)
    attempt.external_id = answer.external_id if isinstance(answer, Done) else ""
    attempt.ended_at = at
    attempt.save(update_fields=["outcome", "answer", "external_id", "ended_at"])
    health.note_answer(remedy.account, answer, at=at)
    if remedy.state == State.SENDING and remedy.fence == fence:
        _settle(remedy, outcome, answer, at=at, pace=pace, check_after=check_after)
    elif isinstance(answer, Done):
        _settle_late(remedy, answer.external_id, at=at, check_after=check_after)
    elif remedy.state == State.UNKNOWN and remedy.fence == fence:
        _settle(remedy, outcome, answer, at=at, pace=pace, check_after=check_after)
    fail_point("remedies.send.in_t2")
    return State(remedy.state)


def _is_news(known: str, answer: Answer) -> bool:
    """Say whether an answer tells of its attempt what is not written down yet.

    An attempt whose absence the channel's record seemed to prove can still come back with
    the opposite: then both have happened.
    """
    if known == Outcome.ABSENT:
        return isinstance(answer, Done)
    return known in (Outcome.OPEN, Outcome.LOST)


def _settle(
    remedy: Remedy,
    outcome: Outcome,
    answer: Answer,
    *,
    at: datetime,
    pace: Pace,
    check_after: timedelta,
) -> None:
    """Settle a remedy by the answer to its latest attempt."""
    proof = _proof_of_earlier(remedy)
    if isinstance(answer, Done):
        succeed(remedy, answer.external_id, at=at, check_after=check_after)
        return
    if proof:  # A sender given up meanwhile has come back with it.
        succeed(remedy, proof, at=at, check_after=check_after)
        return
    is_doubtful = _attempts.is_doubtful_before(remedy, remedy.fence)
    to = answers.state_after(outcome, is_doubtful=is_doubtful)
    if to == remedy.state:  # Given up as unknown, and no wiser by this answer.
        return
    due_at = at
    handle = remedy.handle
    if isinstance(answer, Taken):
        due_at, handle = at + pace.follow_every, answer.handle
    elif to == State.APPROVED:
        due_at = at + (_again_after(answer) or pace.pause(remedy.attempts.count()))
    elif to == State.UNKNOWN:
        due_at = at + pace.pause(remedy.attempts.count())
    move(remedy, to, at=at, why=words_of(answer), due_at=due_at, handle=handle)


def _again_after(answer: Answer) -> timedelta | None:
    return answer.again_after if isinstance(answer, NotSent) else None


def _proof_of_earlier(remedy: Remedy) -> str:
    earlier = remedy.attempts.filter(fence__lt=remedy.fence, outcome=Outcome.DONE)
    return earlier.values_list("external_id", flat=True).order_by("fence").first() or ""


def _settle_late(
    remedy: Remedy, external_id: str, *, at: datetime, check_after: timedelta
) -> None:
    """Settle by a proof from an attempt already given up: knowing beats guessing.

    While another attempt is under way, the proof waits with its own attempt.
    """
    if remedy.state in (State.UNKNOWN, State.NEEDS_HUMAN, State.APPROVED):
        succeed(remedy, external_id, at=at, check_after=check_after)
    elif remedy.state not in UNDER_WAY:
        _count_as_fact(remedy, external_id, at=at)


def _count_as_fact(remedy: Remedy, external_id: str, *, at: datetime) -> None:
    """Count an effect that happened beside what the remedy already counts."""
    if not external_id or remedy.external_id == external_id or not remedy.minor_units:
        return
    seen = Seen(
        external_id,
        _attempts.instruction_for(remedy).kind,
        remedy.currency,
        remedy.minor_units,
        at,
    )
    fact = take_fact(seen, ledger=remedy.ledger, account=remedy.account, at=at)
    if fact is not None:
        is_twice = remedy.state == State.SUCCEEDED
        kind = Incident.Kind.TWICE if is_twice else Incident.Kind.AGAINST_DECISION
        raise_incident(kind, remedy.ledger, at=at, remedy=remedy, outside=fact.pk)


def succeed(
    remedy: Remedy,
    external_id: str,
    *,
    at: datetime,
    check_after: timedelta,
    why: str = "",
    by: journal.Actor | None = None,
) -> None:
    """Bring a locked remedy to its success, with the channel's own id as proof.

    An id another remedy has proves nothing: then nobody knows, and a person looks.
    """
    if not external_id or is_of_another(remedy, external_id):
        _doubt(remedy, external_id, at=at)
        return
    fact = OutsideRefund.objects.filter(
        account=remedy.account, external_id=external_id, explained_by=None
    ).first()
    if fact is not None and fact.ledger_id == remedy.ledger_id:
        explain(fact, remedy, at=at)
    move(
        remedy,
        State.SUCCEEDED,
        at=at,
        by=by,
        why=why,
        external_id=external_id,
        check_at=at + check_after,
    )
    for attempt in _other_proofs(remedy):
        _count_as_fact(remedy, attempt.external_id, at=at)


def is_of_another(remedy: Remedy, external_id: str) -> bool:
    """Say whether this id is another remedy's, be it the one it is only listed under."""
    ids = {"account": remedy.account, "external_id": external_id}
    remedies = Remedy.objects.filter(**ids).exclude(pk=remedy.pk)
    explained = OutsideRefund.objects.filter(**ids).exclude(explained_by=None)
    return remedies.exists() or explained.exclude(explained_by=remedy).exists()


def _other_proofs(remedy: Remedy) -> list[Attempt]:
    proved = remedy.attempts.filter(outcome=Outcome.DONE)
    return list(proved.exclude(external_id=remedy.external_id).order_by("fence"))


def _doubt(remedy: Remedy, external_id: str, *, at: datetime) -> None:
    raise_incident(
        Incident.Kind.ID_USED_TWICE,
        remedy.ledger,
        at=at,
        remedy=remedy,
        external_id=external_id,
    )
    if remedy.state in (State.SENDING, State.TAKEN):
        move(remedy, State.UNKNOWN, at=at, why=Why.ID_PROVES_NOTHING)
    if remedy.state == State.UNKNOWN:
        move(remedy, State.NEEDS_HUMAN, at=at, why=Why.ID_PROVES_NOTHING)


def words_of(answer: Answer) -> str:
    """Return an answer's own words, cut short."""
    if isinstance(answer, Done):
        return ""
    return (answer.handle if isinstance(answer, Taken) else answer.why)[:300]


@transaction.atomic
def record_follow_up(
    remedy_id: int, *, answer: Answer, at: datetime, pace: Pace, check_after: timedelta
) -> State:
    """Write down what a channel said about what it had taken; return the state then."""
    remedy = locked(remedy_id)
    if remedy.state != State.TAKEN:
        return State(remedy.state)
    outcome = answers.outcome_of_asking(answer)
    if outcome is None and at < remedy.state_at + pace.taken_at_most:
        put_off(remedy, until=at + pace.follow_every)
        return State.TAKEN
    outcome = outcome or Outcome.UNCLEAR
    attempt = remedy.attempts.get(fence=remedy.fence)
    attempt.outcome = outcome.value
    attempt.answer = words_of(answer)
    attempt.external_id = answer.external_id if isinstance(answer, Done) else ""
    attempt.ended_at = at  # Until now it can have had its effect.
    attempt.save(update_fields=["outcome", "answer", "external_id", "ended_at"])
    if isinstance(answer, Done):
        succeed(remedy, answer.external_id, at=at, check_after=check_after)
    else:
        is_doubtful = _attempts.is_doubtful_before(remedy, remedy.fence)
        to = answers.state_after(outcome, is_doubtful=is_doubtful)
        move(remedy, to, at=at, why=words_of(answer))
    fail_point("remedies.follow.in_transaction")
    return State(remedy.state)
