"""Checklists: templates, steps on a ticket, what closing makes of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import Answer, ChecklistGiven
from firsthand.domain.tickets.models import Checklist, HeldReply, Message, Step, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store, wen
from tests.sheets import sheet, there_are_reasons

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def box(db) -> Mailbox:
    there_are_reasons()
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    return Ticket.objects.get(pk=arrives(box, letter()).ticket_id)


def template(name: str = "Lost parcel", **given) -> Checklist:
    steps = given.pop("steps", ("Ask the carrier", "File a claim"))
    by = Person.objects.filter(role="owner").first() or wen()
    return commands.add_checklist(
        given=ChecklistGiven(name, steps, **given), by=by, at=NOON
    )


def put(ticket: Ticket, by: Person, template: Checklist | None = None, *texts: str):
    return commands.add_steps(
        ticket_id=ticket.pk,
        checklist_id=template.pk if template else None,
        texts=texts,
        by=by,
        at=NOON,
    )


def tick(ticket: Ticket, by: Person, step: Step, *, is_done: bool = True) -> Step:
    return commands.tick_step(
        ticket_id=ticket.pk, step_id=step.pk, is_done=is_done, by=by, at=LATER
    )


def test_the_steps_of_a_template_are_copied_once_and_in_order(ticket, agent) -> None:
    lost = template()
    put(ticket, agent, lost)
    assert put(ticket, agent, lost) == []
    put(ticket, agent, None, " Call  Mo ", "", "Write it down")
    texts = [step.text for step in queries.steps_of(ticket.pk)]
    assert texts == ["Ask the carrier", "File a claim", "Call Mo", "Write it down"]


def test_a_changed_template_leaves_what_tickets_have(ticket, agent) -> None:
    lost = template()
    put(ticket, agent, lost)
    given = ChecklistGiven("Lost", ["Something else"])
    commands.change_checklist(checklist_id=lost.pk, given=given, by=wen_(), at=LATER)
    assert len(queries.steps_of(ticket.pk)) == 2


def wen_() -> Person:
    return Person.objects.get(role="owner")


def test_ticking_says_who_and_when_and_can_be_taken_back(ticket, agent) -> None:
    step = put(ticket, agent, template())[0]
    done = tick(ticket, agent, step)
    assert (done.done_by, done.done_at) == (agent, LATER)
    assert tick(ticket, maya(ticket.store), step).done_by == agent
    again = tick(ticket, agent, step, is_done=False)
    assert (again.done_by, again.done_at) == (None, None)


def test_open_steps_warn_and_mandatory_ones_keep_a_ticket_open(ticket, agent) -> None:
    put(ticket, agent, template("Polite"))
    steps = put(ticket, agent, template("Safety", is_mandatory=True))
    with pytest.raises(commands.StepsOpen, match="Ask the carrier"):
        commands.solve(ticket_id=ticket.pk, sheet=sheet(), by=agent, at=LATER)
    for step in steps:
        tick(ticket, agent, step)
    commands.solve(ticket_id=ticket.pk, sheet=sheet(), by=agent, at=LATER)
    ticket.refresh_from_db()
    assert ticket.state == "solved"


def test_no_reply_closes_past_a_mandatory_step_sent_or_held(ticket, agent) -> None:
    put(ticket, agent, template("Safety", is_mandatory=True))
    answer = Answer("On Friday.", uuid4(), close_with=sheet())
    for seconds in (0, 10):
        with pytest.raises(commands.StepsOpen):
            commands.send(
                ticket_id=ticket.pk, reply=answer, by=agent, at=LATER, undo_seconds=seconds
            )
    assert not Message.objects.filter(direction="outbound").exists()


def test_a_reply_held_before_the_step_was_added_is_stopped_and_says_why(
    ticket, agent
) -> None:
    answer = Answer("On Friday.", uuid4(), close_with=sheet())
    commands.send(ticket_id=ticket.pk, reply=answer, by=agent, at=NOON, undo_seconds=10)
    put(ticket, agent, template("Safety", is_mandatory=True))
    commands.send_held(now=lambda: LATER)
    assert HeldReply.objects.get().stopped_by == "tickets.steps_open"


def test_only_a_lead_leaves_out_a_mandatory_step(ticket, agent) -> None:
    step = put(ticket, agent, template("Safety", is_mandatory=True))[0]
    typed = put(ticket, agent, None, "Mine")[0]
    deed = {"ticket_id": ticket.pk, "at": LATER}
    with pytest.raises(NotAllowed):
        commands.remove_step(step_id=step.pk, by=agent, **deed)
    commands.remove_step(step_id=typed.pk, by=agent, **deed)
    commands.remove_step(step_id=step.pk, by=maya(ticket.store), **deed)
    assert [left.text for left in queries.steps_of(ticket.pk)] == ["File a claim"]


def test_what_is_meant_for_the_tickets_reason_is_offered_first(ticket, agent) -> None:
    everywhere = template("A: everywhere")
    group = template("B: logistics", reason="INS.LOG")
    own = template("C: where is it", reason="INS.LOG.WISMO")
    template("D: returns", reason="AFT.RET")
    old = template("E: old")
    commands.archive_checklist(checklist_id=old.pk, by=wen_(), at=NOON)
    assert queries.checklists_for(ticket) == [everywhere]
    commands.tag(ticket_id=ticket.pk, sheet=sheet(), by=agent, at=NOON)
    ticket.refresh_from_db()
    assert queries.checklists_for(ticket) == [own, group, everywhere]
    put(ticket, agent, own)
    assert queries.checklists_for(ticket) == [group, everywhere]
    commands.restore_checklist(checklist_id=old.pk, by=wen_(), at=NOON)
    assert old in queries.checklists_for(ticket)


def test_steps_go_with_a_merged_ticket_and_come_back_with_it(ticket, agent, box) -> None:
    other = Ticket.objects.get(pk=arrives(box, letter("My lamp")).ticket_id)
    step = put(ticket, agent, None, "Ask the carrier")[0]
    own = put(other, agent, None, "Send a lamp")[0]
    commands.merge(ticket_id=ticket.pk, into=other.pk, by=agent, at=LATER)
    assert queries.steps_of(other.pk) == [step, own]
    commands.unmerge(ticket_id=ticket.pk, by=agent, at=LATER)
    assert queries.steps_of(other.pk) == [own]
    assert queries.steps_of(ticket.pk) == [step]


def test_erasing_a_buyer_erases_what_steps_say_of_him(ticket, agent) -> None:
    put(ticket, agent, None, "Call Jonas Brandt")
    commands.erase_buyer(buyer_id=ticket.buyer_id, by=None, at=LATER)
    assert Step.objects.get().text == ""


@pytest.mark.parametrize(
    "given",
    [
        ChecklistGiven("", ["a"]),
        ChecklistGiven("x" * 81, ["a"]),
        ChecklistGiven("lost PARCEL", ["a"]),
        ChecklistGiven("Empty", [" ", ""]),
        ChecklistGiven("Long", ["x" * 201]),
        ChecklistGiven("Many", ["x"] * 31),
        ChecklistGiven("Nowhere", ["x"], reason="NO.SUCH"),
    ],
)
def test_a_template_that_makes_no_sense_is_refused(box, given) -> None:
    template()
    with pytest.raises(commands.ChecklistUnfit):
        commands.add_checklist(given=given, by=wen_(), at=NOON)
    assert Checklist.objects.count() == 1


def test_a_ticket_holds_no_more_steps_than_a_page_shows(ticket, agent) -> None:
    for _ in range(3):
        put(ticket, agent, None, *["x"] * 30)
    with pytest.raises(commands.TooManySteps):
        put(ticket, agent, None, *["x"] * 11)


def test_rights_are_asked_for(ticket, agent) -> None:
    step = put(ticket, agent, None, "Mine")[0]
    stranger = person("Eve", "agent", store("JP"))
    with pytest.raises(Ticket.DoesNotExist):
        tick(ticket, stranger, step)
    with pytest.raises(NotAllowed):
        commands.add_checklist(given=ChecklistGiven("x", ["y"]), by=agent, at=NOON)
    other = Ticket.objects.exclude(pk=ticket.pk)
    assert not other.exists()
    with pytest.raises(Step.DoesNotExist):
        commands.tick_step(
            ticket_id=ticket.pk, step_id=step.pk + 99, is_done=True, by=agent, at=NOON
        )
