"""Two buyers are one person when a person says so, until he takes it back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.metrics.commands import sizes
from firsthand.domain.metrics.models import Contact, Issue
from firsthand.domain.orders import commands as orders
from firsthand.domain.orders import queries as order_queries
from firsthand.domain.orders.models import Buyer, BuyerIdentity, Joining
from firsthand.domain.orders.ports import Identity, OrderFacts
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.models import Message, Ticket
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import NOON, lin, person, store
from tests.sheets import sheet

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NUMBER = "301-0000001-0000001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


def two_buyers(box: Mailbox) -> tuple[Ticket, Ticket]:
    """Return Jonas's relayed ticket, and one he wrote from home about the same order."""
    relay = arrives(box, relayed(order_numbers=(NUMBER,)))
    home = arrives(box, letter("My order", sender="j@home.example", sent_at=NOON + HOUR))
    tickets = [Ticket.objects.get(pk=each.ticket_id) for each in (relay, home)]
    assert tickets[0].buyer_id != tickets[1].buyer_id
    Ticket.objects.filter(pk=tickets[1].pk).update(order_number=NUMBER)
    return tickets[0], tickets[1]


def joined(box: Mailbox, agent: Person) -> tuple[Ticket, Ticket]:
    one, other = two_buyers(box)
    commands.join_buyers(ticket_id=one.pk, other_ticket_id=other.pk, by=agent, at=NOON)
    return one, other


def test_who_has_to_do_with_the_same_order_is_suggested_and_not_joined(box, agent) -> None:
    one, other = two_buyers(box)
    (found,) = queries.possible_duplicates(agent, one)
    assert (found.buyer.pk, found.ticket.pk, found.order_number) == (
        other.buyer_id,
        other.pk,
        NUMBER,
    )
    assert not Joining.objects.exists()
    assert not order_queries.are_one_buyer(one.buyer_id, other.buyer_id)


def test_who_placed_the_order_another_names_is_suggested(box, agent) -> None:
    facts = OrderFacts(
        number=NUMBER, state="shipped", fulfilment="FBM", currency="EUR", lines=(),
        total_minor_units=100, placed_at=NOON, buyer=(Identity("account", "A1"),),
    )  # fmt: skip
    orders.record_order(store_id=box.store_id, facts=facts, at=NOON)
    account = Buyer.objects.get()
    named = arrives(box, letter(sender="j@home.example")).ticket_id
    his = arrives(box, letter(sender="shop@elsewhere.example")).ticket_id
    Ticket.objects.filter(pk=named).update(order_number=NUMBER)
    Ticket.objects.filter(pk=his).update(buyer=account)
    (found,) = queries.possible_duplicates(agent, Ticket.objects.get(pk=named))
    assert found.buyer == account


def test_nobody_is_suggested_by_a_ticket_that_may_not_be_seen(box, agent) -> None:
    one, other = two_buyers(box)
    Ticket.objects.filter(pk=other.pk).update(store=store("UK"))
    assert queries.possible_duplicates(agent, one) == []


def test_joined_buyers_have_one_case_and_their_tickets_can_be_merged(box, agent) -> None:
    one, other = joined(box, agent)
    case = queries.case_of(agent, one)
    assert {ticket.pk for ticket in case.tickets} == {one.pk, other.pk}
    assert [each.pk for each in queries.other_tickets_of_buyer(agent, one)] == [other.pk]
    assert queries.possible_duplicates(agent, one) == []
    commands.merge(ticket_id=other.pk, into=one.pk, by=agent, at=NOON + 2 * HOUR)
    assert Message.objects.filter(ticket=one).count() == 2


def test_mail_of_either_joins_the_conversation_it_points_to(box, agent) -> None:
    one, _other = joined(box, agent)
    pointer = "first@buyers"
    arrives(box, relayed("More", message_id=pointer, order_numbers=(NUMBER,)))
    from_home = letter("And", sender="j@home.example", references=(pointer,))
    assert arrives(box, from_home).ticket_id == one.pk


def test_joining_twice_or_both_ways_is_joining_once(box, agent) -> None:
    one, other = joined(box, agent)
    for first, second in ((one, other), (other, one)):
        commands.join_buyers(
            ticket_id=first.pk, other_ticket_id=second.pk, by=agent, at=NOON
        )
    assert Joining.objects.count() == 1


def test_three_are_one_person_and_come_apart_as_they_came_together(box, agent) -> None:
    one, other = two_buyers(box)
    third = Ticket.objects.get(pk=arrives(box, letter(sender="jb@work.example")).ticket_id)
    at = {"by": agent, "at": NOON}
    commands.join_buyers(ticket_id=other.pk, other_ticket_id=third.pk, **at)
    commands.join_buyers(ticket_id=one.pk, other_ticket_id=other.pk, **at)
    everybody = tuple(sorted(t.buyer_id for t in (one, other, third)))
    assert order_queries.persons_of([third.buyer_id])[third.buyer_id] == everybody
    commands.part_buyers(ticket_id=one.pk, buyer_id=other.buyer_id, **at)
    assert order_queries.persons_of([one.buyer_id])[one.buyer_id] == (one.buyer_id,)
    assert order_queries.are_one_buyer(other.buyer_id, third.buyer_id)
    commands.part_buyers(ticket_id=other.pk, buyer_id=third.buyer_id, **at)
    assert not order_queries.are_one_buyer(other.buyer_id, third.buyer_id)


