"""The worker is killed in the middle of a bulk action: each ticket is done once."""

from __future__ import annotations

import signal

import pytest
from django.utils import timezone

from firsthand.domain.journal import queries as journal
from firsthand.domain.journal.models import Entry
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import Wanted, WholeList
from firsthand.domain.tickets.models import Bulk, Cycle, Ticket
from firsthand.domain.tickets.queries import View
from tests.desk import ticket
from tests.faults import worker
from tests.people import lin, store
from tests.sheets import sheet

pytestmark = pytest.mark.django_db(transaction=True)
# With how many of 25 tickets it is over when the worker dies in the second portion.
STEPS = {"tickets.bulk.before_commit": 20, "tickets.bulk.committed": 25}


def states() -> dict[str, int]:
    return {
        state: Ticket.objects.filter(state=state).count() for state in ("open", "solved")
    }


@pytest.mark.parametrize(("step", "over"), STEPS.items())
def test_a_bulk_survives_a_killed_worker_and_so_does_its_undoing(
    step: str, over: int
) -> None:
    german = store("DE")
    agent, now = lin(german), timezone.now()
    for _n in range(25):
        one = ticket(german, at=now)
        Cycle.objects.create(ticket=one, opened_at=one.opened_at)
    close = Wanted(deed="close", sheet=sheet())
    bulk = commands.preview_bulk(
        wanted=close, chosen=WholeList(View.OPEN), by=agent, at=now
    )
    commands.start_bulk(bulk_id=bulk.pk, by=agent, at=now)
    _killed_and_gone_on_with(bulk, step, over)
    assert states() == {"open": 0, "solved": 25}
    solved = Entry.objects.filter(kind="tickets.solved")
    assert solved.values("ticket_id").distinct().count() == solved.count() == 25

    undoing = commands.undo_bulk(bulk_id=bulk.pk, by=agent, at=now)
    _killed_and_gone_on_with(undoing, step, over)
    assert states() == {"open": 25, "solved": 0}
    tickets = list(Ticket.objects.values_list("pk", flat=True))
    kinds = [entry.kind for entry in journal.of_tickets(tickets)]
    assert kinds == ["tickets.bulk_undone"] * 25


def _killed_and_gone_on_with(bulk: Bulk, step: str, over: int) -> None:
    assert worker.run("bulks", failpoint=f"{step}=kill@2") == -signal.SIGKILL
    assert queries.tally(bulk).over == over
    for _again in range(2):
        assert worker.run("bulks") == 0
        assert queries.tally(bulk).done == 25
