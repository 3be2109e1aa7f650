"""What the units of a figure can come to, in words."""

from __future__ import annotations

import pytest

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.model import Share
from firsthand.web.service.outcomes import outcomes_of

WITH_TICKETS = {key: each for key, each in queries.catalogue().items() if each.ticket}


@pytest.mark.parametrize("key", sorted(WITH_TICKETS))
def test_every_metric_with_tickets_says_what_they_came_to(key: str) -> None:
    outcomes = outcomes_of(WITH_TICKETS[key])
    assert list(outcomes)[-1] == "all"
    assert len(set(map(str, outcomes.values()))) == len(outcomes)


def test_what_wants_a_look_stands_first() -> None:
    first = {
        key: next(iter(outcomes_of(metric)))
        for key, metric in WITH_TICKETS.items()
        if isinstance(metric, Share)
    }
    assert first["fcr.issues_7d"] == "miss"
    assert first["fcr.recontact_7d"] == "hit"  # To come back is what a hit is, there.
    assert (
        str(outcomes_of(WITH_TICKETS["fcr.recontact_7d"])["hit"]) == "The buyer came back"
    )


def test_a_time_is_within_its_target_or_beyond_or_still_runs() -> None:
    outcomes = outcomes_of(WITH_TICKETS["speed.first_reply"])
    assert list(outcomes) == ["miss", "running", "hit", "all"]


def test_a_count_has_nothing_to_tell_apart() -> None:
    assert list(outcomes_of(WITH_TICKETS["volume.contacts"])) == ["all"]
