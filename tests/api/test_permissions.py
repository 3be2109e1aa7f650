"""Every call of the API, by tokens of every role, on own tickets and on others'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from firsthand.api import tokens
from firsthand.api.v1 import api
from firsthand.domain.people.models import Person
from firsthand.domain.people.rules import Role
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Contact, HeldReply, SideConversation, Step
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import person, store
from tests.sheets import FILLED, there_are_reasons

MATRIX: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "permissions.yaml").read_text(encoding="utf-8")
)
VIEW = {
    "name": "Open",
    "where": [{"field": "state", "comparison": "is", "value": "open"}],
}
REFUND = {
    "order": 999_999,
    "kind": "refund",
    "currency": "USD",
    "minor_units": 100,
    "reason": "AFT.DMG.TRANSIT",
    "note": "It came in pieces.",
}
HOURS = {"name": "Desk", "time_zone": "UTC", "week": ["09:00-18:00"] * 7}
PROMISE = {"name": "Desk", "calendar": 999_999, "respond_minutes": 60}
BODIES: dict[str, dict[str, Any]] = {
    "api:reply": {"body": "It is on its way."},
    "api:add_note": {"body": "Ask the warehouse."},
    "api:set_priority": {"priority": "high"},
    # Of what is not there: the calls have tests of their own.
    "api:merge": {"other": 999_999},
    "api:split": {"messages": [999_999]},
    "api:join_buyer": {"other_ticket": 999_999},
    "api:part_buyer": {"buyer": 999_999},
    "api:pass_on": {"person": 999_999, "reason": "shift"},
    "api:add_assignment_rule": {"name": "Desk", "steps": ["turn"], "store": 999_999},
    "api:change_assignment_rule": {"name": "Desk", "steps": ["turn"], "store": 999_999},
    "api:snooze": {"until": "message"},
    "api:settle_invoice": {"was_sent": True},
    "api:add_steps": {"texts": ["Ask the carrier"]},
    "api:tick_step": {"is_done": True},
    "api:begin_side": {"subject": "306-1", "body": "Is it there?"},
    "api:write_side": {"body": "Well?"},
    "api:preview_remedy": REFUND,
    "api:request_remedy": REFUND,
    "api:draft_authority": {"name": "New", "terms": {}},
    "api:change_authority": {"name": "New", "terms": {}},
    "api:publish_authority": {},
    "api:record_rates": {"reference": "USD", "on": "2026-03-02", "worth": {"EUR": "1.1"}},
    "api:use_macro": {"language": "en"},
    "api:declare_promise": {"due_at": None},
    "api:read_promises": {"text": "We will write tomorrow."},
    "api:hand_over_promises": {"promises": [999_999], "to": 999_999},
    "api:decide_promise": {"decision": "kept"},
    "api:move_promise": {"due_at": "2026-03-03T12:00:00Z", "reason": "buyer"},
    "api:set_reply_slots": {"times": ["09:30", "17:00"]},
    "api:put_on_shift": {"people": []},
    "api:change_gate_rule": {"mode": "off"},
    "api:check_text": {"text": "It is on its way."},
    "api:publish_gate_draft": {"changed_at": "2026-03-02T12:00:00Z"},
    "api:check_reply": {"text": "It is on its way."},
    "api:allow_reply": {"text": "It is on its way.", "note": "Known."},
    "api:set_claim_deadline": {"respond_by": None},
    "api:decide_claim": {"outcome": "won"},
    "api:add_finding": {"truth": "unknown"},
    "api:export_evidence_pack": {},
    "api:decide_by_hand": {"says": "failed", "why": "Not there.", "evidence": "Report 7."},
    "api:close_incident": {"found": "lost", "said": "A chargeback."},
    "api:stop_remedies": {"scope": "all", "why": "Drill."},
    "api:add_calendar": HOURS,
    "api:change_calendar": HOURS,
    "api:add_policy": PROMISE,
    "api:change_policy": PROMISE,
    "api:save_view": VIEW,
    "api:change_view": VIEW,
    "api:approve_request": {"request_hash": "0" * 64},
    "api:reject_request": {"why": "No."},
    "api:approve_requests": {"requests": [{"id": 999_999, "request_hash": "0" * 64}]},
    "api:tag": FILLED,
    "api:solve": FILLED,
    "api:assign": {"to": None, "expected": None},
    "api:preview_bulk": {"deed": "reopen", "whole_list": {"view": "open"}},
}
# Calls whose address names no ticket, and what it names instead.
WITHOUT_TICKET: dict[str, dict[str, str]] = {
    "api:me": {},
    "api:list_tickets": {},
    "api:list_reasons": {},
    "api:list_mentions": {},
    "api:list_followed": {},
    "api:list_assignment_rules": {},
    "api:add_assignment_rule": {},
    "api:change_assignment_rule": {"rule_id": "999999"},
    "api:archive_assignment_rule": {"rule_id": "999999"},
    "api:restore_assignment_rule": {"rule_id": "999999"},
    "api:list_remedies": {},
    "api:get_possible_remedies": {},
    "api:preview_remedy": {},
    "api:request_remedy": {},
    "api:get_remedy": {"remedy_id": "999999"},
    "api:withdraw_remedy": {"remedy_id": "999999"},
    "api:get_authority": {},
    "api:list_authority_versions": {},
    "api:draft_authority": {},
    "api:change_authority": {"version_id": "999999"},
    "api:discard_authority": {"version_id": "999999"},
    "api:publish_authority": {"version_id": "999999"},
    "api:try_authority": {"version_id": "999999"},
    "api:record_rates": {},
    "api:list_macros": {},
    "api:get_macro": {"macro_id": "999999"},
    "api:list_promises": {},
    "api:hand_over_promises": {},
    "api:decide_promise": {"promise_id": "999999"},
    "api:move_promise": {"promise_id": "999999"},
    "api:get_reply_slots": {"store_id": "999999"},
    "api:set_reply_slots": {"store_id": "999999"},
    "api:list_shift": {"calendar_id": "999999"},
    "api:put_on_shift": {"calendar_id": "999999"},
    "api:list_gate_rules": {},
    "api:get_gate_rule": {"key": "L-99"},
    "api:change_gate_rule": {"key": "L-99"},
    "api:check_text": {},
    "api:preview_gate_draft": {},
    "api:publish_gate_draft": {},
    "api:discard_gate_draft": {},
    "api:list_claims": {},
    "api:count_findings": {},
    "api:export_findings": {},
    "api:get_claim": {"claim_id": "999999"},
    "api:set_claim_deadline": {"claim_id": "999999"},
    "api:mark_claim_answered": {"claim_id": "999999"},
    "api:decide_claim": {"claim_id": "999999"},
    "api:export_evidence_pack": {"order_id": "999999"},
    "api:list_money_waiting": {},
    "api:get_order_money": {"order_id": "999999"},
    "api:decide_by_hand": {"remedy_id": "999999"},
    "api:confirm_by_hand": {"remedy_id": "999999", "decision_id": "999999"},
    "api:list_incidents": {},
    "api:close_incident": {"incident_id": "999999"},
    "api:list_stops": {},
    "api:stop_remedies": {},
    "api:lift_stop": {"stop_id": "999999"},
    "api:list_audit_rows": {},
    "api:check_audit": {},
    "api:list_connections": {},
    "api:get_connection": {"account_id": "999999"},
    "api:test_connection": {"account_id": "999999"},
    "api:pause_connection": {"account_id": "999999"},
    "api:resume_connection": {"account_id": "999999"},
    "api:hurry_connection": {"account_id": "999999"},
    "api:list_approvals": {},
    "api:get_approval": {"approval_id": "999999"},
    "api:approve_request": {"approval_id": "999999"},
    "api:reject_request": {"approval_id": "999999"},
    "api:approve_requests": {},
    "api:list_calendars": {},
    "api:add_calendar": {},
    "api:change_calendar": {"calendar_id": "999999"},
    "api:archive_calendar": {"calendar_id": "999999"},
    "api:list_policies": {},
    "api:add_policy": {},
    "api:change_policy": {"policy_id": "999999"},
    "api:archive_policy": {"policy_id": "999999"},
    "api:restore_policy": {"policy_id": "999999"},
    "api:list_by_filter": {},
    "api:list_views": {},
    "api:save_view": {},
    "api:get_view": {"view_id": "999999"},
    "api:change_view": {"view_id": "999999"},
    "api:delete_view": {"view_id": "999999"},
    "api:list_tickets_of_view": {"view_id": "999999"},
    "api:get_metric": {"key": "fcr.issues_7d"},
    "api:get_revisions": {"key": "fcr.issues_7d"},
    "api:export_table": {"table": "needs"},
    "api:get_report": {"name": "audit"},
    "api:export_report": {"name": "audit"},
    "api:list_accounts": {},
    "api:get_account": {"store_id": "999999"},
    "api:get_account_measure": {"store_id": "999999", "measure": "odr_fbm"},
    # Of what is not there: bulks have tests of their own.
    "api:get_bulk": {"bulk_id": "999999"},
    "api:list_bulk_tickets": {"bulk_id": "999999"},
    "api:start_bulk": {"bulk_id": "999999"},
    "api:stop_bulk": {"bulk_id": "999999"},
    "api:undo_bulk": {"bulk_id": "999999"},
    "api:preview_bulk": {},
}
NOT_THERE = {
    "api:settle_invoice": "invoice_id",
    "api:remove_reply_file": "file_id",
    "api:use_macro": "macro_id",
}
SIDES = {"api:begin_side", "api:write_side", "api:settle_side"}
DOCUMENTATION = {"api:api-root", "api:openapi-json", "api:openapi-view"}


def test_every_call_has_a_row_and_every_row_a_call() -> None:
    names = {f"api:{pattern.name}" for pattern in api.urls[0]}
    assert names - DOCUMENTATION == set(MATRIX)


@dataclass(frozen=True)
class World:
    """Two stores with a ticket each, and by role somebody who looks after the first."""

    own: Store
    foreign: Store
    tickets: dict[Store, int]
    cast: dict[Role, Person]
    programs: dict[Role, Program]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Build once; each call below is taken back, and all of it at the end."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        # One token per role asks for everything.
        patch.setattr(tokens, "limit", tokens.RateLimit(10**9))
        there_are_reasons()
        own, foreign = store("DE"), store("JP")
        tickets = {}
        for place in (own, foreign):
            mail = letter(sender=f"buyer{place.pk}@buyers.example")
            tickets[place] = arrives(mailbox(place), mail, at=timezone.now()).ticket_id
        cast = {role: person(f"Some.{role}".replace(" ", "."), role, own) for role in Role}
        programs = {role: Program(person) for role, person in cast.items()}
        connection.check_constraints()
        yield World(own, foreign, tickets, cast, programs)
        transaction.set_rollback(True)


@pytest.mark.django_db  # Also tells pytest-django that this module needs a database.
def test_the_cast_has_every_role_and_each_sees_one_store(world: World) -> None:
    seen = {role: person.visible_store_ids() for role, person in world.cast.items()}
    assert seen == {role: {world.own.pk} for role in Role} | {Role.OWNER: None}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(MATRIX))
def test_the_answers_are_the_reviewed_ones(name: str, role: Role, world: World) -> None:
    for method, row in MATRIX[name].items():
        wanted = row if isinstance(row, int) else row.get(role, row["others"])
        assert _status(world, role, name, method, world.own) == wanted
        if name not in WITHOUT_TICKET and role != Role.OWNER:
            # A role that may not at all is told so first: it learns nothing either way.
            hidden = 403 if wanted == 403 else 404
            assert _status(world, role, name, method, world.foreign) == hidden


def _status(world: World, role: Role, name: str, method: str, place: Store) -> int:
    with transaction.atomic():
        program = world.programs[role]
        arguments = dict(WITHOUT_TICKET.get(name, {}))
        ticket_id = world.tickets[place]
        if name not in WITHOUT_TICKET:
            arguments = {"ticket_id": ticket_id}
            if name == "api:take_back":
                arguments["held_id"] = _held(program, ticket_id)
            if name in {"api:tick_step", "api:remove_step"}:
                arguments["step_id"] = _step(program, ticket_id)
            # Of what is not there: the calls have tests of their own.
            arguments |= {NOT_THERE[name]: 999_999} if name in NOT_THERE else {}
        body = BODIES.get(name)
        if name in SIDES:
            side = _side(place, ticket_id)
            body = {"contact": side.contact_id} | (body or {})
            arguments |= {"side_id": side.pk} if name != "api:begin_side" else {}
        path = reverse(name, kwargs=arguments).removeprefix("/api/v1/")
        response = program.call(method, path, body, Idempotency_Key=str(uuid4()))
        # What would fail only at the commit, which the rollback spares.
        connection.check_constraints()
        transaction.set_rollback(True)
    return int(response.status_code)


def _held(program: Program, ticket_id: int) -> int:
    """Hold a reply of the program's own person."""
    asked = timezone.now()
    held = HeldReply.objects.create(
        ticket_id=ticket_id,
        person=program.token.person,
        body="On Friday.",
        kind="resolution",
        seen_version=1,
        idempotency_key=uuid4(),
        asked_at=asked,
        send_at=asked + timedelta(hours=1),
        is_scheduled=True,
    )
    return int(held.pk)


def _step(program: Program, ticket_id: int) -> int:
    step = Step.objects.create(
        ticket_id=ticket_id,
        text="Ask the carrier",
        added_by=program.token.person,
        added_at=timezone.now(),
    )
    return int(step.pk)


def _side(place: Store, ticket_id: int) -> SideConversation:
    contact, _ = Contact.objects.get_or_create(
        store=place, kind="warehouse", name="Lager", address=f"{place.pk}@lager.example",
        defaults={"created_at": timezone.now()},
    )  # fmt: skip
    return SideConversation.objects.create(
        ticket_id=ticket_id, contact=contact, subject="x", begun_at=timezone.now()
    )
