"""A bulk action that was undone leaves the figures as if it had not been."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.metrics.models import Contact, Course, Issue
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import Wanted
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, store
from tests.sheets import sheet

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


def figures() -> list[object]:
    """Return all that issues, contacts and courses come to."""
    metrics.run_until_done()
    unlike = {"id", "recorded_at", "issue_id"}
    return [
        [
            {name: value for name, value in one.items() if name not in unlike}
            for one in facts.objects.order_by("pk").values()
        ]
        for facts in (Issue, Contact, Course)
    ]


def done(deed: str, tickets: list[int], by: Person, at: datetime, **wanted) -> int:
    asked = Wanted(deed=deed, **wanted)
    bulk = commands.preview_bulk(wanted=asked, chosen=tickets, by=by, at=at)
    commands.start_bulk(bulk_id=bulk.pk, by=by, at=at)
    commands.work_bulks(now=lambda: at)
    return bulk.pk


@pytest.mark.parametrize("deed", ["close", "tag", "assign", "reopen", "no-response"])
def test_a_bulk_undone_leaves_the_figures_as_they_were(box, agent, deed) -> None:
    waits = arrives(box, letter(sender="a@buyers.example")).ticket_id or 0
    solved = arrives(box, letter(sender="b@buyers.example")).ticket_id or 0
    commands.reply(
        ticket_id=solved, body="It comes.", by=agent, at=NOON + HOUR,
        idempotency_key=uuid4(), close_with=sheet(),
    )  # fmt: skip
    before = figures()
    given = {"sheet": sheet(reason="INS.LOG.LOST")} if deed in {"close", "tag"} else {}
    to = {"to": agent.pk} if deed == "assign" else {}
    bulk = done(deed, [waits, solved], agent, NOON + 2 * HOUR, **given, **to)
    if deed in {"close", "tag", "reopen"}:
        assert figures() != before
    commands.undo_bulk(bulk_id=bulk, by=agent, at=NOON + 3 * HOUR)
    commands.work_bulks(now=lambda: NOON + 3 * HOUR)
    assert figures() == before
