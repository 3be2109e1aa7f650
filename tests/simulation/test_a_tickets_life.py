"""Everything that can befall a ticket, in any order; what must hold after each step."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.commands import outbox
from firsthand.domain.mail.models import OutboundMail
from firsthand.domain.mail.ports import MachineKind
from firsthand.domain.tickets import commands, queries, rules
from firsthand.domain.tickets.commands.work import AlreadySo
from firsthand.domain.tickets.models import Message, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, store
from tests.sheets import sheet

MINUTE = timedelta(minutes=1)
WRITTEN = {
    # direction of a message: the entries that tell of it
    "inbound": {"tickets.message_received"},
    "outbound": {"tickets.reply_written", "tickets.own_reply_copied"},
    "note": {"tickets.note_written"},
}
CODES = ["INS.LOG.WISMO", "INS.LOG.LOST", "AFT.RET.MIND"]
soon = st.integers(0, 600).map(lambda minutes: minutes * MINUTE)


def _tag(facts) -> tuple:
    return facts.get("reason"), facts.get("truth"), facts.get("resolution")


class Desk(RuleBasedStateMachine):
    """Two buyers write, an agent works, mails arrive late, twice, or come back."""

    @initialize()
    def open_the_shop(self) -> None:
        self.now = NOON
        self.box = mailbox(store("DE"))
        self.agent = lin(self.box.store)
        self.versions: dict[int, int] = {}
        self.taken: list = []

    def _ids(self) -> list[int]:
        return list(Ticket.objects.order_by("pk").values_list("pk", flat=True))

    def _pick(self, n: int) -> int:
        ids = self._ids()
        return ids[n % len(ids)]

    @rule(pause=soon, late=soon, who=st.sampled_from(["jonas", "anna"]), back=st.booleans())
    def a_mail_arrives(self, pause, late, who, back) -> None:
        """It was written up to ten hours ago, and may answer the writer's earlier one."""
        self.now += pause
        earlier = [mail for mail in self.taken if mail.from_name == who]
        references = (earlier[-1].message_id,) if back and earlier else ()
        mail = letter(
            sender=f"{who}@buyers.example",
            from_name=who,
            sent_at=self.now - late,
            references=references,
        )
        before = len(self._ids())
        arrives(self.box, mail, at=self.now)
        assert len(self._ids()) == before + (not references)
        self.taken.append(mail)

    @precondition(lambda self: self.taken)
    @rule(n=st.integers(0, 9))
    def a_mail_arrives_again(self, n) -> None:
        before = Message.objects.count(), Entry.objects.count()
        mail = self.taken[n % len(self.taken)]
        assert arrives(self.box, mail, at=self.now).outcome == "duplicate"
        assert (Message.objects.count(), Entry.objects.count()) == before

    @precondition(lambda self: self.taken)
    @rule(pause=soon, n=st.integers(0, 9))
    def a_machine_answers(self, pause, n) -> None:
        self.now += pause
        about = self.taken[n % len(self.taken)]
        states = dict(Ticket.objects.values_list("pk", "state"))
        arrives(
            self.box,
            letter(
                "I am away",
                sender=about.from_address,
                references=(about.message_id,),
                machine=MachineKind.AUTO_REPLY,
                sent_at=self.now,
            ),
        )
        # It neither opens nor closes what people began.
        assert dict(Ticket.objects.values_list("pk", "state")) == states

    @precondition(lambda self: self.taken)
    @rule(
        pause=soon,
        n=st.integers(0, 9),
        and_solve=st.booleans(),
        kind=st.sampled_from(Message.ReplyKind.values),
    )
    def somebody_answers(self, pause, n, and_solve, kind) -> None:
        self.now += pause
        ticket = Ticket.objects.get(pk=self._pick(n))
        commands.reply(
            ticket_id=ticket.pk,
            body="On Friday.",
            by=self.agent,
            at=self.now,
            idempotency_key=uuid4(),
            kind=kind,
            seen_version=ticket.version,
            close_with=sheet() if and_solve else None,
        )
        ticket.refresh_from_db()
        assert ticket.reply_due_at is None
        assert ticket.assignee_id == self.agent.pk

    @precondition(lambda self: self.taken)
    @rule(n=st.integers(0, 9))
    def somebody_notes_something(self, n) -> None:
        clock = Ticket.objects.values_list("reply_due_at", flat=True)
        before = list(clock.order_by("pk"))
        commands.add_note(
            ticket_id=self._pick(n),
            body="Ask the depot.",
            by=self.agent,
            at=self.now,
            idempotency_key=uuid4(),
        )
        assert list(clock.order_by("pk")) == before

    @precondition(lambda self: OutboundMail.objects.exists())
    @rule(pause=soon, n=st.integers(0, 9), permanent=st.booleans())
    def a_reply_comes_back(self, pause, n, permanent) -> None:
        self.now += pause
        sent = list(OutboundMail.objects.order_by("pk"))
        mail = sent[n % len(sent)]
        arrives(
            self.box,
            letter(
                "User unknown",
                sender="mailer-daemon@mx.example",
                machine=MachineKind.BOUNCE,
                bounced_message_ids=(mail.message_id,),
                bounce_is_permanent=permanent,
                sent_at=self.now,
            ),
        )
        message = Message.objects.get(pk=mail.ticket_message_id)
        if permanent:
            assert message.delivery == "bounced"

    @precondition(lambda self: Message.objects.filter(delivery="waiting").exists())
    @rule(delivery=st.sampled_from(["sent", "unknown", "failed"]), was_sent=st.booleans())
    def the_worker_tells_how_it_went(self, delivery, was_sent) -> None:
        message = Message.objects.filter(delivery="waiting").first()
        for _told_twice in range(2):
            commands.mark_delivery(message_id=message.pk, delivery=delivery, at=self.now)
        if delivery == "unknown":
            OutboundMail.objects.filter(ticket_message_id=message.pk).update(
                state=outbox.State.UNKNOWN
            )
            commands.settle_delivery(
                ticket_id=message.ticket_id,
                message_id=message.pk,
                was_sent=was_sent,
                by=self.agent,
                at=self.now,
            )

    @precondition(lambda self: self.taken)
    @rule(pause=soon, n=st.integers(0, 9))
    def somebody_closes_or_reopens(self, pause, n) -> None:
        self.now += pause
        ticket_id = self._pick(n)
        is_open = Ticket.objects.get(pk=ticket_id).state == "open"
        deeds = [partial(commands.solve, sheet=sheet()), commands.reopen]
        possible, refused = deeds if is_open else deeds[::-1]
        with pytest.raises(AlreadySo):
            refused(ticket_id=ticket_id, by=self.agent, at=self.now)
        possible(ticket_id=ticket_id, by=self.agent, at=self.now)

    @precondition(lambda self: self.taken)
    @rule(pause=soon, n=st.integers(0, 9), code=st.sampled_from(CODES), whole=st.booleans())
    def somebody_tags(self, pause, n, code, whole) -> None:
        self.now += pause
        said = sheet(reason=code) if whole else sheet(reason=code, truth="", resolution="")
        commands.tag(ticket_id=self._pick(n), sheet=said, by=self.agent, at=self.now)

    @precondition(lambda self: self.taken)
    @rule(n=st.integers(0, 9))
    def somebody_says_no_answer_is_needed(self, n) -> None:
        ticket = Ticket.objects.get(pk=self._pick(n))
        deed = {"ticket_id": ticket.pk, "by": self.agent, "at": self.now}
        if ticket.reply_due_at is None:
            with pytest.raises(AlreadySo):
                commands.mark_no_response_needed(**deed)
        else:
            marked = commands.mark_no_response_needed(**deed)
            assert marked.reply_due_at is None

    @precondition(lambda self: self.taken)
    @rule(pause=soon, n=st.integers(0, 9))
    def what_is_past_its_time_is_forgotten(self, pause, n) -> None:
        """Nothing is old enough yet: a purge takes nobody's words too soon."""
        self.now += pause
        bodies = Message.objects.filter(body="").count()
        commands.purge_personal_data(keep_days=30, at=self.now)
        assert Message.objects.filter(body="").count() == bodies

    @invariant()
    def the_clock_is_what_the_thread_says(self) -> None:
        for ticket in Ticket.objects.all():
            told = [
                rules.Told(
                    at=message.sent_at,
                    is_inbound=message.direction == "inbound",
                    needs_answer=message.nature in rules.NEEDS_ANSWER
                    and message.no_response_needed_at is None,
                    counts=message.delivery not in {"failed", "bounced"},
                )
                for message in ticket.messages.exclude(direction="note")
            ]
            found = rules.Clock(
                ticket.unanswered_since, ticket.reply_due_at, ticket.unanswered_count
            )
            assert found == rules.clock(told)

    @invariant()
    def a_ticket_is_open_while_its_last_cycle_is_and_no_two_overlap(self) -> None:
        for ticket in Ticket.objects.all():
            cycles = list(
                ticket.cycles.order_by("pk").values_list("opened_at", "solved_at")
            )
            assert (cycles[-1][1] is None) is (ticket.state == "open")
            assert cycles[-1][1] == ticket.solved_at
            for (_opened, ended), (begun, _solved) in pairwise(cycles):
                assert ended is not None
                assert ended <= begun

    @invariant()
    def the_journal_tells_of_each_opening_and_closing_in_order(self) -> None:
        for ticket in Ticket.objects.all():
            turns = Entry.objects.filter(
                ticket_id=ticket.pk, kind__in=["tickets.solved", "tickets.reopened"]
            ).order_by("happened_at", "id")
            kinds = list(turns.values_list("kind", flat=True))
            assert kinds[::2] == ["tickets.solved"] * len(kinds[::2])
            assert kinds[1::2] == ["tickets.reopened"] * len(kinds[1::2])
            assert (len(kinds) % 2 == 1) is (ticket.state == "solved")

    @invariant()
    def the_journal_tells_the_tag_in_force_and_that_of_each_closing(self) -> None:
        for ticket in Ticket.objects.select_related("reason", "resolution"):
            told = Entry.objects.filter(ticket_id=ticket.pk).order_by("happened_at", "id")
            tags = told.filter(kind="tickets.tagged").values_list("facts", flat=True)
            assert _tag(tags.last() or {}) == (
                ticket.reason.code if ticket.reason else None,
                ticket.truth or None,
                ticket.resolution.code if ticket.resolution else None,
            )
            closings = told.filter(kind="tickets.solved").values_list("facts", flat=True)
            cycles = ticket.cycles.exclude(solved_at=None).order_by("pk")
            ended = cycles.values_list("reason__code", "truth", "resolution__code")
            assert [_tag(facts) for facts in closings] == [
                (code, truth or None, resolution) for code, truth, resolution in ended
            ]

    @invariant()
    def no_version_ever_falls(self) -> None:
        versions = dict(Ticket.objects.values_list("pk", "version"))
        assert all(versions[pk] >= seen for pk, seen in self.versions.items())
        self.versions = versions

    @invariant()
    def the_journal_tells_of_each_message_once(self) -> None:
        for direction, kinds in WRITTEN.items():
            told = Entry.objects.filter(kind__in=kinds).values_list("subject_id", flat=True)
            there = Message.objects.filter(direction=direction)
            assert sorted(told) == sorted(there.values_list("pk", flat=True))

    @invariant()
    def each_open_ticket_is_in_the_queue_and_only_those_that_wait_are_due(self) -> None:
        if not hasattr(self, "agent"):
            return
        page = queries.page_of(queries.View.OPEN, self.agent, at=self.now)
        is_open = Ticket.objects.filter(state="open")
        assert {row.id for row in page.rows} == set(is_open.values_list("pk", flat=True))
        due = [row.due_at for row in page.rows if row.due_at is not None]
        assert due == sorted(due)
        assert due == [row.due_at for row in page.rows[: len(due)]]


@pytest.mark.django_db
def test_whatever_befalls_a_ticket_its_promises_hold() -> None:
    from django.db import transaction

    class OneLife(Desk):
        """Each life is lived in a transaction of its own, which is taken back."""

        def __init__(self) -> None:
            super().__init__()
            self.life = transaction.atomic()
            self.life.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.life.__exit__(None, None, None)

    run_state_machine_as_test(
        OneLife,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            # Making a failing life shorter takes minutes; its steps are printed anyway.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
