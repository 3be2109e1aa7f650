from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from firsthand.connectors.email.outgoing import compose
from firsthand.connectors.email.parse import parse
from firsthand.domain.journal.models import Entry
from firsthand.domain.mail import commands, queries, rules
from firsthand.domain.mail.models import Mailbox, MailHour, Probe, Silence
from firsthand.domain.mail.ports import MachineKind, NotSent
from firsthand.domain.tickets import commands as tickets
from firsthand.domain.tickets.models import Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, person, store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Server:
    """Keeps what is sent, or refuses it."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem
        self.sent: list[bytes] = []

    def send(
        self,
        *,
        sender: str,
        recipient: str,
        raw: bytes,
        before_handover: Callable[[], None],
    ) -> str:
        if self.problem:
            raise NotSent(self.problem, permanent=False)
        assert sender == recipient
        self.sent.append(raw)
        return "250 OK"


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"), imap_host="imap.example", smtp_host="smtp.example")


def probe(server: Server, at: datetime) -> int:
    return commands.send_probes(
        sender_of=lambda _box: server, compose=compose, now=lambda: at
    )


def comes_in(box: Mailbox, raw: bytes, at: datetime) -> str:
    return tickets.take_in(mailbox_id=box.pk, raw=raw, parse=parse, at=at)


def alarms() -> list[tuple[str, bool]]:
    found = Silence.objects.order_by("pk").values_list("kind", "ended_at")
    return [(kind, ended is None) for kind, ended in found]


def test_a_quiet_mailbox_is_asked_each_hour_and_a_busy_one_never(box) -> None:
    server = Server()
    arrives(box, letter())
    assert probe(server, NOON + HOUR) == 0
    assert probe(server, NOON + 2 * HOUR) == 1
    assert probe(server, NOON + 2.5 * HOUR) == 0
    assert probe(server, NOON + 3 * HOUR) == 1


def test_our_own_mail_that_comes_in_is_no_ticket_and_shows_that_the_way_is_free(box):
    server = Server()
    probe(server, NOON)
    assert comes_in(box, server.sent[0], NOON + HOUR / 60) == "probe"
    assert comes_in(box, server.sent[0], NOON + HOUR) == "probe"  # Twice is once.
    assert not Ticket.objects.exists()
    assert Probe.objects.get().arrived_at == NOON + HOUR / 60
    box.refresh_from_db()
    assert (box.last_mail_at, box.last_buyer_mail_at) == (NOON + HOUR / 60, None)


def test_a_strangers_mail_that_looks_like_ours_is_a_mail_like_any_other(box) -> None:
    forged = letter(message_id="fh.probe.00@shop.example")
    assert arrives(box, forged).outcome == "message"


def test_a_mailbox_cut_off_alarms_and_is_quiet_again_when_mail_flows(box) -> None:
    server = Server()
    arrives(box, letter())
    for hours in (2, 3):
        probe(server, NOON + hours * HOUR)
        assert commands.watch(at=NOON + hours * HOUR) == 0
    assert commands.watch(at=NOON + 4 * HOUR) == 1
    assert commands.watch(at=NOON + 5 * HOUR) == 1
    assert alarms() == [("path", True)]
    arrives(box, letter(), at=NOON + 6 * HOUR)
    assert commands.watch(at=NOON + 6 * HOUR) == 0
    assert alarms() == [("path", False)]
    kinds = Entry.objects.filter(kind__startswith="mail.silence").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        "mail.silence_began",
        "mail.silence_ended",
    ]


def test_a_server_that_will_not_send_says_nothing_of_the_mailbox(box) -> None:
    server = Server("550 not now")
    for hours in (0, 1, 2, 3, 4):
        probe(server, NOON + hours * HOUR)
    assert commands.watch(at=NOON + 5 * HOUR) == 0
    assert {each.problem for each in Probe.objects.all()} == {"550 not now"}


def test_a_mailbox_nobody_wants_watched_is_left_alone_and_its_alarm_ends(box) -> None:
    server = Server()
    for hours in (0, 1):
        probe(server, NOON + hours * HOUR)
    assert commands.watch(at=NOON + 3 * HOUR) == 1
    Mailbox.objects.update(is_watched=False)
    assert commands.watch(at=NOON + 4 * HOUR) == 0
    assert probe(server, NOON + 9 * HOUR) == 0


def wrote(box: Mailbox, *, days: int) -> None:
    """Have four buyers write every hour for so many days, until noon."""
    MailHour.objects.bulk_create(
        MailHour(mailbox=box, hour=NOON - n * HOUR, buyers=4) for n in range(1, days * 24)
    )
    Mailbox.objects.update(last_mail_at=NOON, last_buyer_mail_at=NOON)


def test_buyers_who_always_wrote_and_stopped_alarm(box) -> None:
    wrote(box, days=30)
    assert commands.watch(at=NOON + 2 * HOUR) == 0
    assert commands.watch(at=NOON + 6 * HOUR) == 1
    assert alarms() == [("buyers", True)]


def test_without_two_weeks_to_learn_from_nothing_is_said(box) -> None:
    wrote(box, days=10)
    assert commands.watch(at=NOON + 3 * DAY) == 0


def test_what_machines_write_is_no_buyers_message(box) -> None:
    arrives(box, letter(machine=MachineKind.NOTICE))
    box.refresh_from_db()
    assert (box.last_mail_at, box.last_buyer_mail_at) == (NOON, None)
    arrives(box, letter(), at=NOON + HOUR)
    arrives(box, letter(), at=NOON + HOUR)
    assert list(MailHour.objects.values_list("hour", "buyers")) == [(NOON, 2)]
    box.refresh_from_db()
    assert (box.last_mail_at, box.last_buyer_mail_at) == (NOON + HOUR, NOON)


def test_alarms_are_shown_to_who_looks_after_the_store(box) -> None:
    for hours in (0, 1):
        probe(Server(), NOON + hours * HOUR)
    commands.watch(at=NOON + 3 * HOUR)
    assert len(queries.silences(lin(box.store))) == 1
    assert queries.silences(person("Bo", "agent", store("FR"))) == []
    assert len(queries.standing().silences) == 1


EVERY_DAY = [NOON + n * DAY for n in range(40)]
LATER = [EVERY_DAY[-1] + n * DAY for n in range(1, 6)]


def test_returns_that_come_while_nobody_writes_are_odd_where_buyers_always_wrote() -> None:
    wrote = [at - HOUR for at in EVERY_DAY]
    assert not rules.is_odd_run(EVERY_DAY, wrote)
    assert rules.is_odd_run([*EVERY_DAY, *LATER], wrote)
    assert not rules.is_odd_run([*EVERY_DAY, *LATER[:1]], wrote)


def test_where_returns_mostly_come_without_a_word_silence_says_nothing() -> None:
    assert not rules.is_odd_run([*EVERY_DAY, *LATER], EVERY_DAY[::10])


def test_a_rhythm_knows_nights_and_weekends() -> None:
    monday = NOON - timedelta(hours=12)
    counts = {
        monday + day * DAY + hour * HOUR: 10
        for day in range(56)
        for hour in range(8, 20)
        if day % 7 < 5
    }
    end = monday + 56 * DAY
    rhythm = rules.learn(counts, now=end)
    assert rhythm is not None
    a_day = rhythm.expected(end, end + DAY)
    assert rhythm.expected(end, end + 6 * HOUR) < 0.05 * a_day
    assert rhythm.expected(end + 5 * DAY, end + 6 * DAY) < 0.2 * a_day
    whole = rhythm.expected(end, end + 7 * DAY)
    parts = sum(rhythm.expected(end + n * DAY, end + (n + 1) * DAY) for n in range(7))
    assert whole == pytest.approx(parts)
    assert whole == pytest.approx(600, rel=0.05)
