from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal.models import Bookmark
from firsthand.domain.metrics import commands, queries
from firsthand.domain.metrics.models import Contact, Course, Issue, Solving
from firsthand.domain.reasons import commands as reasons_commands
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.reasons.models import Reason
from firsthand.domain.tickets.queries.tags import snapshot
from tests.domain.metrics.journal_story import LIN, MAYA, Story
from tests.people import NOON, maya
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_question_and_its_answer_become_an_issue_a_contact_and_a_first_reply() -> None:
    buyer = Story(buyer=5, store=3)
    message = buyer.asks(0, ticket=8)
    buyer.hears(2, ticket=8, by=MAYA)
    assert commands.run_until_done() == 2
    issue = Issue.objects.get()
    assert (issue.pk, issue.buyer_id, issue.store_id, issue.first_ticket_id) == (
        message, 5, 3, 8,
    )  # fmt: skip
    assert (issue.resolved_at, issue.failed_at) == (NOON + 2 * HOUR, None)
    assert issue.settles_at == NOON + 2 * HOUR + 7 * DAY
    assert issue.first_agent_id == MAYA.pk
    contact = Contact.objects.get()
    assert (contact.issue_id, contact.answered_by_id) == (message, MAYA.pk)
    assert Course.objects.get().answered_at == NOON + 2 * HOUR


def test_an_unanswered_issue_already_says_when_it_will_fail() -> None:
    Story(buyer=5).asks(0)
    commands.run_until_done()
    issue = Issue.objects.get()
    assert (issue.failed_at, issue.fail_why) == (NOON + 7 * DAY, "unresolved")


def test_a_late_message_is_counted_where_it_belongs() -> None:
    buyer = Story(buyer=5)
    first = buyer.asks(0)
    buyer.hears(2)
    commands.run_until_done()
    buyer.asks(40, ticket=2)
    commands.run_until_done()
    assert Issue.objects.get().failed_at == NOON + 40 * HOUR
    # Mail from another server, written before all of it and fetched last.
    earlier = buyer.asks(-3)
    commands.run_until_done()
    issue = Issue.objects.get()
    assert issue.pk == earlier != first
    assert issue.opened_at == NOON - 3 * HOUR
    assert commands.compare() == []


def test_a_reply_that_came_back_was_never_sent() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0)
    reply = buyer.hears(1)
    commands.run_until_done()
    assert Course.objects.get().answered_at is not None
    buyer.write("tickets.reply_undelivered", 2, subject=reply, ticket=1)
    commands.run_until_done()
    assert Course.objects.get().answered_at is None
    assert Issue.objects.get().fail_why == "unresolved"
    # Sent again, and this time it arrived.
    buyer.write("tickets.reply_delivered", 3, subject=reply, ticket=1)
    commands.run_until_done()
    assert Course.objects.get().answered_at == NOON + HOUR


def test_nothing_is_measured_by_a_solving_whose_moment_is_not_known() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0, ticket=8)
    buyer.write("tickets.solved", 0, ticket=8, is_timed=False)
    buyer.asks(0, ticket=9)
    buyer.write("tickets.solved", 1, ticket=9)
    commands.run_until_done()
    # Neither is open; but of the first issue nothing can be said.
    solved = dict(Course.objects.values_list("ticket_id", "solved_at"))
    assert solved == {8: NOON, 9: NOON + HOUR}
    timed = dict(Solving.objects.values_list("ticket_id", "is_timed"))
    assert timed == {8: False, 9: True}
    issue = Issue.objects.get(first_ticket_id=8)
    assert (issue.resolved_at, issue.failed_at, issue.fail_why) == (None, None, "")


def test_a_reason_that_was_moved_links_by_where_it_stood_then() -> None:
    there_are_reasons()
    buyer = Story(buyer=5)
    lost, shop = Reason.objects.get(code="INS.LOG.LOST"), Reason.objects.get(code="AFT.RET")

    def asks(ticket: int, hours: float, reason: Reason) -> None:
        tree = reasons.taxonomy()
        tag = snapshot(tree, tree.nodes[reason.pk])
        buyer.write("tickets.tagged", hours, subject=ticket, ticket=ticket, **tag.facts())
        buyer.asks(hours, ticket=ticket)

    asks(1, 0, lost)
    buyer.hears(1, ticket=1)
    reasons_commands.move(reason_id=lost.pk, parent_id=shop.pk, by=maya(), at=NOON)
    asks(2, 24, lost)
    asks(3, 48, Reason.objects.get(code="INS.LOG.DELAY"))
    commands.run_until_done()
    issue_of = dict(Contact.objects.values_list("ticket_id", "issue__first_ticket_id"))
    assert issue_of == {1: 1, 2: 2, 3: 1}


def test_a_reply_written_on_the_marketplace_counts_without_an_agent() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0)
    buyer.write("tickets.own_reply_copied", 1, ticket=1, kind="resolution")
    commands.run_until_done()
    contact = Contact.objects.get()
    assert (contact.answered_at, contact.answered_by_id) == (NOON + HOUR, None)


def test_a_flag_takes_a_message_out_and_taking_it_back_brings_it_in_again() -> None:
    buyer = Story(buyer=5)
    message = buyer.asks(0)
    buyer.write("tickets.no_response_needed", 1, subject=message, ticket=1)
    commands.run_until_done()
    assert not Contact.objects.exists()
    buyer.write("tickets.response_needed", 2, subject=message, ticket=1)
    commands.run_until_done()
    assert Contact.objects.exists()


