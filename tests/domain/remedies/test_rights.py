"""Nobody does with money what his role does not do, whatever else would be wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Stop
from tests import people
from tests.people import NOON
from tests.remedies import Judge, asks, requested

NOBODY = 99_999  # Of this number there is nothing: the right is asked about first.
FOR_LEADS: dict[str, Callable[[Person], object]] = {
    "approve": lambda by: commands.approve(
        remedy_id=NOBODY, request_hash="x", authority=Judge(), by=by, at=NOON
    ),
    "reject": lambda by: commands.reject(remedy_id=NOBODY, why="w", by=by, at=NOON),
    "stop": lambda by: commands.stop(
        scope=Stop.Scope.ALL, name="", why="w", by=by, at=NOON
    ),
    "lift": lambda by: commands.lift(stop_id=NOBODY, by=by, at=NOON),
    "propose by hand": lambda by: commands.propose_by_hand(
        remedy_id=NOBODY, says="failed", external_id="", why="w", evidence="e", by=by,
        at=NOON,
    ),
    "confirm by hand": lambda by: commands.confirm_by_hand(
        remedy_id=NOBODY, decision_id=NOBODY, by=by, at=NOON
    ),
    "close": lambda by: commands.close_incident(
        incident_id=NOBODY, found="lost", said="w", by=by, at=NOON
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FOR_LEADS)
def test_an_agent_does_not_do_what_leads_do(lin: Person, what: str) -> None:
    with pytest.raises(NotAllowed):
        FOR_LEADS[what](lin)
    assert not Stop.objects.exists()


def test_who_only_counts_asks_for_nothing_and_takes_nothing_back(shop, placed, lin) -> None:
    ada = people.person("Ada", "analyst", shop)
    remedy = requested(placed, 100, lin, judge=Judge(limit=0))
    with pytest.raises(NotAllowed):
        requested(placed, 100, ada)
    with pytest.raises(NotAllowed):
        commands.withdraw(remedy_id=remedy.pk, by=ada, at=NOON)
    with pytest.raises(NotAllowed):
        commands.approve_changed(
            remedy_id=remedy.pk,
            instead=asks(placed, 50),
            authority=Judge(),
            by=lin,
            at=NOON,
        )


def test_who_may_not_ask_takes_nothing_back_not_even_his_own(shop, placed, lin) -> None:
    remedy = requested(placed, 100, lin, judge=Judge(limit=0))
    lin.role = "reviewer"
    for by in (people.person("Chen", "compliance", shop), lin):
        with pytest.raises(NotAllowed):
            commands.withdraw(remedy_id=remedy.pk, by=by, at=NOON)


def test_an_agent_takes_back_what_he_asked_for_and_nobody_elses(shop, placed, lin) -> None:
    remedy = requested(placed, 100, lin, judge=Judge(limit=0))
    zoe = people.person("Zoe", "agent", shop)
    with pytest.raises(NotAllowed):
        commands.withdraw(remedy_id=remedy.pk, by=zoe, at=NOON)
    assert commands.withdraw(remedy_id=remedy.pk, by=lin, at=NOON).state == "cancelled"
