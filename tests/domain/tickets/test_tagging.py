"""A ticket is closed with its sheet; the tag of each closing stays as it was."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.reasons import commands as reasons
from firsthand.domain.reasons.models import Reason, Resolution
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store
from tests.sheets import sheet, there_are_reasons

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOTHING = commands.Sheet()


@pytest.fixture
def box() -> Mailbox:
    there_are_reasons()
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def ticket_id(box: Mailbox) -> int:
    return arrives(box, letter()).ticket_id


def solve(ticket_id: int, agent: Person, *, at=NOON + HOUR, **other: str) -> Ticket:
    return commands.solve(ticket_id=ticket_id, sheet=sheet(**other), by=agent, at=at)


def kinds(ticket_id: int) -> list[str]:
    entries = Entry.objects.filter(ticket_id=ticket_id).order_by("pk")
    return [entry.kind.removeprefix("tickets.") for entry in entries]


def test_a_closed_ticket_has_its_tag_and_so_has_the_cycle(ticket_id, agent) -> None:
    solve(ticket_id, agent, truth="invalid", resolution="declined")
    for row in (Ticket.objects.get(), Cycle.objects.get()):
        assert row.reason.code == "INS.LOG.WISMO"
        assert (row.truth, row.resolution.code) == ("invalid", "declined")


@pytest.mark.parametrize("missing", ["reason", "truth", "resolution"])
def test_without_the_whole_sheet_nothing_is_closed(ticket_id, agent, missing) -> None:
    with pytest.raises(commands.SheetIncomplete, match="reason, what was true"):
        solve(ticket_id, agent, **{missing: ""})
    assert Ticket.objects.get().state == "open"
    assert kinds(ticket_id) == ["message_received"]


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"reason": "NO.SUCH"}, commands.ReasonNotInUse),
        ({"reason": "INS.LOG"}, commands.ReasonNotInUse),  # There are finer ones.
        ({"truth": "perhaps"}, commands.SheetIncomplete),
        ({"resolution": "magic"}, commands.ResolutionNotInUse),
    ],
)
def test_what_cannot_be_chosen_closes_nothing(ticket_id, agent, wrong, refused) -> None:
    with pytest.raises(refused):
        solve(ticket_id, agent, **wrong)
    assert Ticket.objects.get().state == "open"


def test_what_is_archived_can_no_longer_be_given(ticket_id, agent) -> None:
    lead = maya()
    reason = Reason.objects.get(code="INS.LOG.WISMO")
    reasons.archive(reason_id=reason.pk, by=lead, at=NOON)
    with pytest.raises(commands.ReasonNotInUse):
        solve(ticket_id, agent)
    answered = Resolution.objects.get(code="answered")
    reasons.archive_resolution(resolution_id=answered.pk, by=lead, at=NOON)
    with pytest.raises(commands.ResolutionNotInUse):
        solve(ticket_id, agent, reason="INS.LOG.LOST")


def test_where_nothing_finer_is_in_use_the_second_level_is_given(ticket_id, agent) -> None:
    Reason.objects.filter(parent__code="AFT.RFD").update(archived_at=NOON)
    solve(ticket_id, agent, reason="AFT.RFD")
    facts = Entry.objects.get(kind="tickets.solved").facts
    assert (facts["reason"], facts["level2"], facts["level3"]) == (
        "AFT.RFD",
        "AFT.RFD",
        None,
    )


def test_the_journal_keeps_the_reason_as_it_stood(ticket_id, agent) -> None:
    solve(ticket_id, agent, reason="INS.LOG.LOST", truth="valid", resolution="resent")
    lost = Reason.objects.get(code="INS.LOG.LOST")
    said = {
        "reason_id": lost.pk,
        "reason": "INS.LOG.LOST",
        "level1": "INS",
        "level2": "INS.LOG",
        "level3": "INS.LOG.LOST",
        "group": "in_sale",
        "risk": "high",
        "l1_resolvable": True,
        "truth": "valid",
        "resolution": "resent",
    }
    written = Entry.objects.filter(kind__in=["tickets.tagged", "tickets.solved"])
    assert [entry.facts for entry in written] == [said, said]
    Reason.objects.filter(pk=lost.pk).update(risk="low", l1_resolvable=False)
    reasons.move(
        reason_id=lost.pk,
        parent_id=Reason.objects.get(code="AFT.RET").pk,
        by=maya(),
        at=NOON,
    )
    assert [entry.facts for entry in written.all()] == [said, said]


def test_the_tag_comes_before_the_answer_that_closes_and_all_at_one_time(
    ticket_id, agent
) -> None:
    commands.reply(
        ticket_id=ticket_id,
        body="It is lost; another is on its way.",
        by=agent,
        at=NOON + HOUR,
        idempotency_key=uuid4(),
        close_with=sheet(reason="INS.LOG.LOST", resolution="resent"),
    )
    assert kinds(ticket_id) == ["message_received", "tagged", "reply_written", "solved"]
    times = Entry.objects.filter(ticket_id=ticket_id).values_list("happened_at", flat=True)
    assert list(times) == [NOON, *[NOON + HOUR] * 3]


def test_an_answer_with_half_a_sheet_is_neither_sent_nor_kept(ticket_id, agent) -> None:
    with pytest.raises(commands.SheetIncomplete):
        commands.reply(
            ticket_id=ticket_id,
            body="On Friday.",
            by=agent,
            at=NOON,
            idempotency_key=uuid4(),
            close_with=sheet(truth=""),
        )
    assert not OutboundMail.objects.exists()
    assert Message.objects.count() == 1


def test_a_tag_may_come_early_and_closing_with_the_same_writes_it_no_second_time(
    ticket_id, agent
) -> None:
    early = commands.Sheet(reason="INS.LOG.WISMO")
    for _twice in range(2):
        commands.tag(ticket_id=ticket_id, sheet=early, by=agent, at=NOON)
    assert kinds(ticket_id) == ["message_received", "tagged"]
    tagged = Entry.objects.get(kind="tickets.tagged")
    assert (tagged.facts["truth"], tagged.facts["resolution"]) == (None, None)
    assert Ticket.objects.get().state == "open"
    solve(ticket_id, agent)  # It says more now: truth and resolution.
    commands.reopen(ticket_id=ticket_id, by=agent, at=NOON + 2 * HOUR)
    solve(ticket_id, agent, at=NOON + 3 * HOUR)
    assert kinds(ticket_id)[2:] == ["tagged", "solved", "reopened", "solved"]


def test_a_correction_after_closing_changes_the_ticket_and_not_its_past(
    ticket_id, agent
) -> None:
    solve(ticket_id, agent)
    better = commands.Sheet(reason="INS.LOG.DNR")
    commands.tag(ticket_id=ticket_id, sheet=better, by=agent, at=NOON + 2 * HOUR)
    ticket, cycle = Ticket.objects.get(), Cycle.objects.get()
    assert (ticket.state, ticket.reason.code, ticket.truth) == (
        "solved",
        "INS.LOG.DNR",
        "valid",
    )
    assert cycle.reason.code == "INS.LOG.WISMO"
    last = Entry.objects.filter(kind="tickets.tagged").latest("pk")
    assert (last.facts["reason"], last.facts["resolution"]) == ("INS.LOG.DNR", "answered")


def test_each_cycle_keeps_the_tag_it_was_closed_with(box, ticket_id, agent) -> None:
    solve(ticket_id, agent)
    commands.reopen(ticket_id=ticket_id, by=agent, at=NOON + 2 * HOUR)
    solve(ticket_id, agent, at=NOON + 3 * HOUR, reason="AFT.RET.MIND")
    codes = Cycle.objects.order_by("opened_at").values_list("reason__code", flat=True)
    assert list(codes) == ["INS.LOG.WISMO", "AFT.RET.MIND"]


def test_a_tag_without_a_reason_is_none(ticket_id, agent) -> None:
    with pytest.raises(commands.SheetIncomplete):
        commands.tag(ticket_id=ticket_id, sheet=NOTHING, by=agent, at=NOON)


def test_who_only_reads_tags_nothing_and_nobody_tags_in_a_foreign_store(
    box, ticket_id
) -> None:
    with pytest.raises(NotAllowed):
        commands.tag(
            ticket_id=ticket_id,
            sheet=sheet(),
            by=person("Ada", "analyst", box.store),
            at=NOON,
        )
    with pytest.raises(Ticket.DoesNotExist):
        commands.tag(ticket_id=ticket_id, sheet=sheet(), by=lin(store("JP")), at=NOON)


def test_what_only_machines_wrote_is_filed_without_a_sheet(box) -> None:
    from firsthand.domain.mail.ports import MachineKind

    arrives(box, letter("Your statement", machine=MachineKind.NOTICE))
    assert Ticket.objects.get().state == "solved"
    assert Entry.objects.get(kind="tickets.solved").facts == {"is_filed": True}


def test_the_database_itself_lets_nobody_close_without_a_sheet(ticket_id, agent) -> None:
    solve(ticket_id, agent)
    for hole in ({"reason": None}, {"truth": ""}, {"resolution": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Cycle.objects.update(**hole)
