"""One deed to many tickets: shown as it will be, done at most once, undone as if never."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import OperationalError

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.reasons import commands as reasons
from firsthand.domain.reasons.models import Reason
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import WholeFilter, WholeList
from firsthand.domain.tickets.models import Bulk, BulkItem, Message, Ticket
from firsthand.domain.tickets.queries import Condition, Filters, View
from firsthand.domain.tickets.queries import Wanted as Asked
from firsthand.foundation.errors import Refused
from firsthand.foundation.failpoints import FailPointReached, arm
from tests.bulks import (
    LATER,
    MINUTE,
    WANTED,
    asked,
    counts,
    done,
    row,
    shown,
    wanted_of,
    whys,
    worked,
    writes_again,
)
from tests.desk import HOUR, ticket
from tests.letters import mailbox
from tests.people import NOON, lin, maya, person, store
from tests.sheets import sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def german() -> Store:
    return store("DE")


@pytest.fixture
def box(german: Store) -> Mailbox:
    return mailbox(german)


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


def by_hand(deed: str, one: int, by: Person) -> object:
    given = {"ticket_id": one, "by": by, "at": LATER}
    match deed:
        case "assign":
            expected = Ticket.objects.get(pk=one).assignee_id
            return commands.assign(to=by.pk, expected=expected, **given)
        case "tag":
            return commands.tag(sheet=sheet(reason="INS.LOG.LOST"), **given)
        case "close":
            return commands.solve(sheet=sheet(), **given)
        case "reopen":
            return commands.reopen(**given)
        case "priority":
            return commands.set_priority(priority="high", **given)
    return commands.mark_no_response_needed(**given)


@pytest.mark.parametrize("deed", [deed for deed in WANTED if deed != "note"])
def test_the_preview_says_what_the_same_deed_by_hand_comes_to(box, agent, deed) -> None:
    tickets = asked(box, 7)
    _open, closed, mine, tagged, high, settled, merged = tickets
    commands.solve(ticket_id=closed, sheet=sheet(), by=agent, at=NOON)
    commands.assign(ticket_id=mine, to=agent.pk, expected=None, by=agent, at=NOON)
    lost = sheet(reason="INS.LOG.LOST")
    commands.tag(ticket_id=tagged, sheet=lost, by=agent, at=NOON)
    commands.set_priority(ticket_id=high, priority="high", by=agent, at=NOON)
    commands.mark_no_response_needed(ticket_id=settled, by=agent, at=NOON)
    Ticket.objects.filter(pk=merged).update(
        state="merged", merged_into=mine, unanswered_since=None, reply_due_at=None,
        unanswered_count=0,
    )  # fmt: skip
    bulk = shown(agent, deed, tickets, **wanted_of(deed, agent))
    found = dict(bulk.items.values_list("ticket_id", "state"))
    entries = ["tickets.assigned", "tickets.tagged", "tickets.priority_set"]
    for one in tickets:
        before = row(one)
        wrote = Entry.objects.filter(ticket_id=one, kind__in=entries).count()
        try:
            by_hand(deed, one, agent)
        except Refused as refusal:
            is_so = refusal.code == "tickets.already_so"
            assert found[one] == ("same" if is_so else "refused"), one
        else:
            same = {
                name: value for name, value in row(one).items() if name != "assigned_at"
            }
            is_so = same == {name: before[name] for name in same}
            assert found[one] == ("same" if is_so else "waiting"), one
            assert (
                deed == "assign"
                or is_so
                == (wrote == Entry.objects.filter(ticket_id=one, kind__in=entries).count())
                or deed in {"close", "reopen", "no-response"}
            )


def test_what_is_so_already_and_what_cannot_be_is_said_and_left_alone(box, agent) -> None:
    mine, free, foreign = asked(box)
    lead = maya(box.store)
    commands.assign(ticket_id=mine, to=agent.pk, expected=None, by=agent, at=NOON)
    other = ticket(store("JP"))
    lead.teams.get().stores.add(other.store)
    bulk = done(lead, "assign", [mine, free, foreign, other.pk], to=agent.pk)
    assert counts(bulk) == {"done": 2, "same": 1, "refused": 1}
    assert whys(bulk) == {other.pk: "tickets.not_on_this_store"}
    assert Entry.objects.filter(kind="tickets.assigned", ticket_id=mine).count() == 1


def test_a_ticket_that_changed_after_the_preview_is_left_out_and_named(box, agent) -> None:
    one, two, three = asked(box)
    bulk = shown(agent, "close", [one, two, three], sheet=sheet())
    assert writes_again(box, 1, at=NOON + MINUTE) == two
    commands.start_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    worked(bulk)
    assert counts(bulk) == {"done": 2, "changed": 1}
    assert whys(bulk) == {two: "tickets.changed_since"}
    assert Ticket.objects.get(pk=two).state == "open"


def test_a_whole_list_is_done_as_it_is_now_and_narrowed_down(german, agent) -> None:
    chinese = store("JP")
    for n in range(60):
        ticket(german, due_in=n * HOUR, language="de" if n % 3 else "en")
    ticket(german, solved_at=NOON)
    ticket(chinese, due_in=HOUR, language="de")
    listed = WholeList(View.OPEN, Filters(language="de"))
    bulk = done(agent, "priority", listed, priority="urgent")
    assert counts(bulk) == {"done": 40}
    urgent = Ticket.objects.filter(priority="urgent")
    assert set(urgent.values_list("store_id", "language", "state")) == {
        (german.pk, "de", "open")
    }
    first = Ticket.objects.get(pk=bulk.items.order_by("pk")[0].ticket_id)
    assert first.queue_due_at == min(urgent.values_list("queue_due_at", flat=True))


def test_all_that_a_filter_finds_is_done_and_nothing_of_one_that_is_broken(
    german, agent
) -> None:
    wanted = {
        ticket(german, due_in=HOUR, language="de").pk,
        ticket(german, language="de").pk,
    }
    ticket(german, due_in=HOUR, language="en")
    ticket(german, solved_at=NOON, language="de")
    ticket(store("JP"), due_in=HOUR, language="de")
    rows = (Condition("state", "is", "open"), Condition("language", "is", "de"))
    bulk = done(agent, "priority", WholeFilter(Asked(rows)), priority="urgent")
    assert counts(bulk) == {"done": 2}
    urgent = Ticket.objects.filter(priority="urgent")
    assert set(urgent.values_list("pk", flat=True)) == wanted
    gone = Asked((*rows, Condition("store", "is", "999999")))
    with pytest.raises(commands.NothingSelected):
        shown(agent, "priority", WholeFilter(gone), priority="low")


@pytest.mark.parametrize(
    ("deed", "wanted", "code"),
    [
        ("close", {}, "tickets.sheet_incomplete"),
        ("close", {"sheet": {"reason": ""}}, "tickets.sheet_incomplete"),
        ("close", {"sheet": {"truth": ""}}, "tickets.sheet_incomplete"),
        ("close", {"sheet": {"reason": "INS.LOG"}}, "tickets.reason_not_in_use"),
        ("close", {"sheet": {"resolution": "x"}}, "tickets.resolution_not_in_use"),
        ("tag", {}, "tickets.sheet_incomplete"),
        ("priority", {"priority": "high!"}, "tickets.unknown_priority"),
        ("note", {"note": " \n"}, "tickets.nothing_to_say"),
        ("assign", {"to": 999_999}, "people.not_allowed"),
        ("undo", {}, "tickets.unknown_deed"),
        ("", {}, "tickets.unknown_deed"),
    ],
)
def test_what_lacks_something_is_refused_before_anything(box, agent, deed, wanted, code):
    tickets = asked(box, 1)
    if "sheet" in wanted:
        wanted = {"sheet": sheet(**wanted["sheet"])}
    with pytest.raises(Refused) as refused:
        shown(agent, deed, tickets, **wanted)
    assert refused.value.code == code
    assert not Bulk.objects.exists()


def test_a_reason_put_away_after_the_preview_closes_nothing(box, agent) -> None:
    tickets = asked(box)
    bulk = shown(agent, "close", tickets, sheet=sheet())
    wismo = Reason.objects.get(code="INS.LOG.WISMO")
    reasons.archive(reason_id=wismo.pk, by=maya(box.store), at=NOON)
    commands.start_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    worked(bulk)
    assert set(whys(bulk).values()) == {"tickets.reason_not_in_use"}
    assert not Ticket.objects.filter(state="solved").exists()


def test_nothing_selected_too_many_and_foreign_ones_are_refused(
    box, agent, monkeypatch
) -> None:
    with pytest.raises(commands.NothingSelected):
        shown(agent, "reopen", [])
    with pytest.raises(commands.NothingSelected):
        shown(agent, "reopen", WholeList(View.SOLVED))
    tickets = asked(box)
    with pytest.raises(Ticket.DoesNotExist):
        shown(agent, "reopen", [*tickets, ticket(store("JP")).pk])
    monkeypatch.setattr("firsthand.domain.tickets.commands.bulk.showing.MOST_IN_BULK", 2)
    for chosen in (tickets, WholeList(View.OPEN)):
        with pytest.raises(commands.TooMany):
            shown(agent, "no-response", chosen)


def test_who_may_only_read_or_gives_to_another_without_the_right_is_refused(box, agent):
    tickets = asked(box)
    with pytest.raises(NotAllowed):
        shown(person("Ada", "analyst", box.store), "reopen", tickets)
    with pytest.raises(NotAllowed):
        shown(agent, "assign", tickets, to=maya(box.store).pk)


def test_a_crash_in_the_middle_goes_on_and_does_each_once(box, agent, monkeypatch) -> None:
    monkeypatch.setattr("firsthand.domain.tickets.commands.bulk.running.AT_ONCE", 2)
    tickets = asked(box, 5)
    bulk = shown(agent, "note", tickets, note="Recalled.")
    commands.start_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    arm("tickets.bulk.before_commit=raise@2")
    with pytest.raises(FailPointReached):
        worked(bulk)
    arm("")
    assert counts(bulk) == {"done": 2, "waiting": 3}
    worked(bulk)
    assert counts(bulk) == {"done": 5}
    notes = Message.objects.filter(direction="note").values_list("ticket_id", flat=True)
    assert sorted(notes) == sorted(tickets)


def test_begun_twice_it_is_done_once(box, agent) -> None:
    bulk = done(agent, "close", asked(box), sheet=sheet())
    commands.start_bulk(bulk_id=bulk.pk, by=agent, at=LATER + HOUR)
    assert worked(bulk).finished_at == LATER
    assert Entry.objects.filter(kind="tickets.solved").count() == 3


def test_everybody_sees_his_own_and_a_lead_those_of_the_stores_he_looks_after(
    box, agent
) -> None:
    bulk = done(agent, "close", asked(box), sheet=sheet())
    preview = shown(agent, "reopen", [Ticket.objects.first().pk])
    lead, other = maya(box.store), person("Kim", "agent", box.store)
    stranger = person("Sato", "lead", store("JP"))
    assert set(queries.bulks_for(agent)) == {bulk, preview}
    assert set(queries.bulks_for(lead)) == {bulk}
    assert not queries.bulks_for(other).exists()
    assert not queries.bulks_for(stranger).exists()
    for somebody in (other, stranger):
        with pytest.raises(Bulk.DoesNotExist):
            commands.undo_bulk(bulk_id=bulk.pk, by=somebody, at=LATER)
    with pytest.raises(Bulk.DoesNotExist):
        commands.start_bulk(bulk_id=preview.pk, by=lead, at=LATER)


def test_who_lost_a_store_does_nothing_more_there(box, agent) -> None:
    bulk = shown(agent, "close", asked(box), sheet=sheet())
    commands.start_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    agent.teams.get().stores.clear()
    worked(bulk)
    assert set(whys(bulk).values()) == {"tickets.not_there"}
    assert not queries.items_of(bulk, Person.objects.get(pk=agent.pk)).exists()


def test_of_somebody_who_left_nothing_more_is_done(box, agent) -> None:
    bulk = shown(agent, "close", asked(box), sheet=sheet())
    commands.start_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    Person.objects.filter(pk=agent.pk).update(is_active=False)
    worked(bulk)
    assert (bulk.state, counts(bulk)) == ("stopped", {"waiting": 3})


def test_one_that_fails_is_named_and_holds_up_no_other(
    box, agent, monkeypatch, caplog
) -> None:
    one, *others = asked(box)
    bulk = shown(agent, "close", [one, *others], sheet=sheet())
    commands.start_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    from firsthand.domain.tickets.commands.bulk import doing

    def close(of: Bulk, each: Ticket, at: datetime) -> dict[str, object]:
        left = doing._close(of, each, at)
        if each.pk == one:
            raise ZeroDivisionError
        return left

    monkeypatch.setitem(doing._DOES, "close", close)
    worked(bulk)
    assert counts(bulk) == {"done": 2, "refused": 1}
    assert whys(bulk) == {one: "failed"}
    assert Ticket.objects.get(pk=one).state == "open"
    assert "could not do ticket" in caplog.text


def test_a_database_that_is_gone_is_no_refusal(box, agent, monkeypatch) -> None:
    bulk = shown(agent, "close", asked(box), sheet=sheet())
    commands.start_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    from firsthand.domain.tickets.commands.bulk import doing

    def gone(*_any: object) -> dict[str, object]:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setitem(doing._DOES, "close", gone)
        with pytest.raises(OperationalError):
            worked(bulk)
    assert counts(worked(bulk)) == {"done": 3}


def test_previews_are_forgotten_after_a_day_and_with_the_buyers_words(box, agent) -> None:
    tickets = asked(box)
    old = shown(agent, "reopen", tickets)
    kept = done(agent, "close", tickets, sheet=sheet())
    noted = shown(agent, "note", tickets, note="Jonas called.")
    buyer = Ticket.objects.get(pk=tickets[0]).buyer_id
    commands.erase_buyer(buyer_id=buyer, by=None, at=LATER)
    assert set(Bulk.objects.all()) == {old, kept}
    assert noted not in Bulk.objects.all()
    assert commands.forget_bulks(at=LATER + timedelta(hours=23)) == 0
    assert commands.forget_bulks(at=LATER + timedelta(hours=25)) == 1
    assert list(Bulk.objects.all()) == [kept]
    assert BulkItem.objects.count() == 3
