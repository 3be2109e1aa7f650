"""Whom the permission matrix calls as, and with what: the world behind permissions.yaml.

A new route needs a row in the YAML, and here an entry for each id in its address that is
not known yet, and for its body when that names objects. `which` is "own" (of a store the
caller looks after, or the caller's own), "foreign" (another's), or "unknown" (nobody's).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, wraps
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from firsthand.domain.accounts.models import MarketplaceAccount
from firsthand.domain.accounts.queries import Region, account_of
from firsthand.domain.authority.models import PolicyVersion
from firsthand.domain.authority.rules import DEFAULT, plain
from firsthand.domain.imports.models import Run
from firsthand.domain.macros import commands as macros
from firsthand.domain.macros.models import Macro, MacroVersion
from firsthand.domain.macros.rules import read_sheet
from firsthand.domain.macros.rules.packs import Packed
from firsthand.domain.mail import commands as mail
from firsthand.domain.mail.models import Attachment, Mailbox, Quarantined
from firsthand.domain.mail.ports import ParsedAttachment
from firsthand.domain.orders.models import Order, Setback
from firsthand.domain.people import commands as people
from firsthand.domain.people.models import ApiToken, Person, Team
from firsthand.domain.people.rules import Role
from firsthand.domain.promises.models import Promise
from firsthand.domain.reasons.models import Reason, Resolution
from firsthand.domain.remedies import commands as remedies
from firsthand.domain.remedies.models import Incident, Remedy
from firsthand.domain.sla.models import Calendar, Policy
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands as tickets
from firsthand.domain.tickets.models import (
    AssignmentRule,
    Bulk,
    Checklist,
    Contact,
    HeldReply,
    Message,
    SavedView,
    SideConversation,
    SideMessage,
    Step,
)
from tests.accounts import account
from tests.letters import arrives, letter
from tests.macros import sheet as macro_sheet
from tests.people import NOON, person, store
from tests.remedies import Judge, requested
from tests.remedies import order as orders_with_money
from tests.routing import rule
from tests.service_levels import policy
from tests.sheets import FILLED, there_are_reasons

NOBODYS = 999_999


@dataclass(frozen=True, eq=False)
class World:
    """Two stores: the cast looks after the first, Stranger after the second.

    Each is another one, whatever stands in it: `once` tells them apart.
    """

    own: Store
    foreign: Store
    cast: dict[str, Person]
    stranger: Person

    def store(self, which: str) -> Store:
        return self.own if which == "own" else self.foreign


def build() -> World:
    there_are_reasons()
    own, foreign = store("DE"), store("JP")
    cast = {role: person(f"Some {role}".replace(" ", "."), role, own) for role in Role}
    stranger = person("Stranger", "agent", foreign)
    for one in (own, foreign):
        box = Mailbox.objects.create(store=one, address=f"{one.pk}@example.com")
        arrives(
            box,
            letter(
                sender=f"buyer-{one.pk}@buyers.example",
                html="<p>Where is my parcel?</p>",
                attachments=(ParsedAttachment("bill.pdf", "application/pdf", b"%PDF"),),
            ),
        )
        mail.quarantine(mailbox_id=box.pk, raw=f"{one.pk}".encode(), why="empty", at=NOON)
        Contact.objects.create(
            store=one, kind="warehouse", name="Lager", address=f"{one.pk}@lager.example",
            created_at=NOON,
        )  # fmt: skip
        Run.objects.create(
            kind="needs", store=one, file_name="needs.csv", file_sha256="0" * 64,
            created_at=NOON,
        )  # fmt: skip
    for somebody in (*cast.values(), stranger):
        people.create_token(
            name="a",
            scopes=[ApiToken.Scope.TICKETS_READ],
            expires_at=timezone.now() + timedelta(days=1),
            by=somebody,
            at=NOON,
        )
    policy(cast[Role.OWNER])
    for one in (own, foreign):
        rule(cast[Role.OWNER], one, name=str(one))
    tickets.add_checklist(
        given=tickets.ChecklistGiven("Lost parcel", ["Ask the carrier"]),
        by=cast[Role.OWNER],
        at=NOON,
    )
    connection.check_constraints()
    return World(own, foreign, cast, stranger)


# (world, caller, which) -> the value; asked only for "own" and "foreign".
Finder = Callable[[World, Person | None, str], object]


def once(make: Callable) -> Callable:
    """Make something once for the same arguments: every request is taken back.

    It is checked here as a commit would: what is left to the commit would be checked again
    with each request.
    """

    @cache
    @wraps(make)
    def made(*arguments: object) -> object:
        there = make(*arguments)
        connection.check_constraints()
        return there

    return made


def _token_id(world: World, caller: Person | None, which: str) -> int:
    whose = caller if which == "own" and caller else world.stranger
    return ApiToken.objects.get(person=whose).pk


def _person_id(world: World, caller: Person | None, which: str) -> int:
    return world.cast["agent"].pk if which == "own" else world.stranger.pk


def _quarantined_id(world: World, caller: Person | None, which: str) -> int:
    box = Mailbox.objects.get(store=world.store(which))
    return Quarantined.objects.get(mailbox=box).pk


@once
def _held_id(world: World, caller: Person | None, which: str) -> int:
    """Hold a reply: the caller's own, or somebody's of the other store."""
    by = caller if which == "own" and caller else world.stranger
    asked = timezone.now()
    return HeldReply.objects.create(
        ticket=_message(world, which).ticket,
        person=by,
        body="It comes on Friday.",
        kind="resolution",
        seen_version=1,
        idempotency_key=uuid4(),
        asked_at=asked,
        send_at=asked + timedelta(hours=1),
        is_scheduled=True,
    ).pk


@once
def _promise_id(world: World, caller: Person | None, which: str) -> int:
    """Promise something on a store's ticket; the caller's own to see to."""
    ticket = _message(world, which).ticket
    return Promise.objects.create(
        ticket_id=ticket.pk, store_id=ticket.store_id, origin="declared",
        keeper=caller or world.stranger, made_at=NOON, confirmed_at=NOON,
        due_at=timezone.now() + timedelta(days=2), buyer_zone="Europe/Berlin",
        grace_minutes=0,
    ).pk  # fmt: skip


@once
def _step_id(world: World, caller: Person | None, which: str) -> int:
    return Step.objects.create(
        ticket=_message(world, which).ticket,
        text="Ask the carrier",
        added_by=world.stranger,
        added_at=NOON,
    ).pk


@once
def _side(world: World, which: str) -> SideConversation:
    """Return the side conversation of a store's ticket, with one answer and its file."""
    ticket = _message(world, which).ticket
    contact = Contact.objects.get(store=world.store(which))
    side, is_new = SideConversation.objects.get_or_create(
        ticket=ticket, contact=contact, defaults={"subject": "x", "begun_at": NOON}
    )
    if is_new:
        said = SideMessage.objects.create(
            conversation=side, body="Gone.", sent_at=NOON, recorded_at=NOON
        )
        with transaction.atomic():
            mail.attach(
                (ParsedAttachment("photo.jpg", "image/jpeg", b"JPG"),),
                side_message_id=said.pk,
                at=NOON,
            )
    return side


