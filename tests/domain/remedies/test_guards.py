"""The database itself refuses what must never be, whoever asks it.

Each row of `FORBIDDEN` names the trigger or constraint that stops it; a test beside it
checks that none is missing from the list.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Ledger, Remedy
from firsthand.domain.remedies.ports import Kind
from firsthand.domain.remedies.rules.states import ALLOWED, State
from tests.guards import attempt, names, refusal_of
from tests.people import NOON
from tests.remedies import HOUR, LAG, Desk, Judge, Memory, order, requested, seen

_NEW = """INSERT INTO remedies_remedy (key, request_hash, store_id, ledger_id, kind, state,
    minor_units, currency, part_count, account, reason, note, verdict, details,
    requested_by_id, requested_at, needs_approval, approval_why, approval_by,
    approved_hash, due_at, tries,
    fence, handle, external_id, state_at, state_why)
    SELECT gen_random_uuid(), request_hash, store_id, ledger_id, {kind}, {state},
    {minor_units}, {currency}, {part_count}, account, reason, note, '', details,
    requested_by_id, requested_at, {needs_approval}, '', '', '', due_at, tries,
    {fence}, '', {external_id},
    state_at, '' FROM remedies_remedy WHERE state = 'approved' LIMIT 1"""


def new(**changes: str) -> str:
    plain = {
        "state": "'approved'", "minor_units": "minor_units", "currency": "currency",
        "kind": "kind", "part_count": "part_count",
        "needs_approval": "false", "fence": "0", "external_id": "''",
    }  # fmt: skip
    return _NEW.format(**plain | changes)


ADDRESS = {"kind": "'address_change'", "minor_units": "0", "part_count": "0"}
APPROVED = "UPDATE remedies_remedy SET {} WHERE state = 'approved'"
PENDING = "UPDATE remedies_remedy SET {} WHERE state = 'pending_approval'"
DONE = "UPDATE remedies_remedy SET {} WHERE state = 'succeeded'"
APPROVAL = "approved_by_id = {}, approved_at = now(), approved_hash = {}"

_CLOSED = (
    "UPDATE remedies_incident SET closed_at = now(), closed_by_id = 1, found = 'explained',"
    " said = 'Seen.'"
)

FORBIDDEN = [
    # what stops it, what is tried
    ("ledger_moves_by_triggers", "UPDATE remedies_ledger SET reserved = 0"),
    ("ledger_moves_by_triggers", "UPDATE remedies_ledger SET captured = captured + 1"),
    ("ledger_moves_by_triggers", "UPDATE remedies_ledger SET currency = 'USD'"),
    ("ledger_moves_by_triggers", "UPDATE remedies_ledger SET opened_at = NULL"),
    ("ledger_is_never_deleted", "DELETE FROM remedies_ledger"),
    (
        "ledger_begins_empty",
        "INSERT INTO remedies_ledger SELECT 100, 0, 0, 0, id, currency, NULL, store_id"
        " FROM orders_order WHERE id NOT IN (SELECT order_id FROM remedies_ledger)",
    ),
    (
        "ledger_begins_empty",
        "INSERT INTO remedies_ledger SELECT captured, reserved, settled, over, order_id,"
        " currency, opened_at, store_id FROM remedies_ledger",
    ),
    ("cell_moves_by_triggers", "UPDATE remedies_cell SET reserved = 0"),
    ("cell_moves_by_triggers", "UPDATE remedies_cell SET captured = captured + 5"),
    ("cell_is_never_deleted", "DELETE FROM remedies_cell"),
    (
        "cell_begins_untouched",
        "INSERT INTO remedies_cell (captured, reserved, settled, over, component, sku,"
        " ledger_id, line_number)"
        " SELECT 100, 0, 0, 0, 'price', '', ledger_id, 9 FROM remedies_cell LIMIT 1",
    ),
    ("remedy_begins_right", new(state="'succeeded'", external_id="'x'")),
    ("remedy_begins_right", new(state="'succeeded'", external_id="'x'", **ADDRESS)),
    ("remedy_begins_right", new(state="'sending'")),
    ("remedy_begins_right", new(fence="3")),
    ("remedy_begins_right", new(external_id="'x'")),
    ("remedy_begins_right", new(state="'pending_approval'")),
    ("remedy_begins_right", new(needs_approval="true")),
    ("remedy_begins_right", new(currency="'USD'")),
    ("remedy_has_its_parts", new()),
    ("remedy_has_money_by_its_kind", new(minor_units="0")),
    ("remedy_has_money_by_its_kind", new(minor_units="0", part_count="0")),
    ("remedy_has_money_by_its_kind", new(minor_units="-5")),
    ("remedy_stays_as_asked", APPROVED.format("minor_units = 1")),
    ("remedy_stays_as_asked", APPROVED.format("key = gen_random_uuid()")),
    ("remedy_stays_as_asked", APPROVED.format("requested_by_id = requested_by_id + 1")),
    ("remedy_stays_as_asked", APPROVED.format("account = 'other'")),
    ("remedy_stays_as_asked", PENDING.format("needs_approval = false")),
    ("remedy_goes_the_allowed_way", APPROVED.format("state = 'failed'")),
    ("remedy_goes_the_allowed_way", DONE.format("state = 'approved'")),
    ("remedy_goes_the_allowed_way", APPROVED.format("fence = -1")),
    ("remedy_goes_the_allowed_way", APPROVED.format("state = 'sending'")),
    ("remedy_goes_the_allowed_way", APPROVED.format("external_id = 'x'")),
    ("remedy_goes_the_allowed_way", DONE.format("external_id = 'x'")),
    ("remedy_goes_the_allowed_way", APPROVED.format("note = 'Another.'")),
    ("remedy_goes_the_allowed_way", APPROVED.format("details = '[[1, 2]]'")),
    (
        "remedy_goes_the_allowed_way",
        APPROVED.format(APPROVAL.format("(SELECT max(id) FROM people_person)", "''")),
    ),
    (
        "remedy_is_approved_by_another",
        PENDING.format(
            "state = 'approved', " + APPROVAL.format("requested_by_id", "request_hash")
        ),
    ),
    (
        "remedy_approval_is_whole_and_of_this_request",
        PENDING.format(
            "state = 'approved', "
            + APPROVAL.format("(SELECT max(id) FROM people_person)", "'other'")
        ),
    ),
    ("remedy_goes_nowhere_unapproved", PENDING.format("state = 'approved'")),
    ("remedy_success_has_proof", APPROVED.format("state = 'succeeded'")),
    (
        "external_id_once_per_account",
        APPROVED.format("state='succeeded', external_id='R-1'"),
    ),
    ("one_remedy_under_way_per_order", APPROVED.format("state='sending', fence=1")),
    ("remedy_is_never_deleted", "DELETE FROM remedies_remedy"),
    ("part_stays", "UPDATE remedies_part SET minor_units = 1"),
    ("part_stays", "DELETE FROM remedies_part"),
    (
        "part_is_reserved",
        "INSERT INTO remedies_part (component, minor_units, quantity, sku, cell_id,"
        " remedy_id) SELECT 'price', 1, 0, '', c.id, r.id FROM remedies_cell c,"
        " remedies_remedy r WHERE r.state = 'succeeded' LIMIT 1",
    ),
    (
        "part_is_reserved",
        "INSERT INTO remedies_part (component, minor_units, quantity, sku, cell_id,"
        " remedy_id) SELECT 'price', 1, 0, '', c.id, r.id FROM remedies_cell c,"
        " remedies_remedy r WHERE r.state = 'approved' AND c.ledger_id <> r.ledger_id"
        " LIMIT 1",
    ),
    (
        "parts_add_up",
        "INSERT INTO remedies_part (component, minor_units, quantity, sku, cell_id,"
        " remedy_id) SELECT 'price', 1, 0, '', c.id, r.id FROM remedies_cell c,"
        " remedies_remedy r WHERE r.state = 'approved' AND c.ledger_id = r.ledger_id"
        " AND c.captured > 5 LIMIT 1",
    ),
    (
        "part_gives_something",
        "INSERT INTO remedies_part (component, minor_units, quantity, sku, remedy_id)"
        " SELECT 'price', 0, 0, '', id FROM remedies_remedy WHERE state = 'approved'",
    ),
    ("attempt_stays_as_begun", "UPDATE remedies_attempt SET fence = fence + 1"),
    ("attempt_stays_as_begun", "UPDATE remedies_attempt SET started_at = now()"),
    ("attempt_is_never_deleted", "DELETE FROM remedies_attempt"),
    (
        "one_open_attempt",
        "INSERT INTO remedies_attempt (fence, key, body_hash, started_at, outcome, answer,"
        " external_id, remedy_id) SELECT n, '', '', now(), '', '', '', max(id)"
        " FROM remedies_remedy, generate_series(8, 9) n GROUP BY n",
    ),
    (
        "fence_once",
        "INSERT INTO remedies_attempt (fence, key, body_hash, started_at, outcome, answer,"
        " external_id, remedy_id) SELECT fence, '', '', now(), 'lost', '', '', remedy_id"
        " FROM remedies_attempt",
    ),
    ("outside_stays_as_recorded", "UPDATE remedies_outsiderefund SET minor_units = 1"),
    ("outside_stays_as_recorded", "UPDATE remedies_outsiderefund SET external_id = 'y'"),
    ("outside_is_never_deleted", "DELETE FROM remedies_outsiderefund"),
    ("outside_adds_up", "UPDATE remedies_outsiderefund SET is_counted = false"),
    (
        "outside_refund_once_per_account",
        "INSERT INTO remedies_outsiderefund (account, external_id, reference, minor_units,"
        " currency, happened_at, recorded_at, is_counted, ledger_id, store_id) SELECT"
        " account, external_id, '', 1, currency, now(), now(), false, ledger_id, store_id"
        " FROM remedies_outsiderefund",
    ),
    (
        "outside_refund_is_of_money",
        "INSERT INTO remedies_outsiderefund (account, external_id, reference, minor_units,"
        " currency, happened_at, recorded_at, is_counted, ledger_id, store_id) SELECT"
        " account, 'new', '', 0, currency, now(), now(), false, ledger_id, store_id"
        " FROM remedies_outsiderefund",
    ),
    ("outside_part_stays", "UPDATE remedies_outsidepart SET minor_units = 1"),
    ("outside_part_stays", "DELETE FROM remedies_outsidepart"),
    (
        "outside_part_is_settled",
        "INSERT INTO remedies_outsidepart (minor_units, over_minor_units, cell_id,"
        " refund_id) SELECT 1, 0, c.id, f.id FROM remedies_cell c,"
        " remedies_outsiderefund f WHERE c.ledger_id <> f.ledger_id LIMIT 1",
    ),
    (
        "outside_part_is_settled",
        "INSERT INTO remedies_outsidepart (minor_units, over_minor_units, cell_id,"
        " refund_id) SELECT 0, 0, c.id, f.id FROM remedies_cell c,"
        " remedies_outsiderefund f WHERE c.ledger_id <> f.ledger_id LIMIT 1",
    ),
    (
        "outside_parts_add_up",
        "INSERT INTO remedies_outsidepart (minor_units, over_minor_units, cell_id,"
        " refund_id) SELECT 1, 0, c.id, f.id FROM remedies_cell c,"
        " remedies_outsiderefund f WHERE c.ledger_id = f.ledger_id AND c.captured > 5"
        " LIMIT 1",
    ),
    (
        "outside_part_is_not_negative",
        "INSERT INTO remedies_outsidepart (minor_units, over_minor_units, cell_id,"
        " refund_id) SELECT -1, 1, c.id, f.id FROM remedies_cell c,"
        " remedies_outsiderefund f WHERE c.ledger_id = f.ledger_id LIMIT 1",
    ),
    (
        "outside_is_explained_once",
        "UPDATE remedies_outsiderefund SET explained_by_id ="
        " (SELECT min(id) FROM remedies_remedy);"
        "UPDATE remedies_outsiderefund SET explained_by_id = NULL",
    ),
    (
        "decision_takes_two",
        "UPDATE remedies_handdecision SET confirmed_by_id = proposed_by_id,"
        " confirmed_at = now()",
    ),
    (
        "decision_of_success_has_proof",
        "INSERT INTO remedies_handdecision (says, external_id, why, evidence, proposed_at,"
        " proposed_by_id, remedy_id, dropped_at) SELECT 'succeeded', '', '', '', now(),"
        " proposed_by_id, remedy_id, now() FROM remedies_handdecision",
    ),
    (
        "one_open_decision",
        "INSERT INTO remedies_handdecision (says, external_id, why, evidence, proposed_at,"
        " proposed_by_id, remedy_id) SELECT says, external_id, '', '', now(),"
        " proposed_by_id, remedy_id FROM remedies_handdecision",
    ),
    ("decision_stays_as_proposed", "UPDATE remedies_handdecision SET external_id = 'y'"),
    ("decision_is_never_deleted", "DELETE FROM remedies_handdecision"),
    (
        "stopped_once_at_a_time",
        "INSERT INTO remedies_stop (scope, name, why, stopped_at) SELECT 'all', '', '',"
        " now() FROM generate_series(1, 2)",
    ),
    (
        "stop_is_lifted_by_somebody",
        "INSERT INTO remedies_stop (scope, name, why, stopped_at, lifted_at)"
        " VALUES ('all', '', '', now(), now())",
    ),
    ("stop_stays_as_made", "UPDATE remedies_stop SET why = 'Another.'"),
    ("stop_stays_as_made", "UPDATE remedies_stop SET scope = 'agent'"),
    (
        "stop_is_lifted_once",
        "UPDATE remedies_stop SET lifted_at = now(), lifted_by_id = 1;"
        "UPDATE remedies_stop SET lifted_at = NULL, lifted_by_id = NULL",
    ),
    ("stop_is_never_deleted", "DELETE FROM remedies_stop"),
    ("incident_stays_as_raised", "UPDATE remedies_incident SET kind = 'fault'"),
    ("incident_stays_as_raised", "UPDATE remedies_incident SET facts = '{}'"),
    (
        "incident_is_closed_as_a_whole",
        "UPDATE remedies_incident SET closed_at = now(), closed_by_id = 1",
    ),
    ("incident_is_closed_as_a_whole", "UPDATE remedies_incident SET said = 'Seen.'"),
    *(
        ("incident_is_closed_once", f"{_CLOSED}; UPDATE remedies_incident SET {change}")
        for change in (
            "found = 'lost'", "said = 'Another.'", "closed_by_id = 2",
            "closed_at = NULL, closed_by_id = NULL, found = '', said = ''",
        )
    ),
    ("incident_is_never_deleted", "DELETE FROM remedies_incident"),
    ("verification_is_only_added", "UPDATE remedies_verification SET breaks = '[]'"),
    ("verification_is_only_added", "DELETE FROM remedies_verification"),
    ("audit_is_only_added_to", "UPDATE remedies_auditrow SET facts = '{}'"),
    ("audit_is_only_added_to", "DELETE FROM remedies_auditrow"),
    (
        "audit_words_are_one_line",
        "INSERT INTO remedies_auditrow (what, subject, facts)"
        " VALUES ('a' || chr(10) || 'b', '', '')",
    ),
    *(
        ("is_never_emptied", f"TRUNCATE {table} CASCADE")
        for table in (
            "remedies_ledger", "remedies_cell", "remedies_remedy", "remedies_part",
            "remedies_attempt", "remedies_outsiderefund", "remedies_outsidepart",
            "remedies_auditrow", "remedies_incident", "remedies_stop",
            "remedies_verification",
        )
    ),
]  # fmt: skip
# These are seen by what they do, in the tests named here; the sums are held by triggers
# above, and can only be reached through them.
SEEN_ELSEWHERE = {
    "cells_make_the_ledger": "test_asking",
    "remedy_moves_money": "test_sending",
    "remedy_is_audited": "test_audit",
    "outside_is_audited": "test_audit",
    "incident_is_audited": "test_closing",
    "journal_is_audited": "test_audit_of_policy",
    "audit_is_chained": "test_audit",
    "one_cell_each": "here, below",
    "cell_never_gives_more_than_it_took": "here, below",
    "cell_sums_are_not_negative": "here, below",
    "ledger_never_gives_more_than_it_took": "here, below",
    "ledger_sums_are_not_negative": "here, below",
}


@pytest.fixture
def everything(shop, lin: Person, maya: Person) -> None:
    """One row of everything: done, in doubt with a decision, pending, approved, a fact.

    And a stop, an incident and a check of the books.
    """
    placed = order(shop)
    desk = Desk(Memory())
    requested(placed, 100, lin)
    desk.works()
    commands.record_outside(
        store_id=shop.pk,
        order_number=placed.number,
        account="test.1",
        effects=[seen("X-1", 50)],
        at=NOON,
    )
    doubtful = order(shop, "302-2")
    requested(doubtful, 100, lin)
    desk.channel.script.append("nothing")
    desk.works()
    desk.works(after=LAG + HOUR)
    commands.propose_by_hand(
        remedy_id=Remedy.objects.get(state=State.NEEDS_HUMAN).pk,
        says="succeeded",
        external_id="R-7",
        why="w",
        evidence="e",
        by=maya,
        at=NOON,
    )
    requested(doubtful, 100, lin)
    requested(doubtful, 100, lin, judge=Judge(limit=0))
    commands.stop(scope="account", name="9", why="Drill.", by=maya, at=NOON)
    other = {"currency": "USD", "at": NOON}
    commands.record_outside(
        store_id=shop.pk,
        order_number=placed.number,
        account="test.2",
        effects=[seen("X-1", 50, **other)],
        at=NOON,
    )
    commands.verify(Path("/nowhere"), by=maya, at=NOON)
    order(shop, "302-3")  # Nobody has touched its money.
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")


def test_the_database_refuses_each_by_its_own_guard(everything) -> None:
    told = [(guard, statement, refusal_of(statement)) for guard, statement in FORBIDDEN]
    assert [each for each in told if each[0] not in each[2]] == []


def test_every_trigger_and_constraint_is_tried() -> None:
    tried = {guard for guard, _ in FORBIDDEN} | SEEN_ELSEWHERE.keys()
    assert names("remedies", "trigger") | names("remedies", "constraint") == tried


@pytest.mark.parametrize(
    ("before", "after"), [(b, a) for b in State for a in State if b != a]
)
def test_the_trigger_allows_what_the_rules_allow_and_nothing_else(before, after) -> None:
    import pgtrigger

    from firsthand.domain.remedies.models.guards import REMEDY_GOES_THE_ALLOWED_WAY

    assert isinstance(REMEDY_GOES_THE_ALLOWED_WAY, pgtrigger.Trigger)
    written = f"('{before}', '{after}')" in str(REMEDY_GOES_THE_ALLOWED_WAY.func)
    assert written == ((before, after) in ALLOWED)


BEYOND = [
    # what stops it, cells of 7.00 and 2.00: what one part takes
    ("cell_never_gives_more_than_it_took", 701),
    ("cell_sums_are_not_negative", -1),
]


@pytest.mark.parametrize(("guard", "taken"), BEYOND)
def test_a_cell_holds_when_everything_above_it_has_failed(
    placed: Order, lin: Person, guard: str, taken: int
) -> None:
    requested(placed, 1, lin)
    statement = (
        "SET LOCAL session_replication_role = replica;"
        f"UPDATE remedies_cell SET reserved = {taken} WHERE line_number = 1"
    )
    with pytest.raises(DatabaseError, match=guard):
        attempt(statement)


@pytest.mark.parametrize(
    ("guard", "change"),
    [
        ("ledger_never_gives_more_than_it_took", "settled = 1001"),
        ("ledger_sums_are_not_negative", "over = -1"),
    ],
)
def test_a_ledger_holds_when_everything_above_it_has_failed(
    placed: Order, lin: Person, guard: str, change: str
) -> None:
    requested(placed, 1, lin)
    with pytest.raises(DatabaseError, match=guard):
        attempt(
            "SET LOCAL session_replication_role = replica;"
            f"UPDATE remedies_ledger SET {change}"
        )


def test_a_cell_is_there_once(placed: Order, lin: Person) -> None:
    requested(placed, 1, lin)
    with pytest.raises(DatabaseError, match="one_cell_each"):
        attempt(
            "SET LOCAL session_replication_role = replica;"
            "INSERT INTO remedies_cell (captured, reserved, settled, over, component, sku,"
            " ledger_id, line_number) SELECT 0, 0, 0, 0, component, sku, ledger_id,"
            " line_number FROM remedies_cell WHERE component = 'tax'"
        )


def test_words_can_be_forgotten(everything) -> None:
    attempt("UPDATE remedies_remedy SET note = '', details = '[]'")
    attempt(f"{_CLOSED}; UPDATE remedies_incident SET said = ''")


def test_the_orm_goes_round_nothing(everything) -> None:
    for change in ({"minor_units": 5}, {"state": "failed"}, {"key": uuid4()}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Remedy.objects.filter(state="approved").update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Ledger.objects.update(settled=0)


def test_money_kinds_are_those_that_need_an_amount() -> None:
    from firsthand.domain.remedies.rules.states import MONEY_KINDS

    assert {Kind.REFUND, Kind.RETURNLESS_REFUND, Kind.GOODWILL_CREDIT} == MONEY_KINDS
