"""What holds for every stream of events, not only for the examples."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.rules import STANDARD, Scope, State, outcome
from firsthand.domain.metrics.rules.matching import matches, topic
from tests.people import NOON

REASONS = (None, "INS.LOG.WISMO", "INS.LOG.DELAY", "AFT.RET.HOWTO")


@st.composite
def event(draw: st.DrawFn, key: int, corrections: bool = True) -> rules.Event:
    common: dict[str, Any] = {
        # Steps of six hours, so that ties and exact window ends are met.
        "at": NOON + timedelta(hours=6 * draw(st.integers(0, 200))),
        "key": key,
    }
    ticket = draw(st.integers(1, 4))
    order = draw(st.sampled_from([None, 7, 8]))
    reason = draw(st.sampled_from(REASONS))
    which = draw(st.integers(0, 9 if corrections else 8))
    if which < 4:
        return rules.Asked(
            **common,
            ticket=ticket,
            order=order,
            asins=frozenset(draw(st.sets(st.sampled_from("AB"), max_size=2))),
            reason=reason,
            nature=draw(st.sampled_from(["question", "info_supplied", "thanks_only"])),
        )
    if which < 6:
        kinds = st.sampled_from(["resolution", "resolution", "holding", "info_request"])
        agent = draw(st.sampled_from(["Lin", "Maya"]))
        return rules.Replied(**common, ticket=ticket, agent=agent, kind=draw(kinds))
    return [
        rules.Solved(**common, ticket=ticket, is_timed=order is not None),
        rules.Escaped(**common, order=order or 7, way="claim"),
        rules.OrderLinked(**common, ticket=ticket, order=order or 8)
        if reason is None
        else rules.Tagged(
            **common, ticket=ticket, reason=reason, topic=None if order else "AFT.QUA"
        ),
        rules.Merged(**common, ticket=ticket, into=draw(st.integers(1, 4))),
    ][which - 6]


@st.composite
def streams(draw: st.DrawFn, corrections: bool = True) -> list[rules.Event]:
    length = draw(st.integers(0, 14))
    return [draw(event(key, corrections)) for key in range(length)]


moments = st.integers(0, 300).map(lambda n: NOON + timedelta(hours=6 * n))


@given(streams(), moments)
def test_a_longer_window_never_turns_a_failure_into_a_success(
    events: list[rules.Event], as_of: Any
) -> None:
    for issue in rules.issues(events):
        week, month = (outcome(issue, as_of, days).state for days in (7, 30))
        assert week is not State.FAILED or month is State.FAILED
        assert month is not State.SUCCESS or week is State.SUCCESS


@given(streams(corrections=False), moments, st.sampled_from([7, 30]))
def test_nothing_that_happens_later_changes_a_settled_outcome(
    events: list[rules.Event], then: Any, days: int
) -> None:
    known = rules.issues([event for event in events if event.at <= then])
    later = {issue.opening_message: issue for issue in rules.issues(events)}
    for issue in known:
        before = outcome(issue, then, days)
        if before.state in (State.FAILED, State.SUCCESS):
            after = later[issue.opening_message]
            assert outcome(after, then, days) == before
            assert outcome(after, then + timedelta(days=400), days) == before


@given(streams(), st.randoms(use_true_random=False))
def test_order_of_arrival_doubles_and_noise_do_not_matter(
    events: list[rules.Event], chance: random.Random
) -> None:
    noise = [
        rules.Asked(at=NOON, key=900, ticket=1, order=7, nature="spam"),
        rules.Replied(at=NOON, key=901, ticket=99),
        rules.Escaped(at=NOON, key=902, order=99, way="claim"),
    ]
    disturbed = [*events, *events[::2], *noise]
    chance.shuffle(disturbed)
    assert rules.issues(disturbed) == rules.issues(events)
    assert rules.contacts(disturbed) == rules.contacts(events)
    assert rules.first_replies(disturbed) == rules.first_replies(events)


@given(streams())
def test_every_message_that_needs_an_answer_is_in_one_issue_and_opens_at_most_one(
    events: list[rules.Event],
) -> None:
    loud = {e.key for e in events if isinstance(e, rules.Asked) and not e.is_silent}
    issues = rules.issues(events)
    assert sorted(key for issue in issues for key in issue.messages) == sorted(loud)
    assert len(issues) <= len(loud)
    assert len(rules.contacts(events)) <= len(loud)


@given(streams())
def test_the_audit_scope_never_finds_more_issues(events: list[rules.Event]) -> None:
    any_order = replace(STANDARD, scope=Scope.ANY_ORDER)
    assert len(rules.issues(events, any_order)) <= len(rules.issues(events))


@given(streams(corrections=False))
def test_the_quick_search_finds_what_looking_at_every_issue_finds(
    events: list[rules.Event],
) -> None:
    """Replay message by message: the newest of all matching issues is the one joined."""
    ordered = rules.in_order(events)
    tags: dict[Any, str | None] = {}
    for place, event in enumerate(ordered):
        if isinstance(event, rules.Tagged):
            tags[event.ticket] = event.topic or event.reason
        if not isinstance(event, rules.Asked) or event.is_silent:
            continue
        before = rules.issues(ordered[:place])
        about = topic(event.reason or tags.get(event.ticket))
        found = [i.number for i in before if matches(i, event, about, STANDARD)]
        expected = max(found, default=len(before))
        assert event.key in rules.issues(ordered[: place + 1])[expected].messages


@st.composite
def conversations(draw: st.DrawFn) -> list[rules.Event]:
    """One order's messages on up to three tickets, each of which begins with a question."""
    made: list[rules.Event] = []
    for key in range(draw(st.integers(1, 12))):
        at = NOON + timedelta(hours=3 * key + draw(st.integers(0, 60)))
        on = {"at": at, "key": key, "ticket": draw(st.integers(1, 3))}
        begun = any(e.ticket == on["ticket"] and e.at <= at for e in made)  # type: ignore[union-attr]
        if begun and draw(st.booleans()):
            kinds = st.sampled_from(["resolution", "holding", "info_request"])
            made.append(rules.Replied(**on, agent="Lin", kind=draw(kinds)))  # type: ignore[arg-type]
        else:
            made.append(rules.Asked(**on, order=7))  # type: ignore[arg-type]
    return made