def _contact_id(world: World, which: str) -> int:
    if which == "unknown":
        return NOBODYS
    return Contact.objects.get(store=world.store(which)).pk


@once
def _bulk_id(world: World, caller: Person | None, which: str) -> int:
    """Show a bulk: to the caller, or to somebody of the other store."""
    by = caller if which == "own" and caller else world.stranger
    return Bulk.objects.create(by=by, deed="reopen", shown_at=timezone.now()).pk


@once
def _saved_id(world: World, caller: Person | None, which: str) -> int:
    """Save a view: the caller's own, or somebody's of the other store."""
    by = caller if which == "own" and caller else world.stranger
    rows = [["state", "is", "open"]]
    return SavedView.objects.create(
        name=str(uuid4()), owner=by, conditions=rows, created_at=NOON
    ).pk


@once
def _account_id(world: World, caller: Person | None, which: str) -> int:
    """Return an account whose secrets cannot be read: nothing is sent for it."""
    served = world.store(which)
    found = account_of(served.pk)
    if found is None:
        region = Region.EUROPE if which == "own" else Region.FAR_EAST
        found = account(served, name=f"of {served.name}", region=region)
        MarketplaceAccount.objects.update(client_secret_encrypted="unreadable")
    return found.pk


def _version_id(world: World, caller: Person | None, which: str) -> int:
    """Write a draft for one of the two stores."""
    return PolicyVersion.objects.create(
        store=world.store(which),
        name=str(uuid4()),
        terms=plain(DEFAULT),
        drafted_by=world.cast[Role.OWNER],
        drafted_at=NOON,
        changed_at=NOON,
    ).pk


@once
def _remedy(world: World, which: str) -> Remedy:
    """Ask for a refund on an order of one of the two stores."""
    asking = world.cast[Role.AGENT] if which == "own" else world.stranger
    placed = orders_with_money(world.store(which), str(uuid4()))
    return requested(placed, 100, asking)


@once
def _incident_id(world: World, caller: Person | None, which: str) -> int:
    ledger = _remedy(world, which).ledger
    return Incident.objects.create(
        kind="over", store_id=ledger.store_id, ledger=ledger, at=NOON
    ).pk


