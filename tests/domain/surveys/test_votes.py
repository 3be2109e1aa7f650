from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.surveys import commands
from firsthand.domain.surveys.commands import NotAVote
from firsthand.domain.surveys.models import Vote
from firsthand.domain.surveys.ports import VoteFacts
from tests.people import NOON, store
from tests.remedies import order

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def vote(**values) -> VoteFacts:
    plain = {"question": "solved", "value": 1, "voted_at": NOON, "order_number": "306-1"}
    return VoteFacts(**plain | values)


def test_a_vote_is_kept_once_and_finds_its_order() -> None:
    place = store()
    known = order(place, "306-1")
    votes = [vote(), vote(voted_at=NOON + HOUR, value=0), vote(order_number="306-9")]
    assert commands.record_votes(store_id=place.pk, votes=votes, at=NOON + HOUR) == 3
    assert commands.record_votes(store_id=place.pk, votes=votes, at=NOON + HOUR) == 0
    assert list(Vote.objects.order_by("pk").values_list("order_id", "value")) == [
        (known.pk, 1), (known.pk, 0), (None, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 2},
        {"question": "stars", "value": 0},
        {"order_number": ""},
        {"voted_at": NOON + HOUR},
    ],
)
def test_what_cannot_be_a_vote_takes_all_of_them_back(wrong: dict[str, object]) -> None:
    place = store()
    with pytest.raises(NotAVote):
        commands.record_votes(store_id=place.pk, votes=[vote(), vote(**wrong)], at=NOON)
    assert not Vote.objects.exists()
