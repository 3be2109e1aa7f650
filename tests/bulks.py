"""Bulk actions as tests ask for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import Wanted
from firsthand.domain.tickets.models import Bulk, Cycle, Ticket
from tests.desk import HOUR
from tests.letters import arrives, letter
from tests.people import NOON
from tests.sheets import sheet

MINUTE = timedelta(minutes=1)
LATER = NOON + HOUR


def asked(box: Mailbox, count: int = 3) -> list[int]:
    """Return tickets of so many buyers, each waiting for an answer."""
    letters = [
        letter(sender=f"buyer{n}@buyers.example", message_id=f"{n}@b") for n in range(count)
    ]
    return [arrives(box, each).ticket_id or 0 for each in letters]


def writes_again(box: Mailbox, n: int, *, at: datetime) -> int:
    """Have the n-th of these buyers write on his ticket; return it."""
    again = letter(
        "And?", sender=f"buyer{n}@buyers.example", references=(f"{n}@b",), sent_at=at
    )
    return arrives(box, again).ticket_id or 0


def shown(by: Person, deed: str, chosen, **wanted) -> Bulk:
    return commands.preview_bulk(
        wanted=Wanted(deed=deed, **wanted), chosen=chosen, by=by, at=LATER
    )


def done(by: Person, deed: str, chosen, **wanted) -> Bulk:
    """Return a bulk that was shown, begun and worked until it was over."""
    bulk = shown(by, deed, chosen, **wanted)
    commands.start_bulk(bulk_id=bulk.pk, by=by, at=LATER)
    return worked(bulk)


def worked(bulk: Bulk, at: datetime = LATER) -> Bulk:
    commands.work_bulks(now=lambda: at)
    bulk.refresh_from_db()
    return bulk


def undone(bulk: Bulk, by: Person) -> Bulk:
    undoing = commands.undo_bulk(bulk_id=bulk.pk, by=by, at=LATER + HOUR)
    return worked(undoing, LATER + HOUR)


def counts(bulk: Bulk) -> dict[str, int]:
    return {name: n for name, n in vars(queries.tally(bulk)).items() if n}


def whys(bulk: Bulk) -> dict[int, str]:
    return dict(bulk.items.exclude(why="").values_list("ticket_id", "why"))


WANTED = {
    "assign": {},
    "tag": {"sheet": {"reason": "INS.LOG.LOST"}},
    "close": {"sheet": {}},
    "reopen": {},
    "priority": {"priority": "high"},
    "no-response": {},
    "note": {"note": "Ask the warehouse."},
}


def wanted_of(deed: str, agent: Person) -> dict:
    given = dict(WANTED[deed])
    if deed == "assign":
        given["to"] = agent.pk
    if "sheet" in given:
        given["sheet"] = sheet(**given["sheet"])
    return given


def row(ticket_id: int) -> dict:
    """Return what a ticket says, and its cycles, but for what only ever grows."""
    one = Ticket.objects.filter(pk=ticket_id).values().get()
    cycles = Cycle.objects.filter(ticket=ticket_id).order_by("pk").values()
    return {
        **{name: one[name] for name in one if name not in {"changed_at", "version"}},
        "cycles": list(cycles),
    }