def test_buyers_are_not_parted_while_their_tickets_are_merged(box, agent) -> None:
    one, other = joined(box, agent)
    at = {"by": agent, "at": NOON + 2 * HOUR}
    commands.merge(ticket_id=other.pk, into=one.pk, **at)
    with pytest.raises(commands.StillMerged, match=f"#{other.pk}"):
        commands.part_buyers(ticket_id=one.pk, buyer_id=other.buyer_id, **at)
    commands.unmerge(ticket_id=other.pk, **at)
    commands.part_buyers(ticket_id=one.pk, buyer_id=other.buyer_id, **at)
    with pytest.raises(orders.NotJoined):
        commands.part_buyers(ticket_id=one.pk, buyer_id=other.buyer_id, **at)


def test_who_may_not_work_or_not_see_both_cannot_join_or_part(box, agent) -> None:
    one, other = two_buyers(box)
    reader = person("Omar", "reviewer", box.store)
    stranger = person("Kai", "agent", store("UK"))
    both = {"ticket_id": one.pk, "other_ticket_id": other.pk}
    with pytest.raises(NotAllowed):
        commands.join_buyers(**both, by=reader, at=NOON)
    with pytest.raises(Ticket.DoesNotExist):
        commands.join_buyers(**both, by=stranger, at=NOON)
    commands.join_buyers(**both, by=agent, at=NOON)
    with pytest.raises(Ticket.DoesNotExist):
        commands.part_buyers(
            ticket_id=one.pk, buyer_id=other.buyer_id, by=stranger, at=NOON
        )


def test_erasing_one_erases_all_that_are_the_same_person(box, agent) -> None:
    one, other = joined(box, agent)
    commands.erase_buyer(buyer_id=other.buyer_id, by=None, at=NOON + DAY)
    assert not BuyerIdentity.objects.exists()
    assert set(Buyer.objects.values_list("name", "erased_at")) == {("", NOON + DAY)}
    assert set(Message.objects.values_list("body", flat=True)) == {""}
    assert set(Ticket.objects.values_list("gist", "reply_address")) == {("", "")}
    erased = Entry.objects.filter(kind="buyers.erased").values_list("subject_id", flat=True)
    assert set(erased) == {one.buyer_id, other.buyer_id}


def test_an_erased_buyer_is_joined_with_nobody(box, agent) -> None:
    one, other = two_buyers(box)
    commands.erase_buyer(buyer_id=other.buyer_id, by=None, at=NOON + DAY)
    with pytest.raises(orders.BuyerErased):
        commands.join_buyers(ticket_id=one.pk, other_ticket_id=other.pk, by=agent, at=NOON)


def answered(ticket: Ticket, agent: Person, at) -> None:
    commands.reply(
        ticket_id=ticket.pk, body="It comes.", by=agent, at=at, idempotency_key=uuid4(),
        close_with=sheet(),
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("are_many", [False, True])
def test_figures_see_one_person_while_two_are_joined(
    box, agent, are_many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if are_many:  # As after a large import: by the compiled rules.
        monkeypatch.setattr(sizes, "many", lambda: 1)
    relay = arrives(box, relayed(message_id="one@a"))
    answered(Ticket.objects.get(pk=relay.ticket_id), agent, NOON + HOUR)
    again = letter("Still nothing", sender="j@home.example", sent_at=NOON + DAY)
    home = arrives(box, again)
    one, other = (Ticket.objects.get(pk=each.ticket_id) for each in (relay, home))
    at = {"by": agent, "at": NOON + 2 * DAY}
    commands.tag(ticket_id=other.pk, sheet=sheet(), **at)
    metrics.run_until_done()
    before = list(Issue.objects.order_by("pk").values())
    assert len(before) == 2
    commands.join_buyers(ticket_id=one.pk, other_ticket_id=other.pk, **at)
    commands.merge(ticket_id=other.pk, into=one.pk, **at)
    metrics.run_until_done()
    issue = Issue.objects.get()
    assert (issue.buyer_id, issue.contacts) == (one.buyer_id, 2)
    assert set(Contact.objects.values_list("ticket_id", flat=True)) == {one.pk}
    assert metrics.compare() == []
    commands.unmerge(ticket_id=other.pk, **at)
    commands.part_buyers(ticket_id=one.pk, buyer_id=other.buyer_id, **at)
    metrics.run_until_done()
    assert list(Issue.objects.order_by("pk").values()) == before
    assert metrics.compare() == []
    metrics.rebuild()
    assert list(Issue.objects.order_by("pk").values()) == before
