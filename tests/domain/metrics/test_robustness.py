"""Nothing odd in the journal, and nobody who writes, keeps the figures from being right."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.journal.models import Entry, Parked
from firsthand.domain.metrics import commands, rules
from firsthand.domain.metrics.models import Contact, Issue
from tests.domain.metrics.journal_story import Story
from tests.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)

ASKED = "tickets.message_received"
# kind, facts, what is said about it; each on ticket 1 in store 1 unless `about` differs
ODD: list[tuple[str, Any, dict[str, Any], str]] = [
    (ASKED, {}, {"store_id": None}, "it does not say in which store it is"),
    (ASKED, {}, {"ticket_id": None}, "it does not say about which ticket it is"),
    (ASKED, {}, {"version": 2}, "version 2 of tickets.message_received is not known"),
    (ASKED, ["a list"], {}, "the facts are list"),
    (ASKED, {"order_id": {"number": 7}}, {}, "order_id is dict and not int"),
    (ASKED, {"asins": "B000"}, {}, "asins is str and not list"),
    (ASKED, {"asins": [["B000"]]}, {}, "asins are not all str"),
    (ASKED, {"reason": 7}, {}, "reason is int and not str"),
    (ASKED, {"nature": "jubilation"}, {}, "nature is none of question, "),
    ("tickets.reply_written", {"kind": "song"}, {}, "kind is none of resolution, "),
    ("tickets.merged", {}, {}, "into is missing"),
    ("tickets.merged", {"into": True}, {}, "into is bool and not int"),
    ("tickets.tagged", {}, {}, "reason is missing"),
    ("tickets.order_linked", {"order_id": "7"}, {}, "order_id is str and not int"),
    ("tickets.no_response_needed", {}, {"version": 9}, "is not known"),
    ("orders.feedback_received", {"stars": "bad"}, {}, "stars is str and not int"),
    ("orders.claim_opened", {"external_id": []}, {}, "external_id is list and not str"),
    ("orders.claim_denied", {"external_id": 8}, {}, "external_id is int and not str"),
]


def odd(kind: str, facts: Any, about: dict[str, Any], *, buyer: int = 5) -> Entry:
    """Write an entry as no command of ours would."""
    values: dict[str, Any] = {"store_id": 1, "buyer_id": buyer, "ticket_id": 1} | about
    return Entry.objects.create(
        kind=kind, happened_at=NOON + HOUR, subject_id=77, facts=facts, **values
    )


@pytest.mark.parametrize(("kind", "facts", "about", "said"), ODD)
def test_an_odd_entry_is_put_aside_and_everything_else_is_counted(
    kind: str,
    facts: Any,
    about: dict[str, Any],
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    same, other = Story(buyer=5), Story(buyer=6)
    messages = {same.asks(0)}
    entry = odd(kind, facts, about)
    messages.add(other.asks(2, ticket=2))
    with caplog.at_level(logging.ERROR):
        assert commands.run_until_done() == 3
    assert set(Contact.objects.values_list("pk", flat=True)) == messages
    parked = Parked.objects.get()
    assert (parked.reader, parked.entry_id, parked.next_try_at) == ("facts", entry.pk, None)
    assert said in parked.error
    assert f"Figures leave out journal entry {entry.pk}: {parked.error}" in caplog.messages
    assert journal_queries.backlog("facts").parked == 1
    assert commands.compare() == []


def test_an_odd_entry_is_parked_and_logged_once_however_often_it_is_read(
    caplog: pytest.LogCaptureFixture,
) -> None:
    odd("tickets.merged", {}, {})
    commands.run_until_done()
    Story(buyer=5).asks(3)
    caplog.clear()
    with caplog.at_level(logging.ERROR):
        commands.run_until_done()
        commands.rebuild()
    assert Parked.objects.count() == 1
    assert caplog.messages == []


def test_what_can_be_read_by_now_is_parked_no_longer() -> None:
    stranger = odd("tickets.merged", {}, {}, buyer=6)
    entry = Story(buyer=5)
    entry.asks(0)
    readable = Entry.objects.get(buyer_id=5)
    with transaction.atomic():
        journal.set_aside(
            reader="facts",
            reaction="metrics.build_facts",
            buyers={5, 6},
            unreadable={readable.pk: "an older version could not", stranger.pk: "odd"},
        )
    commands.rebuild()
    assert [parked.entry_id for parked in Parked.objects.all()] == [stranger.pk]


def test_a_mistake_in_the_rules_about_one_buyer_leaves_his_facts_and_builds_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unlucky, other = Story(buyer=5), Story(buyer=6)
    unlucky.asks(0, ticket=5)
    commands.run_until_done()
    unlucky.hears(1, ticket=5)
    other.asks(1, ticket=6)
    right = rules.issues

    def wrong_about_ticket_five(
        events: list[rules.Event], *given: rules.Policy
    ) -> list[rules.Issue]:
        assert all(getattr(event, "ticket", 0) != 5 for event in events), "ticket five"
        return right(events, *given)

    monkeypatch.setattr(rules, "issues", wrong_about_ticket_five)
    assert commands.run_until_done() == 2
    assert Issue.objects.get(buyer_id=5).resolved_at is None
    assert Issue.objects.filter(buyer_id=6).exists()
    assert "ticket five" in Parked.objects.get().error
    assert commands.compare() == []
    monkeypatch.undo()
    commands.rebuild()
    assert Issue.objects.get(buyer_id=5).resolved_at == NOON + HOUR
    assert not Parked.objects.exists()


def test_facts_of_buyers_nobody_knows_are_gone_after_a_rebuild() -> None:
    for buyer in (4, 6):
        Story(buyer=buyer).asks(0, ticket=buyer)
    commands.run_until_done()
    for number, buyer in enumerate((3, 5, 7), start=1):
        issue = Issue.objects.get(buyer_id=4)
        issue.pk, issue.buyer_id = number, buyer
        issue.save(force_insert=True)
    assert commands.rebuild() == 2
    assert sorted(Issue.objects.values_list("buyer_id", flat=True)) == [4, 6]
    assert commands.compare() == []


def test_what_is_not_brought_in_yet_is_no_difference() -> None:
    early, late = Story(buyer=5), Story(buyer=6)
    early.asks(0, ticket=5)
    late.asks(0, ticket=6)
    commands.run_until_done()
    late.hears(1, ticket=6)
    Story(buyer=7).asks(1, ticket=7)
    assert commands.compare() == []
    Issue.objects.filter(buyer_id=5).update(contacts=9)
    assert [found.table for found in commands.compare()] == ["issue"]


def test_comparing_finds_nothing_while_somebody_writes() -> None:
    """Answers, imports and the builder of facts go on while everything is compared."""
    stories = [Story(buyer=number) for number in range(1, 13)]
    for story in stories:
        story.asks(0, ticket=story.buyer)
    commands.run_until_done()

    def write() -> None:
        try:
            for hour in range(1, 4):
                for story in stories:
                    story.hears(hour, ticket=story.buyer)
                    story.asks(hour + 40, ticket=story.buyer)
                    commands.build_facts(limit=3)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as elsewhere:
        writing = elsewhere.submit(write)
        compared = 0
        while not writing.done():
            assert commands.compare() == []
            compared += 1
        writing.result()
    assert compared > 1
