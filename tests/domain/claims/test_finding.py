"""What was true is written down apart from what the buyer said, and never overwritten."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import ProgrammingError, connection, transaction
from django.db.utils import IntegrityError

from firsthand.domain.claims import commands, queries
from firsthand.domain.claims.commands import Kind, Rests, Truth
from firsthand.domain.claims.models import Basis, Finding
from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Attachment
from firsthand.domain.orders.models import Parcel
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.reasons.models import Reason
from firsthand.domain.tickets.models import Message, Ticket
from tests import people
from tests.claims import DAMAGED, LOST, finds, told
from tests.people import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def place():
    return people.store()


@pytest.fixture
def lin(place):
    return people.lin(place)


@pytest.fixture
def ticket(place) -> Ticket:
    return told(place)


def test_a_finding_leaves_what_the_buyer_says_as_it_is(ticket, lin) -> None:
    before = Ticket.objects.values().get(pk=ticket.pk)
    finding = finds(ticket, lin, true_reason=LOST)
    assert Ticket.objects.values().get(pk=ticket.pk) == before
    assert (finding.said.code, finding.true_reason.code) == (DAMAGED, LOST)
    entry = Entry.objects.get(kind="claims.found")
    assert (entry.subject_id, entry.ticket_id, entry.actor_id) == (
        finding.pk, ticket.pk, lin.pk,
    )  # fmt: skip
    assert entry.facts == {
        "said": DAMAGED, "truth": "not_true", "true_reason": LOST,
        "bases": ["warehouse"], "replaces": None,
    }  # fmt: skip


def test_a_new_finding_replaces_the_old_one_which_stays(ticket, lin) -> None:
    first = finds(ticket, lin, truth=Truth.UNKNOWN, rests_on=())
    second = finds(ticket, lin, seen=first.pk, at=NOON + DAY)
    found = queries.findings_of(ticket.pk)
    assert [each.pk for each in found] == [second.pk, first.pk]
    assert queries.standing_finding(ticket.pk, ticket.reason_id) == second
    assert first.truth == Finding.objects.get(pk=first.pk).truth == "unknown"


def test_the_same_form_sent_twice_is_one_finding(ticket, lin) -> None:
    key = uuid4()
    assert finds(ticket, lin, key=key) == finds(ticket, lin, key=key)
    assert Finding.objects.count() == 1


def test_who_has_not_seen_the_last_finding_does_not_replace_it(ticket, lin) -> None:
    first = finds(ticket, lin)
    with pytest.raises(commands.FoundMeanwhile):
        finds(ticket, lin)
    with pytest.raises(commands.FoundMeanwhile):
        finds(ticket, lin, seen=first.pk + 1)


def test_two_first_findings_at_once_are_stopped_by_the_database(ticket, lin) -> None:
    first = finds(ticket, lin)
    with pytest.raises(IntegrityError, match="one_line_of_findings"), transaction.atomic():
        Finding.objects.create(
            key=uuid4(), store=ticket.store, ticket=ticket, said=first.said,
            truth="true", by=lin, at=NOON,
        )  # fmt: skip


def test_a_ticket_without_a_tag_says_nothing_to_judge(ticket, lin) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(reason=None)
    with pytest.raises(commands.NotTagged, match="Choose its reason first"):
        finds(ticket, lin)


LACKS = [
    ({"rests_on": ()}, "Nothing says what this rests on"),
    ({"rests_on": (Rests(kind=Kind.PHOTO, note="  "),)}, "points at nothing"),
    ({"rests_on": (Rests(kind=Kind.PHOTO, note="x"),) * 21}, "too many"),
    ({"rests_on": (Rests(kind=Kind.PHOTO, note="x" * 1001),)}, "too long"),
    ({"note": "x" * 4001}, "too long"),
    ({"truth": Truth.TRUE, "true_reason": LOST}, "no other true reason"),
    ({"truth": Truth.UNKNOWN, "true_reason": LOST}, "no other true reason"),
    ({"true_reason": DAMAGED}, "the one the buyer gives"),
]


@pytest.mark.parametrize(("values", "words"), LACKS)
def test_an_incomplete_finding_is_refused_in_words(ticket, lin, values, words) -> None:
    with pytest.raises(commands.Incomplete, match=words):
        finds(ticket, lin, **values)
    assert not Finding.objects.exists()


def test_a_reason_that_is_not_in_use_is_refused(ticket, lin) -> None:
    Reason.objects.filter(code=LOST).update(archived_at=NOON)
    for code in ("NO.SUCH", LOST):
        with pytest.raises(commands.UnknownReason):
            finds(ticket, lin, true_reason=code)


def test_a_basis_points_at_what_is_on_the_ticket_and_keeps_the_scans(ticket, lin) -> None:
    scans = [{"at": "2026-03-01T10:00:00Z", "what": "Delivered"}]
    parcel = Parcel.objects.create(
        order=ticket.order, carrier="DHL", tracking_number="JJD1", scans=scans
    )
    file, said = Attachment.objects.get(), Message.objects.get()
    finding = finds(
        ticket,
        lin,
        rests_on=(
            Rests(kind=Kind.PHOTO, attachment_id=file.pk),
            Rests(kind=Kind.MESSAGE, message_id=said.pk),
            Rests(kind=Kind.TRACKING, parcel_id=parcel.pk, note="His own door."),
        ),
    )
    parcel.delete()
    photo, message, tracking = Basis.objects.filter(finding=finding).order_by("pk")
    assert (photo.attachment_id, message.message_id) == (file.pk, said.pk)
    assert tracking.scanned == {
        "carrier": "DHL", "tracking_number": "JJD1", "scans": scans,
    }  # fmt: skip


@pytest.mark.parametrize("what", ["attachment_id", "message_id", "parcel_id"])
def test_a_basis_of_another_ticket_is_refused(place, ticket, lin, what) -> None:
    other = told(place, number="305-0000000-0000009")
    parcel = Parcel.objects.create(order=other.order, carrier="UPS", tracking_number="1Z")
    said = Message.objects.get(ticket=other)
    theirs = {
        "attachment_id": Attachment.objects.get(ticket_message_id=said.pk).pk,
        "message_id": said.pk,
        "parcel_id": parcel.pk,
    }
    with pytest.raises(commands.NotOfThisTicket):
        finds(ticket, lin, rests_on=(Rests(kind=Kind.PHOTO, **{what: theirs[what]}),))


def test_neither_another_store_nor_another_role_finds_anything(ticket, place) -> None:
    with pytest.raises(ObjectDoesNotExist):
        finds(ticket, people.lin(people.store("JP")))
    for role in ("reviewer", "analyst"):
        with pytest.raises(NotAllowed):
            finds(ticket, people.person(role, role, place))
    assert finds(ticket, people.person("Chen", "compliance", place))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_finding SET truth = 'true'",
        "UPDATE claims_finding SET at = now()",
        "DELETE FROM claims_basis",
        "UPDATE claims_basis SET kind = 'photo'",
    ],
)
def test_the_database_refuses_to_rewrite_what_was_found(ticket, lin, statement) -> None:
    finds(ticket, lin)
    with (
        pytest.raises(ProgrammingError, match="pgtrigger"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_words_are_forgotten_and_what_was_found_stays(ticket, lin) -> None:
    finding = finds(ticket, lin, note="He says so in every mail.")
    assert commands.forget_words_of([ticket.buyer_id]) == 1
    finding.refresh_from_db()
    assert (finding.note, finding.truth) == ("", "not_true")
    assert Basis.objects.get().note == ""


def test_words_go_when_their_time_is_over_and_not_before(ticket, lin) -> None:
    finds(ticket, lin, rests_on=(Rests(kind=Kind.PHOTO, note="x"),))
    assert commands.purge_due(keep_days=30, at=NOON + 29 * DAY) == 0
    assert commands.purge_due(keep_days=30, at=NOON + 31 * DAY) == 1
    assert commands.purge_due(keep_days=30, at=NOON + 31 * DAY) == 0


def test_what_was_said_and_what_was_found_are_counted_together(place, lin) -> None:
    one, two, three = (told(place, number=f"305-000000{n}-0000000") for n in range(3))
    said_lost = told(place, number="305-0000009-0000000", tag=LOST)
    first = finds(one, lin, truth=Truth.UNKNOWN, rests_on=())
    finds(one, lin, seen=first.pk, true_reason=LOST, at=NOON + DAY)
    finds(two, lin, truth=Truth.TRUE)
    finds(three, lin, truth=Truth.UNKNOWN, rests_on=())
    finds(said_lost, lin, truth=Truth.PARTLY, at=NOON + 9 * DAY)
    period = {"since": NOON, "until": NOON + 2 * DAY}
    (row,) = queries.found_versus_said(lin, **period)
    assert (row.said, row.n, row.n_known) == (DAMAGED, 3, 2)
    assert row.truths == {"not_true": 1, "true": 1, "unknown": 1}
    assert row.true_reasons == {LOST: 1}
    assert queries.found_versus_said(people.maya(), **period) == []


def test_every_finding_is_a_row_of_the_table_with_whether_it_stands(ticket, lin) -> None:
    first = finds(ticket, lin, truth=Truth.UNKNOWN, rests_on=())
    finds(ticket, lin, seen=first.pk, true_reason=LOST)
    rows = [dict(zip(queries.COLUMNS, row, strict=True)) for row in queries.table(lin)]
    assert [row["stands"] for row in rows] == ["no", "yes"]
    assert rows[1]["said"] == DAMAGED
    assert rows[1]["true_reason"] == LOST
    assert rows[1]["bases"] == "warehouse"


def test_a_merged_tickets_findings_stand_on_the_other(place, lin, ticket) -> None:
    other = told(place, number="305-0000008-0000000")
    finding = finds(other, lin)
    Ticket.objects.filter(pk=other.pk).update(
        state="merged", merged_into=ticket, unanswered_since=None, reply_due_at=None,
        unanswered_count=0,
    )  # fmt: skip
    assert queries.findings_of(ticket.pk) == [finding]
    with pytest.raises(commands.FoundMeanwhile):
        finds(ticket, lin)
