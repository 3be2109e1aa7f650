"""Worked examples of authority, escalations, refunds and threatened claims, computed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from firsthand.domain.metrics import queries
from firsthand.domain.orders.models import Order, Setback
from firsthand.domain.stores.models import Store
from firsthand.foundation.scoping import Everything
from tests.domain.metrics.asking import DAY, HOUR, answered, ask, one
from tests.domain.metrics.authority_story import RISKY, escalated, moved, used
from tests.domain.metrics.journal_story import LIN, MAYA, Story
from tests.people import NOON, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)
THREAT = "RSK.ATZ.THREAT"


def counts(key: str) -> tuple[int, int]:
    figure = one(key)
    return figure.hits, figure.n


def test_high_risk_issues_are_solved_alone_with_and_without_authority() -> None:
    there_are_reasons()
    for ticket in (1, 2, 3, 4):
        answered(ticket, 3, reason=RISKY)
    answered(5, 3, reason="INS.LOG.WISMO")
    used(2, 2)
    used(3, 2, "needs_approval")
    moved(3, 2, "pending_approval", remedy=30)
    escalated(4, 1)
    figure = one("fcr.empowered_7d")
    assert (figure.hits, figure.misses, figure.n, figure.value) == (2, 2, 4, 0.5)
    by = {f.group["authority"]: (f.hits, f.n) for f in ask("fcr.empowered_7d", "authority")}
    assert by == {"used": (1, 1), "not_used": (1, 3)}


def test_what_is_passed_up_after_the_resolution_was_still_solved_alone() -> None:
    there_are_reasons()
    for ticket in (1, 2):
        answered(ticket, 3, reason=RISKY)
    escalated(1, 4)
    moved(2, 200, "pending_approval", remedy=30)
    used(2, 200)
    assert counts("fcr.empowered_7d") == (2, 2)
    [figure] = ask("fcr.empowered_7d", "authority")
    assert figure.group["authority"] == "not_used"


def test_an_issue_still_waiting_for_approval_has_failed_already() -> None:
    there_are_reasons()
    Story(buyer=1).asks(0, ticket=1, reason=RISKY)
    moved(1, 2, "pending_approval", remedy=30)
    assert one("fcr.empowered_7d", as_of=NOON + HOUR).open == 1
    figure = one("fcr.empowered_7d", as_of=NOON + 3 * HOUR)
    assert (figure.misses, figure.open, figure.value) == (1, 0, 0.0)


def test_a_remedy_belongs_to_the_issue_it_was_asked_for_in() -> None:
    """One ticket, two issues of different reasons: the refund is of the second."""
    story = Story(buyer=1)
    story.asks(0, ticket=1, reason="AFT.RET.HOWTO")
    story.hears(1, ticket=1)
    story.asks(24 * 40, ticket=1, reason=RISKY)
    story.hears(24 * 40 + 2, ticket=1)
    moved(1, 24 * 40 + 1, "succeeded", remedy=30)
    assert counts("refunds.rate") == (1, 2)
    assert [f.hits for f in ask("refunds.rate", "reason3")] == [0, 1]


def test_escalations_by_choice_and_by_policy_are_told_apart() -> None:
    for ticket in (1, 2, 3, 4):
        answered(ticket, 3)
    for ticket in (2, 4):
        escalated(ticket, 1)
    for ticket in (3, 4):
        moved(ticket, 2, "pending_approval", remedy=ticket)
    assert counts("escalation.rate") == (3, 4)
    assert counts("escalation.voluntary") == (2, 4)
    assert counts("escalation.forced") == (2, 4)
    assert one("escalation.rate", as_of=NOON + 1.5 * HOUR).hits == 2


def test_how_long_an_escalation_waits() -> None:
    for ticket, state, hours in (
        (1, "approved", 1),
        (2, "rejected", 3),
        (3, "cancelled", 1),
    ):
        moved(ticket, 0, "pending_approval", remedy=ticket, by=LIN)
        moved(ticket, hours, state, remedy=ticket)
    figure = one("escalation.delay")
    assert (figure.value, figure.n, figure.open) == (2 * 3600, 2, 0)
    assert figure.exclusions == {"taken_back": 1}
    early = one("escalation.delay", as_of=NOON + 0.5 * HOUR)
    assert (early.n, early.open) == (0, 3)
    moved(4, 0, "pending_approval", remedy=4)
    moved(4, 72, "expired", remedy=4, by=None)
    assert one("escalation.delay").value == 3 * 3600, "what ran out counts with its time"


def test_an_escalation_by_choice_waits_until_somebody_else_does_something() -> None:
    answered(1, 5)
    escalated(1, 1)
    assert one("escalation.delay").open == 1, "his own reply takes nothing up"
    Story(buyer=1).hears(9, ticket=1, by=MAYA)
    assert one("escalation.delay").value == 8 * 3600


def test_notes_limits_and_splits_of_every_use() -> None:
    used(1, 1)
    used(2, 1, "needs_approval", grounds=["over_grant"], is_split=True)
    used(3, 1, "needs_approval", grounds=["always_asks"], minor_units=0, kind="resend")
    used(4, 1, has_note=False, minor_units=None)
    figure = one("authority.note_compliance")
    assert (figure.hits, figure.n, figure.value) == (3, 4, 0.75)
    figure = one("authority.over_limit")
    assert (figure.hits, figure.n, figure.exclusions) == (1, 3, {"no_money": 1})
    assert counts("authority.split") == (1, 3)
    by_remedy = ask("authority.note_compliance", "remedy")
    assert {f.group["remedy"]: f.n for f in by_remedy} == {"refund": 3, "resend": 1}


def test_money_given_back_within_thirty_days() -> None:
    for ticket in (1, 2, 3):
        answered(ticket, 1)
    moved(1, 48, "succeeded", remedy=1)
    moved(2, 24 * 40, "succeeded", remedy=2)
    moved(3, 2, "succeeded", remedy=3, kind="resend", minor_units=0)
    figure = one("refunds.rate")
    assert (figure.hits, figure.n, figure.mature) == (1, 3, True)
    running = one("refunds.rate", as_of=NOON + 10 * DAY)
    assert (running.hits, running.open, running.value) == (1, 2, None)


def claimed(ticket: int, after: timedelta, **values: Any) -> None:
    Setback.objects.create(
        order_id=ticket, kind="claim", external_id=f"A-{ticket}", happened_at=NOON + after,
        **values,
    )  # fmt: skip


def threatens(ticket: int, *hours: float) -> None:
    place = Store.objects.first() or store("DE")
    Order.objects.create(
        pk=ticket, store=place, number=f"302-{ticket}", state="shipped", fulfilment="FBM",
        currency="EUR", total_minor_units=1000, placed_at=NOON - DAY,
    )  # fmt: skip
    answered(ticket, *hours, order_id=ticket, reason=THREAT)


def five_threats() -> None:
    for ticket in (1, 2, 3):
        threatens(ticket, 3)
    for ticket in (4, 5):
        threatens(ticket)
    claimed(2, 10 * DAY, denied_at=NOON + 20 * DAY)
    claimed(3, 40 * DAY)
    claimed(4, 2 * DAY)


def test_threats_with_and_without_an_answer_are_two_figures() -> None:
    five_threats()
    figure = one("claims.none_after_answer")
    assert (figure.hits, figure.misses, figure.n) == (2, 1, 3)
    assert figure.exclusions == {"no_order": 0, "not_resolved": 2}
    assert counts("claims.none_after_silence") == (1, 2)
    answered(6, 1, order_id=None, reason=THREAT)
    assert one("claims.none_after_answer").exclusions["no_order"] == 1


def test_who_claims_after_the_threat_does_not_vanish_into_another_tag() -> None:
    threatens(1)
    tag: dict[str, Any] = {"subject": 1, "ticket": 1}
    story = Story(buyer=1)
    story.write("tickets.tagged", 1, **tag, reason=THREAT)
    claimed(1, 2 * DAY)
    story.write("tickets.tagged", 49, **tag, reason="RSK.ATZ.FILED")
    story.hears(50, ticket=1)
    assert counts("claims.none_after_silence") == (0, 1)


def test_the_tickets_behind_a_figure_are_found() -> None:
    for ticket in (1, 2, 3, 4):
        answered(ticket, 3)
    escalated(2, 1)
    one("escalation.rate")
    found = queries.tickets_behind(
        queries.catalogue()["escalation.rate"], "hit", person=Everything(),
        since=NOON - DAY, until=NOON + DAY, as_of=NOON + 90 * DAY,
    )  # fmt: skip
    assert found == [2]
