"""The audit log says who did what, is not changed unseen, and can be checked anywhere."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from django.db import connection

from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import AuditRow, Remedy
from firsthand.domain.remedies.queries import books, chain
from firsthand.domain.remedies.queries.chain import Break
from tests import people
from tests.people import NOON
from tests.remedies import Desk, Judge, Memory, order, requested, seen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def remedy(transactional_db) -> Remedy:
    shop = people.store()
    placed, lin, maya = order(shop), people.lin(shop), people.maya(shop)
    remedy = requested(placed, 300, lin, judge=Judge(limit=100))
    with pytest.raises(commands.AnotherRequest):
        commands.approve(
            remedy_id=remedy.pk, request_hash="x", authority=Judge(), by=maya, at=NOON
        )
    commands.approve(
        remedy_id=remedy.pk,
        request_hash=remedy.request_hash,
        authority=Judge(),
        by=maya,
        at=NOON,
    )
    Desk(Memory()).works()
    commands.record_outside(
        store_id=shop.pk, order_number=placed.number, account="test.1",
        effects=[seen("X-1", 50)], at=NOON,
    )  # fmt: skip
    return remedy


def forge(statement: str) -> None:
    """Change the log as somebody could who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("set session_replication_role = origin")


def test_every_step_and_every_refusal_is_a_row_with_who_did_it(remedy: Remedy):
    lin, maya = Person.objects.get(name="Lin"), Person.objects.get(name="Maya")
    rows = AuditRow.objects.order_by("seq")
    assert list(rows.values_list("seq", "what", "actor_id")) == [
        (1, "remedy.pending_approval", lin.pk),
        (2, "remedy.approve.refused", maya.pk),
        (3, "remedy.approved", maya.pk),
        (4, "remedy.sending", None),
        (5, "remedy.succeeded", None),
        (6, "outside.recorded", None),
        (7, "outside.counted", None),
    ]
    facts = json.loads(rows[2].facts)
    assert facts["approved_by"] == maya.pk
    assert facts["request"] == remedy.request_hash
    assert chain.checked() == chain.Checked(7, 0, ())


FORGED = [
    # what somebody does, what is found
    ("UPDATE remedies_auditrow SET facts = '{}' WHERE seq = 3", [(3, "changed")]),
    ("UPDATE remedies_auditrow SET actor_id = 9 WHERE seq = 4", [(4, "changed")]),
    (
        "UPDATE remedies_auditrow SET at = at + interval '1 microsecond' WHERE seq = 1",
        [(1, "changed")],
    ),
    ("DELETE FROM remedies_auditrow WHERE seq = 3", [(4, "gap")]),
    (
        "DELETE FROM remedies_auditrow WHERE seq = 3;"
        "UPDATE remedies_auditrow SET facts = '{}' WHERE seq IN (4, 6)",
        [(4, "gap"), (6, "changed")],
    ),
    (
        "UPDATE remedies_auditrow SET seq = -1 WHERE seq = 3;"
        "UPDATE remedies_auditrow SET seq = 3 WHERE seq = 4;"
        "UPDATE remedies_auditrow SET seq = 4 WHERE seq = -1",
        [(3, "changed"), (4, "changed"), (5, "not_after")],
    ),
    (
        "UPDATE remedies_auditrow SET hash = repeat('0', 64) WHERE seq = 2",
        [(2, "changed"), (3, "not_after")],
    ),
]


@pytest.mark.parametrize(("statement", "found"), FORGED)
def test_a_row_that_was_forged_is_named(remedy: Remedy, statement: str, found) -> None:
    forge(statement)
    assert chain.checked().breaks == tuple(Break(*each) for each in found)


def test_a_tail_that_was_cut_off_is_seen_by_the_head_that_was_signed(
    remedy: Remedy, tmp_path: Path
):
    path = commands.sign_head(tmp_path, at=NOON)
    assert path is not None
    assert chain.checked(tmp_path) == chain.Checked(7, 1, ())
    forge("DELETE FROM remedies_auditrow WHERE seq > 5")
    assert chain.checked().breaks == ()  # The chain alone is whole.
    assert chain.checked(tmp_path).breaks == (Break(7, "head"),)


def test_a_log_written_anew_from_some_row_on_does_not_fit_its_head(
    remedy: Remedy, tmp_path: Path
):
    commands.sign_head(tmp_path, at=NOON)
    forge("DELETE FROM remedies_auditrow WHERE seq > 6")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO remedies_auditrow (what, subject, facts) VALUES ('a', 'b', 'c')"
        )
    assert chain.checked().breaks == ()
    assert chain.checked(tmp_path).breaks == (Break(7, "head"),)


@pytest.mark.parametrize("line", ["nonsense", "{}", '{"seq": 1, "hash": "x", "at": ""}'])
def test_a_head_nobody_of_us_signed_is_told(remedy: Remedy, tmp_path: Path, line: str):
    (tmp_path / "heads-2026-03.jsonl").write_text(line + "\n")
    assert [each.what for each in chain.checked(tmp_path).breaks] == ["signature"]


def test_an_empty_log_has_no_head_and_is_whole(transactional_db, tmp_path: Path):
    assert commands.sign_head(tmp_path, at=NOON) is None
    assert chain.checked(tmp_path) == chain.Checked(0, 0, ())


def test_what_is_exported_can_be_checked_with_ten_lines(remedy: Remedy):
    before = ""
    for row in chain.exported():
        lines = [
            before, row["seq"], row["at_microseconds"], row["what"], row["subject"],
            "" if row["actor"] is None else row["actor"],
            "" if row["store"] is None else row["store"], row["facts"],
        ]  # fmt: skip
        text = "\n".join(map(str, lines))
        assert row["prev"] == before
        assert row["hash"] == hashlib.sha256(text.encode()).hexdigest()
        before = str(row["hash"])
    assert before


WRONG = [
    (
        "UPDATE remedies_cell SET settled = settled - 1 WHERE line_number = 1",
        {"cell", "ledger"},
    ),
    ("UPDATE remedies_ledger SET reserved = 5", {"ledger"}),
    ("UPDATE remedies_remedy SET minor_units = 299", {"parts"}),
    ("UPDATE remedies_remedy SET state = 'failed'", {"audit", "cell"}),
    ("DELETE FROM remedies_outsidepart", {"cell"}),
]


@pytest.mark.parametrize(("statement", "found"), WRONG)
def test_books_that_were_cooked_are_named_by_order(remedy: Remedy, statement, found):
    assert books.books() == books.Books(1, 1, ())
    forge(statement)
    wrong = books.books().wrong
    assert {each.what for each in wrong} == found
    assert {each.order_id for each in wrong} == {remedy.ledger_id}
