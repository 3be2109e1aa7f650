"""The promises of every stream again, on thousands with all that can happen in them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.rules import Event, State, outcome
from tests.domain.metrics.bulk.streams import Streams
from tests.people import NOON

STREAMS = 2_000
DAY = timedelta(days=1)
_SETTLED = (State.FAILED, State.SUCCESS)


def streams(seed: int, *, but: tuple[type[Event], ...] = ()) -> Iterator[list[Event]]:
    source = Streams(seed)
    for _ in range(STREAMS):
        yield [event for event in source.stream() if not isinstance(event, but)]


def some_moments(chance: random.Random) -> list[datetime]:
    return [NOON + chance.random() * 120 * DAY for _ in range(3)]


def test_the_share_over_thirty_days_is_never_above_that_over_seven() -> None:
    chance = random.Random(1)  # noqa: S311 -- to be had again
    seen = {State.FAILED: 0, State.SUCCESS: 0}
    for events in streams(31):
        issues = rules.issues(events)
        for as_of in some_moments(chance):
            for issue in issues:
                week, month = (outcome(issue, as_of, days).state for days in (7, 30))
                assert week is not State.FAILED or month is State.FAILED
                assert month is not State.SUCCESS or week is State.SUCCESS
                if month in seen:
                    seen[month] += 1
    assert min(seen.values()) > STREAMS // 5


def test_what_is_settled_stays_whatever_happens_later() -> None:
    """Merging is a correction of the past and not something that happens later."""
    chance, settled = random.Random(2), 0  # noqa: S311
    for events in streams(32, but=(rules.Merged,)):
        then, days = some_moments(chance)[0], chance.choice([7, 30])
        later = {issue.opening_message: issue for issue in rules.issues(events)}
        for issue in rules.issues([event for event in events if event.at <= then]):
            before = outcome(issue, then, days)
            if before.state in _SETTLED:
                settled += 1
                after = later[issue.opening_message]
                assert outcome(after, then + 400 * DAY, days) == before
    assert settled > STREAMS


def test_order_of_arrival_doubles_and_noise_change_nothing() -> None:
    chance = random.Random(3)  # noqa: S311
    for number, events in enumerate(streams(33), start=1):
        noise: list[Event] = [
            rules.Asked(at=NOON, key=-1, ticket=number * 10, nature="spam"),
            rules.Replied(at=NOON, key=-2, ticket=-3),
            rules.Escaped(at=NOON, key=-4, order=99, way="claim"),
        ]
        disturbed = [*events, *chance.sample(events, len(events) // 2), *noise]
        chance.shuffle(disturbed)
        assert rules.issues(disturbed) == rules.issues(events)
        assert rules.contacts(disturbed) == rules.contacts(events)
        assert rules.first_replies(disturbed) == rules.first_replies(events)


def one_order(chance: random.Random) -> list[Event]:
    """Return questions and answers about one order, on up to three tickets, in order."""
    made: list[Event] = []
    for key in range(chance.randrange(1, 13)):
        ticket = chance.randrange(1, 4)
        at = NOON + timedelta(hours=key * 8 * 24 + chance.randrange(190))
        if any(one.ticket == ticket for one in made) and chance.random() < 0.5:  # type: ignore[union-attr]
            kind = chance.choice(["resolution", "holding", "info_request"])
            made.append(rules.Replied(at=at, key=key, ticket=ticket, agent=1, kind=kind))  # type: ignore[arg-type]
        else:
            made.append(rules.Asked(at=at, key=key, ticket=ticket, order=7))
    return made


def what_came_of(events: list[Event]) -> list[object]:
    """Return the issues without the names of their tickets."""
    return [
        (one.messages, one.touches, *(rules.failure(one, days) for days in (7, 30)))
        for one in rules.issues(events)
    ]


def test_splitting_and_merging_tickets_leave_issues_as_they_are() -> None:
    chance = random.Random(4)  # noqa: S311
    failed = 0
    for _ in range(STREAMS):
        events = one_order(chance)
        before = what_came_of(events)
        failed += any(issue[2] for issue in before)  # type: ignore[index]
        end = events[-1].at + DAY
        ticket, into = chance.randrange(1, 4), chance.randrange(1, 4)
        merge = rules.Merged(at=end, key=99, ticket=ticket, into=into)
        assert what_came_of([*events, merge]) == before
        first = chance.choice([one for one in events if isinstance(one, rules.Asked)])
        split = [
            replace(one, ticket=9)  # type: ignore[arg-type]
            if one.key >= first.key and one.ticket == first.ticket  # type: ignore[union-attr]
            else one
            for one in events
        ]
        assert what_came_of(split) == before
    assert failed > STREAMS // 4
