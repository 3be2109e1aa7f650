"""What continues an issue, what resolves it and what fails it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.rules import STANDARD, Scope, State, outcome
from tests.people import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MUCH_LATER = NOON + 365 * DAY
_keys = iter(range(1, 10_000_000))


def asked(after: timedelta, ticket: int = 1, **given: Any) -> rules.Asked:
    given.setdefault("order", 7)
    return rules.Asked(at=NOON + after, key=next(_keys), ticket=ticket, **given)


def replied(after: timedelta, ticket: int = 1, **given: Any) -> rules.Replied:
    given.setdefault("agent", "Lin")
    return rules.Replied(at=NOON + after, key=next(_keys), ticket=ticket, **given)


def solved(after: timedelta, ticket: int = 1, **given: Any) -> rules.Solved:
    return rules.Solved(
        at=NOON + after, key=next(_keys), ticket=ticket, agent="Lin", **given
    )


def tagged(after: timedelta, ticket: int, reason: str, topic: str | None) -> rules.Tagged:
    return rules.Tagged(
        at=NOON + after, key=next(_keys), ticket=ticket, reason=reason, topic=topic
    )


def states(events: list[rules.Event], days: int = 7) -> list[State]:
    return [outcome(issue, MUCH_LATER, days).state for issue in rules.issues(events)]


def why(events: list[rules.Event]) -> list[str]:
    return [outcome(issue, MUCH_LATER, 7).why for issue in rules.issues(events)]


NOW = timedelta()


def test_untagged_messages_of_one_order_are_one_issue() -> None:
    events = [
        asked(NOW),
        replied(HOUR),
        asked(DAY, ticket=2, reason="AFT.RET.HOWTO"),
        replied(DAY + HOUR, ticket=2),
        # The issue has taken the first reason it heard of, so another one is another issue.
        asked(2 * DAY, ticket=3, reason="INS.LOG.WISMO"),
    ]
    assert [issue.tickets for issue in rules.issues(events)] == [{1, 2}, {3}]


def test_the_audit_scope_ignores_reasons_but_not_orders() -> None:
    events = [
        asked(NOW, reason="AFT.RET.HOWTO"),
        asked(HOUR, ticket=2, reason="INS.LOG.WISMO"),
        asked(2 * HOUR, ticket=3, order=8, reason="INS.LOG.WISMO"),
    ]
    any_order = replace(STANDARD, scope=Scope.ANY_ORDER)
    assert [issue.tickets for issue in rules.issues(events)] == [{1}, {2}, {3}]
    assert [issue.tickets for issue in rules.issues(events, any_order)] == [{1, 2}, {3}]


def test_the_newest_issue_that_matches_is_continued() -> None:
    events = [
        asked(NOW, order=None, asins=frozenset({"A"}), reason="PRE.SPEC.A"),
        asked(40 * DAY, ticket=2, order=None, asins=frozenset({"A"}), reason="PRE.SPEC.A"),
        asked(41 * DAY, ticket=3, order=None, asins=frozenset({"A"}), reason="PRE.SPEC.B"),
    ]
    assert [issue.tickets for issue in rules.issues(events)] == [{1}, {2, 3}]


def test_a_message_thirty_days_after_the_last_activity_still_continues() -> None:
    exactly = [asked(NOW), replied(HOUR), asked(HOUR + 30 * DAY, ticket=2)]
    later = [asked(NOW), replied(HOUR), asked(HOUR + 30 * DAY + HOUR, ticket=2)]
    assert len(rules.issues(exactly)) == 1
    assert len(rules.issues(later)) == 2


def test_an_order_found_out_later_joins_what_follows() -> None:
    linked = rules.OrderLinked(at=NOON + HOUR, key=next(_keys), ticket=1, order=7)
    events = [asked(NOW, order=None), asked(2 * HOUR, ticket=2)]
    assert len(rules.issues(events)) == 2
    assert len(rules.issues([*events, linked])) == 1


def test_only_an_answer_or_a_solved_status_resolves() -> None:
    for kind in ("holding", "info_request", "courtesy"):
        assert states([asked(NOW), replied(HOUR, kind=kind)]) == [State.FAILED]
    assert states([asked(NOW), replied(HOUR)]) == [State.SUCCESS]
    assert states([asked(NOW), solved(HOUR)]) == [State.SUCCESS]


def test_closing_a_ticket_in_the_moment_of_its_merge_solves_nothing() -> None:
    merge = rules.Merged(at=NOON + 2 * HOUR, key=next(_keys), ticket=2, into=1)
    events = [asked(NOW), asked(HOUR, ticket=2), merge]
    assert why([*events, solved(2 * HOUR, ticket=2)]) == ["unresolved"]
    # Later it is the survivor that is closed, by whichever of its names.
    assert why([*events, solved(3 * HOUR, ticket=2)]) == [""]


def test_an_issue_resolved_nobody_knows_when_is_neither_failed_nor_a_success() -> None:
    somewhen = solved(NOW, is_timed=False)
    assert states([asked(NOW), somewhen]) == [State.UNKNOWN]
    # What came later may have come before it was resolved or after, and nobody knows.
    later = [asked(2 * DAY), replied(3 * DAY), solved(4 * DAY)]
    claim = rules.Escaped(at=NOON + DAY, key=next(_keys), order=7, way="claim")
    assert states([asked(NOW), somewhen, *later, claim]) == [State.UNKNOWN]
    [issue] = rules.issues([asked(NOW), somewhen, *later])
    assert (issue.resolved_at, issue.resolver, issue.returned_at) == (None, None, None)
    assert rules.settles_at(issue, 7) == NOON
    # Known before it was resolved: the answer that resolved it, or what failed it.
    known = [asked(NOW), replied(HOUR), solved(2 * HOUR, is_timed=False)]
    assert states(known) == [State.SUCCESS]
    assert why([asked(NOW), asked(30 * HOUR), solved(31 * HOUR, is_timed=False)]) == [
        "chase"
    ]
    assert why([asked(NOW), solved(8 * DAY, is_timed=False)]) == ["unresolved"]
    assert states([asked(NOW), solved(7 * DAY, is_timed=False)]) == [State.UNKNOWN]


def test_a_ticket_solved_nobody_knows_when_is_not_open_and_not_known_to_wait() -> None:
    events = [asked(NOW), solved(NOW, is_timed=False)]
    later = [asked(DAY), asked(DAY + HOUR), replied(2 * DAY)]
    told = [
        (one.is_answer_known, one.answered_at) for one in rules.contacts([*events, *later])
    ]
    assert told == [(False, None), (True, NOON + 2 * DAY)]
    [first] = rules.first_replies([*events, *later])
    assert (first.is_answer_known, first.answered_at) == (False, None)
    in_time = [asked(NOW), replied(HOUR), solved(HOUR, is_timed=False)]
    assert [one.is_answer_known for one in rules.contacts(in_time)] == [True]
    [course] = rules.courses(events)
    assert (course.solved_at, course.solvings[0].is_timed) == (NOON, False)
    [course] = rules.courses([*events, asked(DAY)])
    assert course.solved_at is None


def test_reasons_link_by_where_they_stood_when_they_were_given() -> None:
    lost, delay = "INS.LOG.LOST", "INS.LOG.DELAY"
    before = [tagged(NOW, 1, lost, "INS.LOG"), asked(NOW), replied(HOUR)]
    moved = [tagged(DAY, 2, lost, "AFT.RET"), asked(DAY, ticket=2)]
    as_it_was = [tagged(DAY, 3, delay, "INS.LOG"), asked(DAY, ticket=3)]
    not_said = [tagged(DAY, 4, delay, None), asked(DAY, ticket=4)]
    found = rules.issues([*before, *moved, *as_it_was, *not_said])
    assert [issue.tickets for issue in found] == [{1, 3, 4}, {2}]
    # A better tag before the resolution brings its own place with it.
    again = [tagged(2 * DAY, 2, delay, "AFT.RET"), asked(3 * DAY, ticket=5, order=8)]
    again.insert(0, tagged(3 * DAY, 5, "AFT.RET.HOWTO", None))
    bare = rules.issues([*moved, *again])
    assert [issue.tickets for issue in bare] == [{2}, {5}]
    assert bare[0].topic == bare[1].topic == "AFT.RET"


def test_tickets_merged_in_a_circle_end_in_one() -> None:
    merges = [
        rules.Merged(at=NOON + HOUR, key=next(_keys), ticket=2, into=1),
        rules.Merged(at=NOON + 2 * HOUR, key=next(_keys), ticket=1, into=2),
    ]
    events = [asked(NOW), asked(HOUR, ticket=2), replied(3 * HOUR, ticket=2), *merges]
    assert [issue.tickets for issue in rules.issues(events)] == [{1}]


def test_who_chases_after_a_holding_reply_or_a_day_of_silence_was_not_served_at_once() -> (
    None
):
    holding = [asked(NOW), replied(HOUR, kind="holding"), asked(2 * HOUR)]
    silence = [asked(NOW), asked(20 * HOUR), asked(25 * HOUR)]
    patient = [asked(NOW), asked(20 * HOUR), asked(24 * HOUR)]
    assert why([*holding, replied(3 * HOUR)]) == ["chase"]
    assert why([*silence, replied(26 * HOUR)]) == ["chase"]
    assert why([*patient, replied(26 * HOUR)]) == [""]


def test_what_we_asked_for_is_neither_chase_nor_return() -> None:
    asking = [asked(NOW), replied(HOUR, kind="info_request"), asked(3 * DAY)]
    assert why([*asking, replied(3 * DAY + HOUR)]) == [""]
    # Having sent it, the buyer waits again, from then on.
    assert why([*asking, asked(5 * DAY), replied(5 * DAY + HOUR)]) == ["chase"]


def test_a_thank_you_or_a_flagged_message_is_no_return() -> None:
    for quiet in (asked(DAY, nature="thanks_only"), asked(DAY, no_response_needed=True)):
        assert states([asked(NOW), replied(HOUR), quiet]) == [State.SUCCESS]
    assert why([asked(NOW), replied(HOUR), asked(DAY)]) == ["return"]


def test_a_buyer_who_goes_past_us_was_not_helped() -> None:
    claim = rules.Escaped(at=NOON + 3 * DAY, key=next(_keys), order=7, way="claim")
    before = rules.Escaped(at=NOON - DAY, key=next(_keys), order=7, way="claim")
    other = rules.Escaped(at=NOON + DAY, key=next(_keys), order=8, way="claim")
    answered: list[rules.Event] = [asked(NOW), replied(HOUR)]
    assert why([*answered, before, other]) == [""]
    assert why([*answered, claim]) == ["claim"]


def test_an_order_learned_after_the_window_changes_no_settled_outcome() -> None:
    claim = rules.Escaped(at=NOON + 3 * DAY, key=next(_keys), order=7, way="claim")
    events = [asked(NOW, order=None), replied(HOUR), claim, asked(20 * DAY)]
    assert states(events) == [State.SUCCESS]


def test_a_live_session_is_one_contact_and_one_touch_and_ends_with_its_last_reply() -> None:
    events = [
        asked(NOW, session="S"),
        replied(HOUR, session="S", kind="holding"),
        asked(HOUR, session="S"),
        replied(2 * HOUR, session="S"),
        asked(3 * HOUR, session="S"),
        replied(4 * HOUR, session="S", kind="courtesy"),
    ]
    [issue] = rules.issues(events)
    assert issue.resolved_at == NOON + 4 * HOUR
    assert len(rules.contacts(events)) == 1
    assert rules.is_one_touch(issue, MUCH_LATER)


def test_a_tag_given_after_the_resolution_does_not_relabel_it() -> None:
    early = rules.Tagged(at=NOON + HOUR, key=next(_keys), ticket=1, reason="AFT.RET.HOWTO")
    late = replace(early, at=NOON + 3 * HOUR, key=next(_keys))
    events = [asked(NOW, reason="INS.LOG.WISMO"), replied(2 * HOUR)]
    assert [issue.reason for issue in rules.issues([*events, early])] == ["AFT.RET.HOWTO"]
    assert [issue.reason for issue in rules.issues([*events, late])] == ["INS.LOG.WISMO"]


def test_an_escalation_fails_only_the_figure_that_asks_about_it() -> None:
    passed_on = rules.Escalated(at=NOON + HOUR, key=next(_keys), ticket=1)
    [issue] = rules.issues([asked(NOW), passed_on, replied(2 * HOUR)])
    empowered = replace(STANDARD, escalation_fails=True)
    assert outcome(issue, MUCH_LATER, 7).state is State.SUCCESS
    assert outcome(issue, MUCH_LATER, 7, empowered).why == "escalated"
    assert not rules.is_one_touch(issue, MUCH_LATER)


def test_the_outcome_follows_the_clock() -> None:
    [answered] = rules.issues([asked(NOW), replied(HOUR)])
    [silent] = rules.issues([asked(NOW)])
    assert outcome(answered, NOON, 7).state is State.OPEN
    assert outcome(answered, NOON + HOUR, 7).state is State.PROVISIONAL
    assert outcome(answered, NOON + HOUR + 7 * DAY, 7).state is State.SUCCESS
    assert outcome(silent, NOON + 7 * DAY - HOUR, 7).state is State.OPEN
    assert outcome(silent, NOON + 7 * DAY, 7).why == "unresolved"
    assert rules.settles_at(answered, 7) == NOON + HOUR + 7 * DAY
    assert rules.settles_at(silent, 7) == NOON + 7 * DAY


def test_a_mere_thank_you_counts_for_the_marketplace_until_it_is_flagged() -> None:
    thanks = asked(DAY, nature="thanks_only")
    events = [asked(NOW), replied(HOUR), thanks]
    flagged = [*events[:2], replace(thanks, no_response_needed=True)]
    assert len(rules.contacts(events)) == 1
    assert len(rules.contacts(events, as_marketplace=True)) == 2
    assert len(rules.contacts(flagged, as_marketplace=True)) == 1


def test_a_courtesy_answers_the_contact_but_is_no_first_reply() -> None:
    events = [asked(NOW), replied(HOUR, kind="courtesy"), replied(2 * HOUR)]
    assert rules.contacts(events)[0].answered_at == NOON + HOUR
    assert rules.first_replies(events)[0].answered_at == NOON + 2 * HOUR