def what_came_of(events: list[rules.Event]) -> list[Any]:
    """Return the issues without the names of their tickets."""
    return [
        (issue.messages, issue.touches, *(rules.failure(issue, days) for days in (7, 30)))
        for issue in rules.issues(events)
    ]


@given(conversations(), st.integers(1, 3), st.integers(1, 3))
def test_merging_tickets_leaves_issues_as_they_are(
    events: list[rules.Event], ticket: int, into: int
) -> None:
    merge = rules.Merged(at=NOON + timedelta(days=40), key=99, ticket=ticket, into=into)
    assert what_came_of([*events, merge]) == what_came_of(events)


@given(conversations(), st.integers(0, 40))
def test_splitting_a_ticket_at_a_question_leaves_issues_as_they_are(
    events: list[rules.Event], place: int
) -> None:
    ordered = rules.in_order(events)
    questions = [e for e in ordered if isinstance(e, rules.Asked)]
    first = questions[place % len(questions)]
    split = [
        replace(event, ticket=9)  # type: ignore[arg-type]
        if event.ticket == first.ticket and ordered.index(event) >= ordered.index(first)  # type: ignore[union-attr]
        else event
        for event in ordered
    ]
    assert what_came_of(split) == what_came_of(events)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 40), st.integers(1, 3))))
def test_shared_out_time_adds_up_to_the_time_somebody_was_busy(
    spans: list[tuple[int, int, int]],
) -> None:
    stretches = [(begin, begin + length, what) for begin, length, what in spans]
    busy = {moment for begin, end, _ in stretches for moment in range(begin, end)}
    parts = rules.shared_out(stretches)
    assert sum(parts.values()) == Fraction(len(busy), 1_000_000)
    assert rules.shared_out(stretches[::-1]) == parts
