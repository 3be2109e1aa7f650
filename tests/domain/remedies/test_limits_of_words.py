"""What is cut, rounded, defaulted: the last unit, the longest word, the oldest head."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.commands import asking, health, ledgers
from firsthand.domain.remedies.models import AccountHealth, Attempt, AuditRow, Cell, Remedy
from firsthand.domain.remedies.ports import (
    Component,
    Declined,
    Done,
    Kind,
    NeedsApproval,
    NotSent,
    Proposal,
    Taken,
    Unclear,
)
from firsthand.domain.remedies.queries import chain
from firsthand.domain.remedies.rules.requests import Portion
from firsthand.domain.remedies.rules.states import State
from firsthand.foundation.keys import keyed_hash
from tests.people import NOON
from tests.remedies import (
    ACCOUNT,
    HOUR,
    LAG,
    MINUTE,
    Desk,
    Judge,
    Memory,
    asks,
    money_of,
    order,
    requested,
    seen,
)


class Talker(Judge):
    """A judge with more to say than is kept."""

    def decide(self, proposal: Proposal) -> NeedsApproval:
        return NeedsApproval(why="w" * 300, who="r" * 60)


def test_words_of_a_judge_are_cut_to_what_is_kept(placed: Order, lin: Person):
    remedy = requested(placed, 100, lin, judge=Talker())
    remedy.refresh_from_db()
    assert (remedy.approval_why, remedy.approval_by) == ("w" * 200, "r" * 40)


def test_words_of_a_channel_are_cut_to_what_is_kept(placed: Order, lin: Person):
    requested(placed, 100, lin)
    Desk(Memory(script=[lambda _told: Declined("n" * 400)])).works()
    assert Remedy.objects.get().state_why == "n" * 300
    assert Attempt.objects.get().answer == "n" * 300


def test_the_remainder_of_a_split_is_borne_by_tax_then_by_shipping(
    placed: Order, lin: Person
):
    requested(placed, 15, lin)  # 10.5, 3, 0.9 and 0.6: up, and one too many.
    cells = Cell.objects.order_by("pk").values_list("component", "reserved")
    assert list(cells) == [("price", 11), ("price", 3), ("shipping", 1), ("tax", 0)]
    assert list(Remedy.objects.get().parts.values_list("component", flat=True)) == [
        "price", "price", "shipping",
    ]  # fmt: skip


def test_of_an_order_that_gave_more_than_it_had_nothing_is_left(placed: Order, lin: Person):
    commands.record_outside(
        store_id=placed.store_id, order_number=placed.number, account=ACCOUNT,
        effects=[seen("X-1", 1_200)], at=NOON,
    )  # fmt: skip
    with pytest.raises(commands.MoreThanIsLeft, match=r" 0\.00 EUR"):
        requested(placed, 1, lin)


def test_the_database_too_knows_that_a_key_was_used(shop, placed: Order, lin: Person):
    remedy = requested(placed, 100, lin)
    other = order(shop, "302-2")
    ledger = ledgers.ledger_of(other, at=NOON)
    request = asks(other, 100, key=remedy.key)
    new = asking.new_remedy(request, ledger, account=ACCOUNT, requested_by=lin, at=NOON)
    new.state = State.APPROVED.value
    with pytest.raises(commands.KeyTaken):
        asking.write(new, request, by=lin, at=NOON)


def test_another_fault_of_a_row_is_not_taken_for_a_used_key(placed: Order, lin: Person):
    request = asks(placed, 100)
    ledger = ledgers.ledger_of(placed, at=NOON)
    new = asking.new_remedy(request, ledger, account=ACCOUNT, requested_by=lin, at=NOON)
    new.state, new.requested_at = State.APPROVED.value, None
    with pytest.raises(IntegrityError):
        asking.write(new, request, by=lin, at=NOON)


def test_a_new_remedy_is_due_at_once_and_says_who_brought_it_there(
    placed: Order, lin: Person
):
    remedy = requested(placed, 100, lin, at=NOON + HOUR)
    assert (remedy.requested_at, remedy.due_at, remedy.state_at) == (NOON + HOUR,) * 3
    assert (remedy.state_by_id, remedy.account, remedy.fence) == (lin.pk, ACCOUNT, 0)
    assert (remedy.needs_approval, remedy.expires_at, remedy.part_count) == (False, None, 4)


def test_the_channel_is_told_the_parts_in_their_order(placed: Order, lin: Person):
    parts = (
        Portion(2, Component.PRICE, 150, 1), Portion(None, Component.SHIPPING, 60),
    )  # fmt: skip
    requested(placed, 210, lin, portions=parts)
    desk = Desk(Memory())
    desk.works()
    (told,) = desk.channel.calls
    assert [
        (part.line_number, part.sku, part.component, part.minor_units, part.quantity)
        for part in told.parts
    ] == [(2, "L2", "price", 150, 1), (None, "", "shipping", 60, 0)]
    assert (told.order_number, told.currency, told.minor_units) == ("302-1", "EUR", 210)
    assert (told.account, told.reason, told.kind) == (ACCOUNT, "damaged", Kind.REFUND)


def rests_of(account: str = "a") -> list:
    return [each.rests_until for each in queries.resting_accounts(at=NOON)]


def test_a_pause_an_account_asked_for_is_never_cut_short(db):
    for minutes in (10, 1):
        pause = NotSent("429", again_after=minutes * MINUTE)
        health.note_answer("a", pause, at=NOON)
    assert rests_of() == [NOON + 10 * MINUTE]
    health.note_answer("a", NotSent("429", again_after=20 * MINUTE), at=NOON)
    assert rests_of() == [NOON + 20 * MINUTE]


def test_a_plain_answer_ends_the_count_of_failures(db):
    health.note_answer("a", Unclear("timed out"), at=NOON)
    health.note_answer("a", NotSent("429", again_after=10 * MINUTE), at=NOON)
    account = AccountHealth.objects.get()
    assert (account.failures, account.problem, account.changed_at) == (2, "429", NOON)
    health.note_answer("a", Declined("no"), at=NOON + MINUTE)
    account.refresh_from_db()
    assert (account.failures, account.problem, account.rests_until) == (0, "", None)
    assert account.changed_at == NOON + MINUTE
    health.note_answer("a", Done("R-1"), at=NOON + HOUR)
    account.refresh_from_db()
    assert account.changed_at == NOON + MINUTE, "nothing changed"


def test_a_single_failure_is_forgotten_too(db):
    health.note_answer("a", Unclear("timed out"), at=NOON)
    health.note_answer("a", Declined("no"), at=NOON)
    assert AccountHealth.objects.get().failures == 0


def test_what_failed_is_kept_in_as_many_words_as_there_is_room_for(db):
    health.note_answer("a", Unclear("w" * 400), at=NOON)
    assert AccountHealth.objects.get().problem == "w" * 300
    assert rests_of() == []


def test_what_the_record_disproves_is_written_down_as_absent_and_sent_again(
    placed: Order, lin: Person
):
    requested(placed, 100, lin)
    desk = Desk(Memory(script=["nothing"], is_definitive=True))
    desk.works()
    desk.works(after=LAG + HOUR)
    attempts = Attempt.objects.order_by("fence").values_list("outcome", "ended_at")
    assert list(attempts) == [("absent", desk.at), ("done", desk.at)]
    assert len(desk.channel.effects) == 1


def test_a_head_that_was_signed_long_ago_is_still_ours(db, tmp_path: Path):
    """Whoever changes what is signed, or for what, makes all old heads worthless."""
    said = {"seq": 7, "hash": "ab", "at": NOON.isoformat()}
    text = f"7\nab\n{NOON.isoformat()}"
    said["signature"] = keyed_hash(text, purpose="audit head")
    folder = tmp_path / "heads"
    folder.mkdir()
    (folder / "heads-2026-03.jsonl").write_text(f"{json.dumps(said)}\nnonsense\n")
    assert chain.last_signed(folder) == chain.SignedHead(7, NOON)


def test_the_newest_head_counts_and_what_came_after_it_is_unsigned(db, tmp_path: Path):
    assert chain.unsigned_since(tmp_path) is None
    health_row("a.b")
    assert chain.unsigned_since(tmp_path) == AuditRow.objects.get(seq=1).at
    folder = tmp_path / "audit" / "heads"  # Whatever of it is missing is made.
    first = commands.sign_head(folder, at=NOON)
    assert first is not None
    assert first.name == "heads-2026-03.jsonl"
    health_row("c.d")
    health_row("e.f")
    assert chain.last_signed(folder) == chain.SignedHead(1, NOON)
    assert chain.unsigned_since(folder) == AuditRow.objects.get(seq=2).at
    later = NOON + timedelta(days=40)
    second = commands.sign_head(folder, at=later)
    assert second is not None
    assert second.name == "heads-2026-04.jsonl"
    commands.sign_head(folder, at=later + HOUR)
    assert chain.last_signed(folder) == chain.SignedHead(3, later + HOUR)
    assert chain.unsigned_since(folder) is None
    assert (second.stat().st_mode & 0o777, second.parent.stat().st_mode & 0o777) == (
        0o600, 0o700,
    )  # fmt: skip


def health_row(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO remedies_auditrow (what, subject, facts) VALUES (%s, 's', '{}')",
            [what],
        )


def test_what_is_taken_and_answers_at_length_is_kept_in_short(placed: Order, lin: Person):
    requested(placed, 100, lin)
    desk = Desk(Memory(script=[lambda _told: Taken("H-1")]))
    desk.works()
    assert (Attempt.objects.get().answer, Attempt.objects.get().outcome) == ("H-1", "taken")
    desk.channel.decides = lambda _handle, _told: Declined("n" * 400)
    desk.works(after=2 * MINUTE)
    assert Attempt.objects.get().answer == "n" * 300
    assert money_of(placed) == (1000, 0, 0, 0)


def test_a_note_on_other_orders_is_remembered_from_its_first_moment(
    shop, placed: Order, lin: Person, maya: Person
):
    requested(order(shop, "302-2"), 10, lin, note="One.", at=NOON)
    requested(order(shop, "302-3"), 10, lin, note="Two.", at=NOON + HOUR)
    requested(order(shop, "302-4"), 10, lin, note="")
    requested(order(shop, "302-5"), 10, maya, note="Hers.")
    requested(placed, 10, lin, note="Here.")
    notes = queries.notes_on_other_orders
    assert notes(lin.pk, order_id=placed.pk, since=NOON) == ("Two.", "One.")
    assert notes(lin.pk, order_id=placed.pk, since=NOON + MINUTE) == ("Two.",)


def test_a_key_finds_its_remedy_for_who_may_see_it(placed: Order, lin: Person):
    remedy = requested(placed, 10, lin)
    found = queries.remedy_with_key(lin, str(remedy.key))
    assert found == remedy
    assert found.requested_by == lin
    assert queries.remedy_with_key(lin, uuid4()) is None


def test_orders_of_which_money_went_back_are_told_from_those_of_which_none_did(
    shop, lin: Person
):
    given, over, uncounted, waiting, untouched = (
        order(shop, f"302-{n}", total=5 if n == 3 else None) for n in range(1, 6)
    )
    requested(given, 10, lin)
    Desk(Memory()).works()
    for number, (placed, amount) in enumerate(((over, 1_200), (uncounted, 5))):
        commands.record_outside(
            store_id=shop.pk, order_number=placed.number, account=ACCOUNT,
            effects=[seen(f"X-{number}", amount)], at=NOON,
        )  # fmt: skip
    requested(waiting, 10, lin)
    every = [each.pk for each in (given, over, uncounted, waiting, untouched)]
    found = queries.given_back_among(every)
    assert found == {given.pk, over.pk, uncounted.pk}
    assert queries.given_back_among([waiting.pk, untouched.pk]) == set()
