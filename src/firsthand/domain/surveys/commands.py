"""Take in what buyers answered. The same answer twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.orders import queries as orders
from firsthand.domain.surveys.models import Vote
from firsthand.domain.surveys.ports import VoteFacts
from firsthand.foundation.errors import Refused

_ANSWERS = {"solved": range(2), "stars": range(1, 6)}


class NotAVote(Refused):
    code = "surveys.not_a_vote"


@transaction.atomic
def record_votes(*, store_id: int, votes: Sequence[VoteFacts], at: datetime) -> int:
    """Note answers of buyers of a store; return how many were new.

    Raises:
        NotAVote: an answer that there is not, of the future, or about nothing. None of
            the votes is noted then.
    """
    for vote in votes:
        _check(vote, at)
    numbers = {vote.order_number for vote in votes if vote.order_number}
    known = orders.orders_by_number(store_id=store_id, numbers=numbers)
    before = Vote.objects.filter(store_id=store_id).count()
    Vote.objects.bulk_create(
        (
            Vote(
                store_id=store_id,
                question=vote.question,
                conversation=vote.conversation or vote.order_number,
                order_number=vote.order_number,
                order_id=known[vote.order_number].pk
                if vote.order_number in known
                else None,
                value=vote.value,
                voted_at=vote.voted_at,
                recorded_at=at,
            )
            for vote in votes
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )
    new = Vote.objects.filter(store_id=store_id).count() - before
    if new:
        journal.record(
            "surveys.votes_recorded",
            subject_id=store_id,
            at=at,
            by=None,
            about=journal.About(store_id=store_id),
            facts={"new": new},
        )
    return new


def _check(vote: VoteFacts, at: datetime) -> None:
    about = vote.conversation or vote.order_number
    is_answer = vote.value in _ANSWERS[vote.question]
    if not (is_answer and about and vote.voted_at <= at):
        raise NotAVote(
            _("A vote about “%(about)s” is no answer that can have been given.")
            % {"about": about},
            fix=_(
                "A vote says yes or no, or one to five stars, names its order or its "
                "conversation, and lies in the past."
            ),
        )
