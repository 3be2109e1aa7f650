"""Quarantine, reading places, bounces, doubts, and what is asked about mail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail import commands, queries, rules
from firsthand.domain.mail.commands.outbox import NotUnknown, new_message_id
from firsthand.domain.mail.commands.settle import AlreadySettled
from firsthand.domain.mail.models import (
    Attachment,
    Mailbox,
    MailIdentity,
    OutboundMail,
    Quarantined,
    RawMail,
)
from firsthand.domain.mail.ports import ParsedAttachment
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.tickets import commands as tickets
from firsthand.domain.tickets.models import Message
from firsthand.foundation.scoping import Everything
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store, wen

HOUR = timedelta(hours=1)
State = OutboundMail.State


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


def aside(box: Mailbox, raw: bytes = b"???", *, at=NOON) -> Quarantined:
    item = commands.quarantine(mailbox_id=box.pk, raw=raw, why="unreadable", at=at)
    assert item is not None
    return item


def test_a_mail_in_quarantine_is_settled_once_and_its_bytes_stay(box) -> None:
    agent, item = lin(box.store), aside(box)
    settled = commands.settle_quarantined(quarantined_id=item.pk, by=agent, at=NOON)
    assert settled.settled_at == NOON
    with pytest.raises(AlreadySettled) as refusal:
        commands.settle_quarantined(quarantined_id=item.pk, by=agent, at=NOON + HOUR)
    assert refusal.value.fix
    entry = Entry.objects.get(kind="mail.quarantine_settled")
    assert (entry.subject_id, entry.actor_id, entry.store_id) == (
        item.pk,
        agent.pk,
        box.store_id,
    )
    assert bytes(RawMail.objects.get().content) == b"???"


def test_who_only_reads_or_sees_other_stores_settles_nothing(box) -> None:
    item = aside(box)
    with pytest.raises(NotAllowed):
        commands.settle_quarantined(
            quarantined_id=item.pk, by=person("Omar", "reviewer", box.store), at=NOON
        )
    with pytest.raises(Quarantined.DoesNotExist):
        commands.settle_quarantined(quarantined_id=item.pk, by=maya(store("JP")), at=NOON)
    assert Quarantined.objects.get().settled_at is None


def test_quarantine_lists_what_waits_newest_first_in_ones_own_stores(box) -> None:
    old, new = aside(box, b"1"), aside(box, b"2", at=NOON + HOUR)
    settled = aside(box, b"3")
    agent, stranger = lin(box.store), maya(store("JP"))
    commands.settle_quarantined(quarantined_id=settled.pk, by=agent, at=NOON)
    assert list(queries.quarantined_for(agent)) == [new, old]
    assert list(queries.quarantined_for(stranger)) == []
    # One that is settled can still be looked at, by its number.
    assert queries.quarantined_mail(agent, settled.pk) == settled
    assert queries.quarantined_mail(stranger, old.pk) is None


def test_a_mail_settled_and_fetched_again_does_not_come_back(box) -> None:
    item = aside(box)
    commands.settle_quarantined(quarantined_id=item.pk, by=lin(box.store), at=NOON)
    assert (
        commands.quarantine(mailbox_id=box.pk, raw=b"???\r\n", why="again", at=NOON) is None
    )


NAMED = ["jonas@buyers.example", "Jonas@Buyers.Example", "JONAS@BUYERS.EXAMPLE"]


@pytest.mark.parametrize("written", NAMED)
def test_erasing_reaches_a_quarantined_mail_however_the_address_is_written(
    box, written: str
) -> None:
    his = aside(box, f"From: <{written}>\r\n\r\n\xff\\ \x00".encode("latin-1"))
    other = aside(box, b"From: <anna@buyers.example>")
    assert commands.erase_quarantined_of(["jonas@buyers.example", ""], at=NOON) == 1
    content = dict(Quarantined.objects.values_list("pk", "raw__content"))
    assert content[his.pk] is None
    assert bytes(content[other.pk]) == b"From: <anna@buyers.example>"


@pytest.mark.parametrize("addresses", [[], [""], ["nobody@x.example"]])
def test_erasing_without_an_address_that_is_there_empties_nothing(box, addresses) -> None:
    aside(box, b"From: <jonas@buyers.example>")
    assert commands.erase_quarantined_of(addresses, at=NOON) == 0
    assert RawMail.objects.get().content is not None


def test_a_mailbox_is_read_on_where_it_was_left_and_never_backwards(box) -> None:
    assert commands.begin_reading(box.pk, uid_validity=7).after_uid == 0
    commands.move_on(box.pk, uid_validity=7, uid=40)
    commands.move_on(box.pk, uid_validity=7, uid=12)
    assert commands.begin_reading(box.pk, uid_validity=7).after_uid == 40


def test_a_renumbered_mailbox_is_read_from_its_beginning(box) -> None:
    commands.begin_reading(box.pk, uid_validity=7)
    commands.move_on(box.pk, uid_validity=7, uid=40)
    assert commands.begin_reading(box.pk, uid_validity=8).after_uid == 0
    # A late word about the old numbers is about other mail.
    commands.move_on(box.pk, uid_validity=7, uid=99)
    assert commands.begin_reading(box.pk, uid_validity=8).after_uid == 0


def test_a_problem_is_shown_until_reading_works_and_keeps_the_last_good_time(box) -> None:
    commands.note_fetched(box.pk, at=NOON)
    commands.note_fetched(box.pk, at=NOON + HOUR, problem="x" * 900)
    box.refresh_from_db()
    assert (box.fetched_at, box.problem) == (NOON, "x" * 500)
    commands.note_fetched(box.pk, at=NOON + 2 * HOUR)
    box.refresh_from_db()
    assert (box.fetched_at, box.problem) == (NOON + 2 * HOUR, "")


def test_only_active_mailboxes_with_a_server_are_fetched(box) -> None:
    read = mailbox(box.store, address="a@shop.example", imap_host="imap.example")
    mailbox(box.store, address="b@shop.example", imap_host="imap.example", is_active=False)
    assert list(queries.mailboxes_to_fetch()) == [read]
    assert list(queries.active_mailboxes()) == [read, box]
    assert queries.mailbox(box.pk) == box


def test_mailboxes_are_seen_by_store(box) -> None:
    assert list(queries.mailboxes_for(Everything())) == [box]
    assert list(queries.mailboxes_for(maya(store("JP")))) == []


def answered(box: Mailbox) -> OutboundMail:
    ticket_id = arrives(box, letter()).ticket_id
    message = tickets.reply(
        ticket_id=ticket_id,
        body="On Friday.",
        by=person("Bo", "agent", box.store),
        at=NOON,
        idempotency_key=uuid4(),
    )
    found = queries.outbound_of(message.pk)
    assert found is not None
    return found


def test_standing_counts_what_is_not_finished(box) -> None:
    mail = answered(box)
    aside(box)
    assert queries.standing().outbox == {"waiting": 1}
    assert queries.standing().quarantined == 1
    OutboundMail.objects.filter(pk=mail.pk).update(state=State.SENT)
    assert queries.standing().outbox == {}
    assert queries.standing().mailboxes == [box]


@pytest.mark.parametrize(("was_sent", "state"), [(True, "sent"), (False, "waiting")])
def test_a_person_settles_a_doubt_once(box, was_sent: bool, state: str) -> None:
    mail, owner = answered(box), wen()
    OutboundMail.objects.update(state=State.UNKNOWN)
    settled = commands.settle_unknown(mail.pk, was_sent=was_sent, by=owner, at=NOON + HOUR)
    assert settled.state == state
    assert settled.finished_at == (NOON + HOUR if was_sent else None)
    assert Entry.objects.filter(kind="mail.sent", actor_id=owner.pk).exists() is was_sent
    with pytest.raises(NotUnknown):
        commands.settle_unknown(mail.pk, was_sent=True, by=owner, at=NOON + HOUR)


@pytest.mark.parametrize("state", [state for state in State if state != State.UNKNOWN])
def test_what_is_known_is_no_matter_for_a_person(box, state) -> None:
    mail = answered(box)
    OutboundMail.objects.update(state=state)
    with pytest.raises(NotUnknown):
        commands.settle_unknown(mail.pk, was_sent=True, by=wen(), at=NOON)


def bounce(mail: OutboundMail, *, permanent: bool, mailbox_id: int | None = None):
    return commands.note_bounce(
        message_ids=[mail.message_id],
        mailbox_id=mailbox_id or mail.mailbox_id,
        permanent=permanent,
        at=NOON + HOUR,
    )


def test_a_permanent_bounce_is_noted_once(box) -> None:
    mail = answered(box)
    assert bounce(mail, permanent=False) == mail
    mail.refresh_from_db()
    assert mail.state == "waiting"
    for _copy in range(2):
        assert bounce(mail, permanent=True) == mail
    mail.refresh_from_db()
    assert (mail.state, mail.finished_at) == ("bounced", NOON + HOUR)
    assert Entry.objects.filter(kind="mail.bounced").count() == 1


def test_a_bounce_of_what_another_mailbox_sent_is_not_ours(box) -> None:
    mail, other = answered(box), mailbox(store("JP"))
    assert bounce(mail, permanent=True, mailbox_id=other.pk) is None
    mail.refresh_from_db()
    assert mail.state == "waiting"


def test_files_are_listed_in_order_and_given_out_only_with_their_message(box) -> None:
    files = tuple(ParsedAttachment(f"{n}.txt", "text/plain", b"%d" % n) for n in (1, 2))
    mine = arrives(box, letter(attachments=files)).message_id
    other = arrives(box, letter()).message_id
    assert [file.name for file in queries.attachments_of([mine, other])] == [
        "1.txt",
        "2.txt",
    ]
    first = Attachment.objects.get(name="1.txt")

    def given_to(message_id: int) -> Attachment | None:
        ids = Message.objects.filter(pk=message_id).values_list("pk", flat=True)
        return queries.file_of(first.pk, ticket_message_ids=ids)

    found = given_to(mine)
    assert found is not None
    assert bytes(found.blob.content) == b"1"
    assert given_to(other) is None


def test_messages_are_known_by_the_ids_they_came_and_went_under(box) -> None:
    received = arrives(box, letter(message_id="first@b"))
    mail = answered(box)
    ids = queries.ticket_messages_of(["first@b", mail.message_id], mailbox_id=box.pk)
    assert ids == {
        "first@b": received.message_id,
        mail.message_id: mail.ticket_message_id,
    }
    assert queries.ticket_messages_of(["first@b"], mailbox_id=box.pk + 1) == {}
    standing = sorted(ids.values())
    assert queries.message_ids_of(standing) == ["first@b", mail.message_id]
    assert queries.outbound_of(received.message_id) is None


def test_a_bounce_or_notice_taken_leads_to_no_message(box) -> None:
    with transaction.atomic():
        commands.take(mailbox_id=box.pk, message_id="n@x", raw=b"n", at=NOON)
    assert MailIdentity.objects.get().ticket_message_id is None
    assert queries.ticket_messages_of(["n@x"], mailbox_id=box.pk) == {}


@given(st.integers(1, 10**18 - 1))
def test_a_message_id_of_ours_always_leads_back_to_its_ticket(ticket_id: int) -> None:
    made = new_message_id(ticket_id, "shop.example")
    assert queries.ticket_of_token(made) == ticket_id
    assert queries.ticket_of_token(made.upper()) == ticket_id
    assert (
        queries.ticket_of_token(made.replace(f".{ticket_id}.", f".{ticket_id}0.")) is None
    )


@given(st.text(max_size=80))
def test_any_other_message_id_leads_nowhere(text: str) -> None:
    assert queries.ticket_of_token(text) is None


# Letters that a comparison without regard to case takes for "s", "k" and "i".
@pytest.mark.parametrize("letter", ["\u017f", "\u212a", "\u0131", "\u0130"])
def test_letters_that_only_look_like_ours_lead_nowhere(letter: str) -> None:
    assert queries.ticket_of_token(f"fh.1.{'a' * 12}.{letter * 24}@shop.example") is None
    assert queries.ticket_of_token(f"fh.\u0661.{'a' * 12}.{'a' * 24}@shop.example") is None


@given(st.integers(1, rules.MAX_TRIES - 1))
def test_each_pause_is_at_least_as_long_as_the_one_before(attempts: int) -> None:
    this = rules.next_try_at(attempts, NOON)
    after = rules.next_try_at(attempts + 1, NOON)
    assert this is not None
    assert this > NOON
    assert after is None or after >= this


def test_after_the_last_try_there_is_none() -> None:
    assert rules.next_try_at(rules.MAX_TRIES, NOON) is None
    assert rules.next_try_at(rules.MAX_TRIES + 5, NOON) is None


@given(st.binary(max_size=200))
def test_line_ends_and_an_mbox_line_do_not_make_another_mail(raw: bytes) -> None:
    plain = rules.canonical(raw)
    assert rules.canonical(raw.replace(b"\r\n", b"\n")) == plain
    assert rules.canonical(b"\r\n" + raw + b"\r\n") in {
        plain,
        raw.replace(b"\r\n", b"\n").strip(),
    }
    assert rules.canonical(b"From x Mon\n" + b"Subject: " + raw) == rules.canonical(
        b"Subject: " + raw
    )


def test_bytes_are_kept_for_thirty_days_by_the_utc_calendar() -> None:
    assert rules.purge_on(datetime(2026, 1, 31, 23, 59, tzinfo=UTC)) == date(2026, 3, 2)
