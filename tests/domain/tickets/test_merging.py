"""Two tickets of one buyer become one, and can be parted again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.models import (
    Cycle,
    Draft,
    FocusInterval,
    Merging,
    Message,
    Ticket,
)
from firsthand.domain.tickets.queries import View, find, page_of
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import NOON, lin, person, store
from tests.sheets import sheet

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


def two(box: Mailbox, *, later: timedelta = HOUR) -> tuple[int, int]:
    """Return two tickets of Jonas, the second asked later."""
    first = arrives(box, letter("Where is my lamp?", message_id="first@b"))
    other = arrives(
        box, letter("And the bulb?", message_id="other@b", sent_at=NOON + later)
    )
    assert first.ticket_id != other.ticket_id
    return first.ticket_id or 0, other.ticket_id or 0


def merged(box: Mailbox, agent: Person) -> tuple[int, int]:
    """Return a ticket and another one that was merged into it."""
    first, other = two(box)
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 2 * HOUR)
    return first, other


def answer(ticket_id: int, agent: Person, *, at=NOON + 3 * HOUR, key=None, **more):
    return commands.reply(
        ticket_id=ticket_id, body="On Friday.", by=agent, at=at,
        idempotency_key=key or uuid4(), **more,
    )  # fmt: skip


def as_it_is(ticket_id: int) -> dict[str, object]:
    """Return every column of a ticket but those that only count changes."""
    row = Ticket.objects.values().get(pk=ticket_id)
    return {name: row[name] for name in row if name not in {"version", "changed_at"}}


def bodies(ticket_id: int) -> list[str]:
    told = Message.objects.filter(ticket_id=ticket_id).order_by("sent_at", "pk")
    return list(told.values_list("body", flat=True))


def test_the_other_ticket_holds_both_and_its_clock_is_the_earliest(box, agent) -> None:
    first, other = merged(box, agent)
    assert bodies(first) == ["Where is my lamp?", "And the bulb?"]
    assert bodies(other) == []
    ticket = Ticket.objects.get(pk=first)
    assert (ticket.reply_due_at, ticket.unanswered_count) == (NOON + DAY, 2)
    assert (ticket.gist, ticket.last_message_at) == ("And the bulb?", NOON + HOUR)


def test_the_clock_comes_along_when_the_merged_one_waited_longer(box, agent) -> None:
    first, other = two(box)
    commands.merge(ticket_id=first, into=other, by=agent, at=NOON + 2 * HOUR)
    assert Ticket.objects.get(pk=other).reply_due_at == NOON + DAY


def test_both_numbers_lead_to_the_ticket_that_holds_both(box, agent) -> None:
    first, other = merged(box, agent)
    assert queries.ticket_for(agent, other) == Ticket.objects.get(pk=first)
    assert find(agent, f"#{other}") == [first]
    assert find(agent, str(first)) == [first]


def test_a_merged_ticket_is_in_no_list(box, agent) -> None:
    first, other = merged(box, agent)
    now = NOON + 3 * HOUR
    for view in View:
        rows = page_of(view, agent, at=now).rows
        assert other not in {row.id for row in rows}, view
    assert [row.id for row in page_of(View.OPEN, agent, at=now).rows] == [first]
    shown = queries.ticket_for(agent, first)
    assert queries.other_tickets_of_buyer(agent, shown) == []


def test_tickets_of_two_buyers_are_never_merged(box, agent) -> None:
    first = arrives(box, letter()).ticket_id
    stranger = arrives(box, letter(sender="eve@elsewhere.example")).ticket_id
    before = [as_it_is(first), as_it_is(stranger)]
    with pytest.raises(commands.AnotherBuyer, match="two buyers"):
        commands.merge(ticket_id=stranger, into=first, by=agent, at=NOON)
    assert [as_it_is(first), as_it_is(stranger)] == before
    assert not Merging.objects.exists()


def test_tickets_of_two_stores_are_not_merged_even_by_who_sees_both(box) -> None:
    elsewhere = mailbox(store("UK"))
    first = arrives(box, letter()).ticket_id
    other = arrives(elsewhere, letter()).ticket_id
    both = person("Bo", "agent", box.store, elsewhere.store)
    with pytest.raises(commands.AnotherStore):
        commands.merge(ticket_id=other, into=first, by=both, at=NOON)


def test_who_does_not_see_one_of_them_cannot_merge_it(box, agent) -> None:
    first = arrives(box, letter()).ticket_id
    other = arrives(mailbox(store("UK")), letter()).ticket_id
    for one, into in ((first, other), (other, first)):
        with pytest.raises(Ticket.DoesNotExist):
            commands.merge(ticket_id=one, into=into, by=agent, at=NOON)


def test_who_may_only_read_can_neither_merge_nor_part(box, agent) -> None:
    first, other = two(box)
    reader = person("Omar", "reviewer", box.store)
    with pytest.raises(NotAllowed):
        commands.merge(ticket_id=other, into=first, by=reader, at=NOON)
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON)
    with pytest.raises(NotAllowed):
        commands.unmerge(ticket_id=other, by=reader, at=NOON)


def test_merging_again_or_the_other_way_round_changes_nothing(box, agent) -> None:
    first, other = merged(box, agent)
    before, entries = as_it_is(first), Entry.objects.count()
    for one, into in ((other, first), (first, other), (first, first)):
        found = commands.merge(ticket_id=one, into=into, by=agent, at=NOON + 3 * HOUR)
        assert found.pk == first
    assert (as_it_is(first), Entry.objects.count()) == (before, entries)
    assert Merging.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_in_opposite_directions_at_once_lose_nothing() -> None:
    box = mailbox(store("DE"))
    agent = lin(box.store)
    start = threading.Barrier(2)

    def go(one: int, into: int) -> int:
        start.wait()
        try:
            return commands.merge(ticket_id=one, into=into, by=agent, at=NOON + HOUR).pk
        finally:
            connections.close_all()

    for _round in range(5):
        first, other = _fresh(box)
        with ThreadPoolExecutor(2) as pool:
            survivors = set(pool.map(go, (first, other), (other, first)))
        left = Ticket.objects.get(pk__in=[first, other], merged_into=None)
        assert survivors == {left.pk}
        assert len(bodies(left.pk)) == 2
        assert Merging.objects.filter(into=left).count() == 1


def _fresh(box: Mailbox) -> list[int]:
    sender = f"{uuid4().hex}@buyers.example"
    return [arrives(box, letter(sender=sender)).ticket_id or 0 for _each in range(2)]


def test_mail_for_the_merged_one_lands_in_the_other(box, agent) -> None:
    first, other = two(box)
    answer(other, agent)
    token = OutboundMail.objects.get().message_id
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 4 * HOUR)
    later = {"sent_at": NOON + 5 * HOUR}
    by_token = arrives(box, letter("By token", in_reply_to=(token,), **later))
    by_reference = arrives(box, letter("By reference", references=("other@b",), **later))
    assert {by_token.ticket_id, by_reference.ticket_id} == {first}


def test_relay_mail_for_the_merged_one_lands_in_the_other(box, agent) -> None:
    one = arrives(box, relayed(order_numbers=("301-0000001-0000001",), case_id="C1"))
    two_ = arrives(box, relayed(order_numbers=("302-0000002-0000002",), case_id="C2"))
    assert one.ticket_id != two_.ticket_id
    commands.merge(ticket_id=two_.ticket_id, into=one.ticket_id, by=agent, at=NOON)
    for facts in ({"case_id": "C2"}, {"order_numbers": ("302-0000002-0000002",)}):
        again = arrives(box, relayed("And now?", sent_at=NOON + HOUR, **facts))
        assert again.ticket_id == one.ticket_id, facts


def test_a_page_open_on_the_merged_one_decides_nothing_but_loses_no_words(box, agent):
    first, other = merged(box, agent)
    at = {"by": agent, "at": NOON + 3 * HOUR}
    refused = [
        lambda: answer(other, agent),
        lambda: commands.solve(ticket_id=other, sheet=sheet(), **at),
        lambda: commands.assign(ticket_id=other, to=agent.pk, expected=None, **at),
        lambda: commands.mark_no_response_needed(ticket_id=other, **at),
    ]
    for deed in refused:
        with pytest.raises(commands.MergedMeanwhile, match=f"#{first}"):
            deed()
    commands.save_draft(ticket_id=other, body="Dear", is_note=False, **at)
    note = commands.add_note(
        ticket_id=other, body="Ask Maya", idempotency_key=uuid4(), **at
    )
    commands.record_focus(
        ticket_id=other, key=uuid4(), started_at=NOON, ended_at=NOON + HOUR, **at
    )
    assert Draft.objects.get().ticket_id == first
    assert note.ticket_id == first
    assert FocusInterval.objects.get().ticket_id == first


def test_a_reply_sent_before_the_merge_and_again_after_it_is_one_reply(box, agent) -> None:
    first, other = two(box)
    key = uuid4()
    sent = answer(other, agent, key=key)
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 4 * HOUR)
    assert answer(other, agent, key=key) == sent
    assert OutboundMail.objects.count() == 1


def test_a_reply_written_before_the_merge_is_refused_until_it_is_read(box, agent) -> None:
    first, other = two(box)
    seen = Ticket.objects.get(pk=first).version
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 2 * HOUR)
    with pytest.raises(commands.NewerMessage):
        answer(first, agent, seen_version=seen)


def test_drafts_of_one_person_on_both_become_one_text(box, agent) -> None:
    first, other = two(box)
    for ticket_id, words in ((first, "Dear Jonas,"), (other, "The bulb is on its way.")):
        commands.save_draft(
            ticket_id=ticket_id, body=words, is_note=False, by=agent, at=NOON
        )
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 2 * HOUR)
    assert Draft.objects.get().body == "Dear Jonas,\n\nThe bulb is on its way."


def test_an_open_ticket_opens_the_solved_one_it_joins_without_counting_as_a_return(
    box, agent
) -> None:
    first, other = two(box)
    commands.solve(ticket_id=first, sheet=sheet(), by=agent, at=NOON + HOUR)
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 2 * HOUR)
    assert Ticket.objects.get(pk=first).state == "open"
    assert not Entry.objects.filter(kind="tickets.reopened").exists()
    commands.unmerge(ticket_id=other, by=agent, at=NOON + 3 * HOUR)
    ticket = Ticket.objects.get(pk=first)
    assert (ticket.state, ticket.solved_at) == ("solved", NOON + HOUR)


def test_parting_brings_both_back_as_they_were(box, agent) -> None:
    first, other = two(box)
    commands.assign(ticket_id=other, to=agent.pk, expected=None, by=agent, at=NOON)
    commands.save_draft(ticket_id=other, body="Dear", is_note=False, by=agent, at=NOON)
    Ticket.objects.filter(pk=other).update(
        order_number="302-0000002-0000002", reply_address="jonas+2@buyers.example"
    )
    before = [as_it_is(first), as_it_is(other)]
    cycles = list(Cycle.objects.order_by("pk").values())
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 2 * HOUR)
    joined = Ticket.objects.get(pk=first)
    assert joined.assignee_id == agent.pk
    assert joined.order_number == "302-0000002-0000002"
    assert joined.reply_address == "jonas+2@buyers.example"
    commands.unmerge(ticket_id=other, by=agent, at=NOON + 30 * DAY)
    assert [as_it_is(first), as_it_is(other)] == before
    assert list(Cycle.objects.order_by("pk").values()) == cycles
    assert Draft.objects.get().ticket_id == other
    assert bodies(other) == ["And the bulb?"]


def test_what_came_since_goes_where_its_thread_says(box, agent) -> None:
    first, other = merged(box, agent)
    late = {"sent_at": NOON + 4 * HOUR}
    arrives(box, letter("The bulb is broken", references=("other@b",), **late))
    arrives(box, letter("The lamp is here", references=("first@b",), **late))
    answer(first, agent, at=NOON + 5 * HOUR)
    commands.unmerge(ticket_id=other, by=agent, at=NOON + 6 * HOUR)
    assert bodies(other) == ["And the bulb?", "The bulb is broken"]
    assert bodies(first) == ["Where is my lamp?", "The lamp is here", "On Friday."]


def test_a_solved_ticket_to_which_the_buyer_wrote_meanwhile_comes_back_open(box, agent):
    first, other = two(box)
    answer(other, agent, at=NOON + 2 * HOUR)
    commands.solve(ticket_id=other, sheet=sheet(), by=agent, at=NOON + 2 * HOUR)
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 3 * HOUR)
    arrives(box, letter("Broken", references=("other@b",), sent_at=NOON + 4 * HOUR))
    commands.unmerge(ticket_id=other, by=agent, at=NOON + 5 * HOUR)
    ticket = Ticket.objects.get(pk=other)
    assert (ticket.state, ticket.reply_due_at) == ("open", NOON + 4 * HOUR + DAY)


def test_parting_twice_is_parting_once_and_what_was_never_merged_cannot_be(box, agent):
    first, other = merged(box, agent)
    commands.unmerge(ticket_id=other, by=agent, at=NOON + 3 * HOUR)
    before = as_it_is(other)
    assert commands.unmerge(ticket_id=other, by=agent, at=NOON + 4 * HOUR).pk == other
    assert as_it_is(other) == before
    with pytest.raises(commands.NeverMerged):
        commands.unmerge(ticket_id=first, by=agent, at=NOON)


def test_of_a_chain_each_link_can_be_parted_in_any_order(box, agent) -> None:
    first, other = two(box)
    third = arrives(box, letter("And the cord?", message_id="third@b")).ticket_id
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 2 * HOUR)
    commands.merge(ticket_id=first, into=third, by=agent, at=NOON + 3 * HOUR)
    assert len(bodies(third)) == 3
    assert queries.ticket_for(agent, other).pk == third
    commands.unmerge(ticket_id=other, by=agent, at=NOON + 4 * HOUR)
    assert (bodies(other), len(bodies(third))) == (["And the bulb?"], 2)
    commands.unmerge(ticket_id=first, by=agent, at=NOON + 5 * HOUR)
    assert (bodies(first), bodies(third)) == (["Where is my lamp?"], ["And the cord?"])


def test_parting_a_link_takes_along_what_had_been_merged_into_it(box, agent) -> None:
    first, other = two(box)
    third = arrives(box, letter("And the cord?")).ticket_id
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 2 * HOUR)
    commands.merge(ticket_id=first, into=third, by=agent, at=NOON + 3 * HOUR)
    commands.unmerge(ticket_id=first, by=agent, at=NOON + 4 * HOUR)
    assert len(bodies(first)) == 2
    assert queries.ticket_for(agent, other).pk == first
    commands.unmerge(ticket_id=other, by=agent, at=NOON + 5 * HOUR)
    assert bodies(other) == ["And the bulb?"]


def test_erasing_the_buyer_and_purging_reach_the_merged_ticket_too(box, agent) -> None:
    first, _other = merged(box, agent)
    commands.solve(ticket_id=first, sheet=sheet(), by=agent, at=NOON + 3 * HOUR)
    commands.purge_personal_data(keep_days=30, at=NOON + 90 * DAY)
    for ticket in Ticket.objects.all():
        assert (ticket.subject, ticket.gist, ticket.reply_address) == ("", "", "")
        assert ticket.purged_at == NOON + 90 * DAY
    assert set(Merging.objects.values_list("address_before", "link_before")) == {("", "")}


def test_the_journal_says_who_merged_and_who_parted(box, agent) -> None:
    first, other = merged(box, agent)
    commands.unmerge(ticket_id=other, by=agent, at=NOON + 3 * HOUR)
    told = Entry.objects.filter(kind__in=["tickets.merged", "tickets.unmerged"])
    assert [(e.kind, e.subject_id, e.actor_id, e.facts) for e in told.order_by("pk")] == [
        ("tickets.merged", other, agent.pk, {"into": first}),
        ("tickets.unmerged", other, agent.pk, {"out_of": first}),
    ]
