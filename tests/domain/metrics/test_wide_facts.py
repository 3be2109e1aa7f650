"""What facts hold beside outcomes: reasons, hands, time, reopening; and their version."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections

from firsthand.domain.journal.models import Entry
from firsthand.domain.metrics import commands, queries
from firsthand.domain.metrics.commands import rebuilding
from firsthand.domain.metrics.models import (
    AgentTime,
    AuditIssue,
    Contact,
    Course,
    Focus,
    Issue,
    Solving,
    Standing,
)
from firsthand.domain.metrics.queries import freshness
from firsthand.foundation.scoping import Everything
from tests.domain.metrics.journal_story import LIN, MAYA, Story
from tests.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def look_again() -> None:
    freshness.look_again()


def test_both_windows_are_kept_side_by_side() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0)
    buyer.hears(1)
    buyer.asks(24 * 10, ticket=2)  # Ten days later: after the week, within the month.
    commands.run_until_done()
    issue = Issue.objects.get()
    assert (issue.failed_at, issue.fail_why) == (None, "")
    assert (issue.failed_30_at, issue.fail_30_why) == (NOON + 10 * DAY, "return")
    assert issue.settles_at == NOON + HOUR + 7 * DAY
    assert issue.returned_at == NOON + 10 * DAY


def test_the_reason_at_the_resolution_and_the_latest_are_both_known() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0)
    tag = {"subject": 1, "ticket": 1}
    buyer.write("tickets.tagged", 1, **tag, reason="AFT.RET.HOWTO", l1_resolvable=False)
    buyer.hears(2)
    buyer.write("tickets.tagged", 50, **tag, reason="INS.LOG.WISMO", l1_resolvable=True)
    commands.run_until_done()
    issue = Issue.objects.get()
    assert (issue.reason, issue.reason_now) == ("AFT.RET.HOWTO", "INS.LOG.WISMO")
    assert not issue.front_line_can_resolve
    assert Contact.objects.get().reason == Course.objects.get().reason == "INS.LOG.WISMO"


def test_re_tagging_parts_issues_but_not_in_the_audit() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0, reason="AFT.RET.HOWTO")
    buyer.asks(5, ticket=2, reason="INS.LOG.WISMO")
    commands.run_until_done()
    assert (Issue.objects.count(), AuditIssue.objects.count()) == (2, 1)


def test_touches_macro_order_and_product_go_with_the_issue() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0, asins=["B2", "B1"], channel="email")
    buyer.write("tickets.reply_written", 1, ticket=1, by=MAYA, kind="holding", macro_id=12)
    buyer.hears(3, by=LIN)
    commands.run_until_done()
    issue = Issue.objects.get()
    assert (issue.first_agent_id, issue.first_macro_id, issue.resolver_id) == (2, 12, 1)
    assert (issue.touches, issue.touched_again_at) == (2, NOON + 3 * HOUR)
    assert (issue.order_id, issue.product, issue.channel) == (7, "B1", "email")


def test_contacts_are_numbered_in_their_issue_and_know_since_when_they_were_given() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0)
    buyer.write("tickets.assigned", 1, subject=1, ticket=1, by=LIN, to=MAYA.pk)
    buyer.hears(2, by=MAYA)
    buyer.asks(40, ticket=2)
    buyer.hears(41, ticket=2, by=LIN)
    commands.run_until_done()
    first, second = Contact.objects.order_by("started_at")
    assert (first.number, first.assigned_at, first.wait_seconds) == (1, NOON + HOUR, 7200)
    assert (second.number, second.assigned_at, second.issue_id) == (2, None, first.issue_id)


def test_a_solved_ticket_is_opened_again_by_its_buyer_or_by_us() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0)
    on = {"subject": 1, "ticket": 1}
    buyer.write("tickets.solved", 1, **on, by=LIN)
    buyer.asks(30)
    buyer.write("tickets.reopened", 30, **on)  # The desk notes it, too: once is enough.
    buyer.write("tickets.solved", 31, **on, by=MAYA)
    buyer.write("tickets.solved", 32, **on, by=LIN)  # Solved it was already.
    buyer.write("tickets.reopened", 40, **on, by=LIN)
    commands.run_until_done()
    first, second = Solving.objects.order_by("solved_at")
    assert first.came_back_at == first.opened_again_at == NOON + 30 * HOUR
    assert (second.solved_by_id, second.came_back_at) == (MAYA.pk, None)
    assert second.opened_again_at == NOON + 40 * HOUR
    course = Course.objects.get()
    assert (course.solved_at, course.times_opened_again) == (None, 2)


def test_hands_are_counted_here_or_taken_from_another_systems_count() -> None:
    here, elsewhere = Story(buyer=5), Story(buyer=6)
    here.asks(0)
    on = {"subject": 1, "ticket": 1}
    for hours, to in enumerate((1, 1, None, 2, 1)):
        here.write("tickets.assigned", hours, **on, to=to)
    elsewhere.asks(0, ticket=2)
    elsewhere.write("tickets.assigned", 1, subject=2, ticket=2, to=1, reassignments=6)
    commands.run_until_done()
    assert [one.reassignments for one in Course.objects.order_by("pk")] == [2, 6]


def test_time_on_two_tickets_at_once_is_split_between_them() -> None:
    """Twenty minutes of stretches, fifteen of them by the clock."""
    one, other = Story(buyer=5), Story(buyer=6)
    one.write("tickets.focused", 0, subject=1, ticket=1, by=LIN, seconds=600)
    other.write("tickets.focused", 1 / 12, subject=2, ticket=2, by=LIN, seconds=600)
    commands.run_until_done()
    time = {row.ticket_id: row.seconds for row in AgentTime.objects.all()}
    assert time == {1: 450.0, 2: 450.0}
    # A late report of somebody else's ticket changes only its own half hours.
    one.write("tickets.focused", 0.45, subject=1, ticket=1, by=LIN, seconds=360)
    commands.run_until_done()
    halves = AgentTime.objects.filter(ticket_id=1).order_by("starts_at")
    assert [(row.starts_at - NOON, row.seconds) for row in halves] == [
        (timedelta(), 450.0 + 180.0),
        (HOUR / 2, 180.0),
    ]
    assert commands.compare() == []


def test_time_goes_with_a_ticket_that_is_merged() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0, ticket=1)
    buyer.asks(0, ticket=2)
    buyer.write("tickets.focused", 0, subject=2, ticket=2, by=LIN, seconds=60)
    commands.run_until_done()
    assert AgentTime.objects.get().ticket_id == 2
    buyer.write("tickets.merged", 1, subject=2, ticket=2, into=1)
    commands.run_until_done()
    assert (Focus.objects.get().ticket_id, AgentTime.objects.get().ticket_id) == (1, 1)


@pytest.mark.parametrize("seconds", [-1, 86_401])
def test_a_stretch_nobody_can_have_had_is_put_aside(
    seconds: int, caplog: pytest.LogCaptureFixture
) -> None:
    Story(buyer=5).write("tickets.focused", 0, ticket=1, by=LIN, seconds=seconds)
    with caplog.at_level(logging.ERROR):
        commands.run_until_done()
    assert not Focus.objects.exists()
    assert "seconds are not between none and a day" in caplog.text


def test_time_that_was_tampered_with_is_found() -> None:
    Story(buyer=5).write("tickets.focused", 0, ticket=1, by=LIN, seconds=60)
    commands.run_until_done()
    AgentTime.objects.update(seconds=61)
    [found] = commands.compare()
    assert (found.stored, found.expected) == ((61.0,), (60.0,))
    commands.rebuild()
    assert commands.compare() == []


def ask() -> int:
    [figure] = queries.figures(
        queries.catalogue()["fcr.issues_7d"],
        person=Everything(),
        since=NOON - DAY,
        until=NOON + DAY,
        as_of=NOON + 40 * DAY,
        tz=ZoneInfo("UTC"),
    )
    return figure.n


def test_facts_of_an_older_definition_are_refused_until_they_are_built_afresh() -> None:
    Story(buyer=5).asks(0)
    commands.run_until_done()
    assert ask() == 1
    Standing.objects.update(version=0)
    freshness.look_again()
    with pytest.raises(queries.FactsOutdated):
        ask()
    # New entries are not mixed into the old facts.
    Story(buyer=6).asks(1, ticket=2)
    assert commands.build_facts() == 0
    assert Issue.objects.count() == 1
    commands.run_until_done()
    assert ask() == 2


def test_two_rebuilds_at_once_are_one() -> None:
    Story(buyer=5).asks(0)
    Standing.objects.create(version=0)

    def at_once() -> str:
        try:
            commands.rebuild()
        except commands.RebuildRunning as refused:
            return refused.code
        finally:
            connection.close()
        return "built"

    with rebuilding.alone(), ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(at_once).result() == "metrics.rebuild_running"
        # The worker leaves it to whoever is at it.
        assert elsewhere.submit(commands.run_until_done).result() == 0
        elsewhere.submit(connections.close_all).result()
    assert at_once() == "built"
    assert ask() == 1


def test_a_rebuild_killed_half_way_leaves_nothing_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in (5, 6):
        Story(buyer=number).asks(0, ticket=number)
    Standing.objects.create(version=0)
    monkeypatch.setattr(rebuilding, "BUYERS_AT_ONCE", 1)
    right = rebuilding.replace_facts

    def killed(buyers: list[int]) -> None:
        if 6 in buyers:
            raise KeyboardInterrupt
        right(buyers)

    monkeypatch.setattr(rebuilding, "replace_facts", killed)
    with pytest.raises(KeyboardInterrupt):
        commands.rebuild()
    with pytest.raises(queries.FactsOutdated):
        ask()
    monkeypatch.undo()
    assert commands.rebuild() == 2
    assert ask() == 2


def test_the_nightly_check_raises_the_alarm_until_all_is_well() -> None:
    Story(buyer=5).asks(0)
    commands.run_until_done()
    assert commands.check(at=NOON) == []
    Issue.objects.update(contacts=9)
    assert len(commands.check(at=NOON + DAY)) == 1
    standing = queries.standing()
    assert standing is not None
    assert (standing.compared_at, standing.differences) == (NOON + DAY, 1)
    assert Entry.objects.get(kind="metrics.facts_differ").facts == {"differences": 1}
    commands.rebuild()
    assert commands.check(at=NOON + 2 * DAY) == []
    after = queries.standing()
    assert after is not None
    assert after.differences == 0
