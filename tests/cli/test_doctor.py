"""Each line of the doctor: well when it is well, and else with what to do."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from firsthand.cli import doctor
from firsthand.cli.doctor import Finding
from firsthand.domain.journal import commands as journal
from firsthand.domain.journal.models import Entry
from firsthand.domain.mail import commands as mail
from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.metrics import rules
from firsthand.domain.metrics.models import Standing
from firsthand.domain.remedies import commands as money
from firsthand.domain.remedies.models import Verification
from firsthand.domain.tickets.models import HeldReply
from firsthand.foundation import keyfiles
from firsthand.foundation.installation import Installation
from firsthand.settings import environment
from tests import people, remedies
from tests.desk import ticket
from tests.letters import mailbox
from tests.people import NOON, lin, store

DAY_SECONDS = 86_400


def complaints(findings: Iterable[Finding]) -> list[str]:
    return [finding.what for finding in findings if finding.advice]


def test_a_line_says_at_its_beginning_whether_somebody_is_needed() -> None:
    assert str(Finding("All is there.")) == "well: All is there."
    assert str(Finding("It is gone.", "Fetch it.")) == "look: It is gone. Fetch it."


@pytest.mark.django_db
def test_a_fresh_installation_has_nothing_to_complain_of() -> None:
    findings = [*doctor.of_readers(), *doctor.of_mail()]
    assert complaints(findings) == []
    assert len(findings) == 7


def write() -> Entry:
    with transaction.atomic():
        return journal.record("tests.happened", subject_id=1, at=NOON, by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("reader", ["reactions", "facts"])
def test_what_a_reader_put_aside_is_named_beside_its_reader(reader: str) -> None:
    journal.park(reader=reader, reaction="tests.react", entry=write(), error="no", at=NOON)
    [line] = complaints(doctor.of_readers())
    assert (
        line
        == {
            "reactions": "1 reactions have failed and wait.",
            "facts": "1 journal entries are left out of the figures.",
        }[reader]
    )


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_lags_is_complained_of_after_a_minute() -> None:
    write()
    assert complaints(doctor.of_readers()) == []
    with connection.cursor() as cursor:
        # Entries are only ever added: this one was, long ago.
        cursor.execute(
            "insert into journal_entry (kind, version, happened_at, recorded_at, "
            "subject_id, facts) values ('tests.happened', 1, now(), "
            "now() - interval '2 minutes', 1, '{}')"
        )
    # An entry waits for whatever still runs, as the database's own housekeeping does.
    until = time.monotonic() + 8
    while len(lines := complaints(doctor.of_readers())) < 2 and time.monotonic() < until:
        time.sleep(0.1)
    assert len(lines) == 2
    assert all("entries wait for" in line and "the oldest for 12" in line for line in lines)


def outbound(box: Mailbox, *states: str) -> None:
    for number, state in enumerate(states, start=1):
        OutboundMail.objects.create(
            mailbox=box, ticket_message_id=number, message_id=f"m{number}", state=state,
            recipient="a@b.example", subject="", body="", next_try_at=NOON, created_at=NOON,
        )  # fmt: skip


@pytest.mark.django_db
def test_replies_in_doubt_or_not_sent_and_quarantine_are_counted_each() -> None:
    box = mailbox(store("DE"))
    outbound(box, "unknown", "unknown", "failed", "sent", "waiting")
    mail.quarantine(mailbox_id=box.pk, raw=b"x", why="empty", at=NOON)
    assert complaints(doctor.of_mail()) == [
        "2 replies may have been sent, or not.",
        "1 replies were not sent.",
        "1 mails wait in quarantine.",
    ]


@pytest.mark.django_db
def test_a_mailbox_that_cannot_be_read_is_named_with_its_trouble_unless_it_rests() -> None:
    box = mailbox(store("DE"), problem="Log-in refused. Check the password.")
    [finding] = [each for each in doctor.of_mail() if "cannot be read" in each.what]
    assert box.address in finding.what
    assert finding.advice == "Log-in refused. Check the password."
    Mailbox.objects.update(is_active=False)
    assert complaints(doctor.of_mail()) == []


@pytest.mark.django_db
def test_replies_that_should_have_left_are_counted_and_are_not_lost() -> None:
    HeldReply.objects.create(
        ticket=ticket(store("DE")),
        person=lin(),
        body="On Friday.",
        kind="resolution",
        seen_version=1,
        idempotency_key=uuid4(),
        asked_at=NOON,
        send_at=NOON + timedelta(seconds=10),
    )
    assert complaints(doctor.of_held_replies(at=NOON + timedelta(seconds=60))) == []
    [line] = complaints(doctor.of_held_replies(at=NOON + timedelta(seconds=71)))
    assert line == "1 of them should have left over a minute ago."


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    installation = Installation(tmp_path)
    keyfiles.make_missing(installation.keys)
    monkeypatch.setattr(doctor, "INSTALLATION", installation)
    return installation


def test_old_keys_are_to_be_renewed(here: Installation) -> None:
    assert complaints(doctor._of_keys()) == []
    old = time.time() - (doctor.OLD_KEY_DAYS + 2) * DAY_SECONDS
    name = keyfiles.NAMES[0]
    os.utime(here.keys / name, (old, old))
    assert complaints(doctor._of_keys()) == [
        f"{name} is {doctor.OLD_KEY_DAYS + 2} days old."
    ]


def test_keys_others_may_read_are_complained_of(here: Installation) -> None:
    (here.keys / keyfiles.NAMES[0]).chmod(0o644)
    [line] = complaints(doctor._of_keys())
    assert keyfiles.NAMES[0] in line


@pytest.mark.parametrize(("free", "is_little"), [(999_999_999, True), (10**9, False)])
def test_a_disk_that_fills_up_is_complained_of_in_time(
    here: Installation, monkeypatch: pytest.MonkeyPatch, free: int, is_little: bool
) -> None:
    usage = shutil.disk_usage(here.folder)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    finding = doctor._of_space()
    assert bool(finding.advice) is is_little
    assert "1.0 GB are free" in finding.what


@pytest.mark.django_db
def test_an_entry_of_the_future_is_no_lag(monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    long_ago = timezone.now() - timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: long_ago)  # A clock that was set back.
    assert complaints(doctor.of_readers()) == []


@pytest.mark.django_db
def test_the_facts_are_well_when_they_follow_the_definitions_and_the_journal() -> None:
    assert complaints(doctor.of_facts()) == []  # Nothing was built yet.
    Standing.objects.create(version=rules.VERSION)
    assert [finding.what for finding in doctor.of_facts()] == [
        "The facts behind the figures follow the definitions in use.",
        "The facts were not yet compared with the journal.",
    ]
    Standing.objects.update(version=0, compared_at=NOON, differences=3)
    assert complaints(doctor.of_facts()) == [
        "The facts behind the figures follow another definition.",
        f"3 facts differed from the journal on {NOON:%Y-%m-%d %H:%M} UTC.",
    ]


@pytest.mark.django_db
def test_money_in_doubt_for_a_day_incidents_and_an_unsigned_log_are_complained_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path)
    assert complaints(doctor.of_money(at=NOON)) == []
    shop = people.store()
    agent = people.lin(shop)
    desk = remedies.Desk(remedies.Memory(script=["nothing"]))
    remedies.requested(remedies.order(shop), 300, agent)
    desk.works()
    desk.works(after=remedies.LAG + remedies.HOUR)
    money.record_outside(
        store_id=shop.pk, order_number="302-1", account="test.1",
        effects=[remedies.seen("X-1", 1_500)], at=NOON,
    )  # fmt: skip
    money.stop(scope="all", name="", why="Drill.", by=None, at=NOON)
    found = [each.what for each in doctor.of_money(at=desk.at) if each.advice]
    assert found == ["1 incidents about money are open.", "1 kill switches are on."]
    later = timezone.now() + 24 * 3 * remedies.HOUR
    found = [each.what for each in doctor.of_money(at=later) if each.advice]
    assert len(found) == 4
    assert found[0].startswith("1 remedies need a person, the oldest since 2026-03-02")
    assert found[-1].startswith("The audit log has rows nobody signed since")
    assert Client().get("/healthz").json()["money"] == "look"


@pytest.mark.django_db
def test_a_log_that_was_found_wrong_is_complained_of_until_it_is_found_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path)
    wrong = {"rows": 3, "heads": 0, "ledgers": 1, "remedies": 1, "breaks": [[2, "gap"]]}
    Verification.objects.create(at=NOON, **wrong)
    assert complaints(doctor.of_money(at=NOON)) == [
        "Audit log or ledgers were found wrong on 2026-03-02 12:00 UTC."
    ]
    assert Client().get("/healthz").json()["money"] == "look"
    money.verify(tmp_path, by=None, at=NOON)
    assert complaints(doctor.of_money(at=NOON)) == []
    assert Client().get("/healthz").json()["money"] == "ok"