@once
def _stop_id(world: World, caller: Person | None, which: str) -> int:
    stopped = remedies.stop(scope="all", name="", why="Drill.", by=None, at=NOON)
    return stopped.pk


@once
def _approval_id(world: World, caller: Person | None, which: str) -> int:
    """Ask for a refund on an order of one of the two stores, so that it waits."""
    asker = Person.objects.filter(role=Role.OWNER).exclude(pk=caller.pk if caller else 0)
    by = asker.first() or person(f"Asker{uuid4().hex}", Role.OWNER)
    placed = orders_with_money(world.store(which), uuid4().hex)
    at = timezone.now()
    return requested(placed, 600, by, judge=Judge(limit=500), at=at).pk


def _reason() -> Reason:
    return Reason.objects.get(code="INS.LOG.LOST")


@cache
def _message(world: World, which: str) -> Message:
    return Message.objects.get(ticket__store=world.store(which))


def _ticket_id(world: World, which: str) -> int:
    return NOBODYS if which == "unknown" else _message(world, which).ticket_id


@once
def _order_id(world: World, which: str) -> int:
    number = f"305-{world.store(which).pk:07d}-0000000"
    found = Order.objects.filter(number=number).first()
    return (found or orders_with_money(world.store(which), number)).pk


@once
def _claim_id(world: World, which: str) -> int:
    setback, _ = Setback.objects.get_or_create(
        order_id=_order_id(world, which), kind="claim", external_id="A",
        defaults={"happened_at": NOON},
    )  # fmt: skip
    return setback.pk


def _macro_id(world: World, caller: Person | None, which: str) -> int:
    """Return a macro anybody may use, which needs nothing that is not known."""
    if not Macro.objects.exists():
        said = read_sheet(macro_sheet(texts={"en": "Hello from {{shop}}."}))
        macros.load_pack([Packed("house/01-hello", said)], at=NOON)
    return Macro.objects.get().pk


# By the name an id has in the address.
IDS: dict[str, Finder] = {
    "ticket_id": lambda world, caller, which: _message(world, which).ticket_id,
    "message_id": lambda world, caller, which: _message(world, which).pk,
    "held_id": _held_id,
    "step_id": _step_id,
    "promise_id": _promise_id,
    "what": lambda world, caller, which: "move",
    "side_id": lambda world, caller, which: _side(world, which).pk,
    "side_file_id": lambda world, caller, which: (
        Attachment.objects.get(
            side_message_id__in=_side(world, which).messages.values("pk")
        ).pk
    ),
    "order_id": lambda world, caller, which: _order_id(world, which),
    "invoice_id": lambda world, caller, which: NOBODYS,
    "reply_file_id": lambda world, caller, which: NOBODYS,
    # Of a rule of the send gate, which is nobody's own.
    "rule_key": lambda world, caller, which: "L-06",
    "file_id": lambda world, caller, which: NOBODYS,
    "macro_id": _macro_id,
    "step": lambda world, caller, which: "retire",
    "claim_id": lambda world, caller, which: _claim_id(world, which),
    "contact_id": lambda world, caller, which: _contact_id(world, which),
    "checklist_id": lambda world, caller, which: Checklist.objects.get().pk,
    "bulk_id": _bulk_id,
    "attachment_id": lambda world, caller, which: (
        Attachment.objects.get(ticket_message_id=_message(world, which).pk).pk
    ),
    "quarantined_id": _quarantined_id,
    "key": lambda world, caller, which: "fcr.issues_7d",
    "report": lambda world, caller, which: "audit",
    "view": lambda world, caller, which: "open",
    "code": lambda world, caller, which: "INS.LOG.LOST",
    "saved_id": _saved_id,
    "store_id": lambda world, caller, which: world.store(which).pk,
    "measure": lambda world, caller, which: "odr_fbm",
    "mailbox_id": lambda world, caller, which: (
        Mailbox.objects.get(store=world.store(which)).pk
    ),
    "account_id": _account_id,
    "person_id": _person_id,
    "team_id": lambda world, caller, which: (
        Team.objects.get(people=_person_id(world, caller, which)).pk
    ),
    "token_id": _token_id,
    "reason_id": lambda world, caller, which: _reason().pk,
    "resolution_id": lambda world, caller, which: Resolution.objects.get(code="resent").pk,
    "policy_id": lambda world, caller, which: Policy.objects.get().pk,
    "version_id": _version_id,
    "approval_id": _approval_id,
    "calendar_id": lambda world, caller, which: Calendar.objects.get().pk,
    "rule_id": lambda world, caller, which: (
        AssignmentRule.objects.get(store=world.store(which)).pk
    ),
    "remedy_id": lambda world, caller, which: _remedy(world, which).pk,
    "incident_id": _incident_id,
    "stop_id": _stop_id,
    "run_id": lambda world, caller, which: Run.objects.get(store=world.store(which)).pk,
    "table": lambda world, caller, which: "needs",
    "form": lambda world, caller, which: "csv",
}