def test_setbacks_on_the_order_fail_the_issue_unless_denied_or_mild() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0)
    buyer.hears(1)
    buyer.write("orders.feedback_received", 20, subject=7, external_id="F", stars=3)
    commands.run_until_done()
    assert Issue.objects.get().fail_why == ""
    buyer.write("orders.claim_opened", 30, subject=7, external_id="C")
    commands.run_until_done()
    assert Issue.objects.get().fail_why == "claim"
    buyer.write("orders.claim_denied", 300, subject=7, external_id="C")
    commands.run_until_done()
    assert Issue.objects.get().fail_why == ""
    buyer.write("orders.chargeback", 40, subject=7, external_id="X")
    commands.run_until_done()
    assert Issue.objects.get().fail_why == "chargeback"


def test_tags_merges_escalations_and_linked_orders_reach_the_rules() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0, ticket=1, order_id=None)
    buyer.asks(1, ticket=2, order_id=9)
    buyer.write("tickets.escalated", 2, subject=1, ticket=1)
    buyer.write("tickets.tagged", 2, subject=1, ticket=1, reason="AFT.RET.HOWTO")
    commands.run_until_done()
    assert Issue.objects.count() == 2
    buyer.write("tickets.order_linked", 0.5, subject=1, ticket=1, order_id=9)
    commands.run_until_done()
    assert Issue.objects.get().contacts == 2
    buyer.write("tickets.merged", 3, subject=2, ticket=2, into=1)
    commands.run_until_done()
    assert [row.ticket_id for row in Course.objects.all()] == [1]
    assert Issue.objects.get().contacts == 1


def test_entries_about_no_buyer_are_passed_over() -> None:
    with transaction.atomic():
        journal.record("people.invited", subject_id=1, at=NOON, by=LIN)
    assert commands.run_until_done() == 1
    assert commands.run_until_done() == 0


def test_built_bit_by_bit_equals_built_from_scratch() -> None:
    chance = random.Random(7)  # noqa: S311 -- a fixed seed is the point
    for step in range(60):
        buyer = Story(buyer=chance.randrange(1, 5))
        ticket = buyer.buyer * 10 + chance.randrange(3)
        hours = chance.randrange(0, 900)
        if chance.random() < 0.6:
            buyer.asks(hours, ticket=ticket, order_id=chance.choice([None, 7, 8]))
        else:
            buyer.hears(hours, ticket=ticket, kind=chance.choice(["resolution", "holding"]))
        if step % 4 == 0:
            commands.build_facts(limit=chance.randrange(1, 6))
    commands.run_until_done()
    assert Issue.objects.count() > 5
    assert commands.compare() == []
    before = list(Issue.objects.order_by("pk").values())
    assert commands.rebuild() == 4
    assert list(Issue.objects.order_by("pk").values()) == before
    assert commands.run_until_done() == 0


def test_a_fact_that_was_tampered_with_is_found_and_put_right_by_a_rebuild() -> None:
    buyer = Story(buyer=5)
    message = buyer.asks(0)
    commands.run_until_done()
    Issue.objects.update(contacts=9)
    [difference] = commands.compare()
    assert (difference.table, difference.key) == ("issue", message)
    commands.rebuild()
    assert commands.compare() == []


def test_facts_are_read_on_after_a_restore() -> None:
    buyer = Story(buyer=5)
    buyer.asks(0)
    commands.run_until_done()
    # A restored cluster counts transactions afresh, so the bookmark lies in the future.
    Bookmark.objects.update(transaction=9_000_000_000)
    journal.open_era(why="restored")
    buyer.hears(1)
    assert commands.run_until_done() == 1
    assert Issue.objects.get().resolved_at is not None
    commands.rebuild()
    assert commands.compare() == []


def test_a_failure_in_the_middle_leaves_facts_and_bookmark_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    buyer = Story(buyer=5)
    buyer.asks(0)
    commands.run_until_done()
    bookmark = Bookmark.objects.get()
    buyer.hears(1)

    def cut_off(**_: object) -> None:
        raise OperationalError("the connection was closed")

    monkeypatch.setattr(journal, "move_bookmark", cut_off)
    with pytest.raises(OperationalError):
        commands.build_facts()
    assert Issue.objects.get().resolved_at is None
    assert Bookmark.objects.get().entry_id == bookmark.entry_id


def test_a_buyer_with_more_to_come_is_worked_out_with_the_last_of_it() -> None:
    busy, other = Story(buyer=5), Story(buyer=6)
    busy.asks(0, ticket=5)
    other.asks(0, ticket=6)
    busy.hears(1, ticket=5)
    assert commands.build_facts(limit=2) == 2
    assert [issue.buyer_id for issue in Issue.objects.all()] == [6]
    assert commands.compare() == []
    assert commands.build_facts(limit=2) == 1
    assert Issue.objects.get(buyer_id=5).resolved_at == NOON + HOUR
    assert commands.build_facts(limit=2) == 0


def test_it_is_known_how_far_the_facts_are_behind() -> None:
    assert queries.facts_are_behind(at=NOON) == timedelta(0)
    Story(buyer=5).asks(0)
    entry_age = queries.facts_are_behind(at=NOON + 10_000 * DAY)
    assert entry_age > timedelta(days=1)
    commands.run_until_done()
    assert queries.facts_are_behind(at=NOON + 10_000 * DAY) == timedelta(0)


def test_a_busy_buyer_costs_no_more_queries_than_another(
    django_assert_max_num_queries: object,
) -> None:
    buyer = Story(buyer=5)
    for hour in range(30):
        buyer.asks(hour * 30)
        buyer.hears(hour * 30 + 1)
    with django_assert_max_num_queries(39):  # type: ignore[operator]
        commands.build_facts()