@cache
def id_in_address(key: str, world: World, caller: Person | None, which: str) -> object:
    """Return an id of `IDS`, looked for once: every request is taken back."""
    return IDS[key](world, caller, which)


UNKNOWN: dict[str, object] = {
    "step": "no-such",
    "token": "no-such-link",
    "key": "no.such",
    "rule_key": "no-such",
    "table": "no-such",
    "form": "doc",
    "view": "no-such",
    "code": "NO.SUCH",
    "measure": "no-such",
}

# By route: what is sent with POST. Ids in it are swapped like those in the address.
BODIES: dict[str, Callable[[World, str], dict[str, object]]] = {
    "queue_act": lambda world, which: {
        **FILLED,
        "what": "close",
        "ticket": f"{NOBODYS if which == 'unknown' else _message(world, which).ticket_id}:",
    },
    "ticket_reply": lambda world, which: {
        "body": "It comes on Friday.",
        "kind": "resolution",
        "idempotency_key": uuid4(),
        "seen_version": 99,
    },
    "ticket_put_off": lambda world, which: {
        "send_at": (timezone.now() + timedelta(days=1)).isoformat()
    },
    "claims_outcome": lambda world, which: {"outcome": "lost"},
    "macro_move": lambda world, which: {
        "version": MacroVersion.objects.get(macro=_macro_id(world, None, which)).pk
    },
    "ticket_macro_use": lambda world, which: {"language": "en"},
    "ticket_truth_find": lambda world, which: {"truth": "unknown", "key": uuid4()},
    "ticket_note": lambda world, which: {"body": "a note", "idempotency_key": uuid4()},
    "ticket_draft": lambda world, which: {"body": "half a"},
    "ticket_assign": lambda world, which: {"to": "", "expected": ""},
    "ticket_pass_on": lambda world, which: {"to": f"person:{NOBODYS}", "reason": "shift"},
    "settings_routing_person": lambda world, which: {"languages": ["de"]},
    "ticket_order": lambda world, which: {"order_number": "306-0000000-0000000"},
    # Each with itself, which changes nothing, or with what cannot be.
    "ticket_merge": lambda world, which: {"other": _ticket_id(world, which)},
    "ticket_join": lambda world, which: {"ticket": _ticket_id(world, which)},
    "ticket_part": lambda world, which: {"buyer": NOBODYS},
    "ticket_split": lambda world, which: {"message": [NOBODYS]},
    "ticket_close": lambda world, which: {**FILLED},
    "ticket_priority": lambda world, which: {"priority": "high"},
    "ticket_snooze": lambda world, which: {"until": "message"},
    "ticket_step": lambda world, which: {"is_done": "yes"},
    "promises_read": lambda world, which: {"body": "We will write tomorrow."},
    "promise_decide": lambda world, which: {"what": "kept"},
    "promise_move": lambda world, which: {
        "due": f"{timezone.now() + timedelta(days=3):%Y-%m-%dT%H:%M}",
        "reason": "buyer",
    },
    "promise_hand_over": lambda world, which: {"to": NOBODYS},
    "ticket_side_begin": lambda world, which: {
        "contact": _contact_id(world, which),
        "subject": "306-1",
        "body": "Is it there?",
        "idempotency_key": uuid4(),
    },
    "ticket_side_write": lambda world, which: {
        "body": "Well?",
        "idempotency_key": uuid4(),
    },
    "ticket_tag": lambda world, which: {**FILLED},
    "ticket_settle": lambda world, which: {"was_sent": "yes"},
    "ticket_invoice_settle": lambda world, which: {"was_sent": "yes"},
    "ticket_reply_files": lambda world, which: {"purpose": "warranty"},
    "ticket_focus": lambda world, which: {
        "key": uuid4(),
        "started_at": (timezone.now() - timedelta(minutes=1)).isoformat(),
        "ended_at": timezone.now().isoformat(),
    },
    "settings_reasons_load": lambda world, which: {"profile": "full"},
    "settings_reason_move": lambda world, _: {"to": Reason.objects.get(code="AFT.RET").pk},
    "settings_reason_merge": lambda world, which: {
        "to": Reason.objects.get(code="INS.LOG.DNR").pk
    },
    "queue_density": lambda world, which: {"density": "roomy"},
    "set_language": lambda world, which: {"language": "en"},
    "settings_team": lambda world, which: {
        "name": "renamed",
        "stores": [NOBODYS if which == "unknown" else world.store(which).pk],
    },
    "settings_teams": lambda world, which: {
        "name": "new",
        "stores": [NOBODYS if which == "unknown" else world.store(which).pk],
    },
}
