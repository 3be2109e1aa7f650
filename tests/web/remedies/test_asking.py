"""A remedy asked for on the ticket's page: once, and within limits."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.orders.models import Setback
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.rules.states import State
from firsthand.domain.tickets.models import Ticket
from firsthand.settings import environment
from tests import people
from tests.remedies import Desk, Memory, money_of
from tests.remedies import order as ordered
from tests.web.remedies.forms import NOTE, OTHER_NOTE, asks_for, page, preview

pytestmark = pytest.mark.django_db


def the_one() -> Remedy:
    return Remedy.objects.get()


def test_a_refund_is_asked_for_sent_by_the_worker_and_stands_in_the_thread(
    desk, ticket, placed
) -> None:
    answer = asks_for(desk, ticket)
    assert answer.status_code == 200
    assert "Asked for. It is sent within seconds" in answer.content.decode()
    assert "Asked for, not sent yet" in page(desk, ticket)
    assert money_of(placed) == (60_000, 2_000, 0, 0)
    worker = Desk(Memory(), at=timezone.now())
    worker.works()
    shown = page(desk, ticket)
    assert the_one().state == State.SUCCEEDED
    assert 'class="mark good">Done' in shown
    assert the_one().external_id in shown
    assert "$20.00" in shown


def test_the_same_form_twice_is_one_remedy(desk, ticket, agent) -> None:
    key = str(uuid4())
    other_tab = Client()
    other_tab.force_login(agent)
    first = asks_for(desk, ticket, key=key, way="all", all="90.00")
    assert first.status_code == 200, first.content
    # "All that is left" is what was shown, also when less is left by now.
    again = asks_for(other_tab, ticket, key=key, way="all", all="90.00")
    assert again.status_code == 200, again.content
    assert the_one().minor_units == 9_000


def test_a_form_used_for_something_else_is_refused_and_gets_another_key(
    desk, ticket
) -> None:
    key = str(uuid4())
    asks_for(desk, ticket, key=key)
    answer = asks_for(desk, ticket, key=key, sum="30.00")
    assert answer.status_code == 422
    assert "already used for another request" in answer.content.decode()
    assert "Refund" in answer.content.decode(), "what was asked for with it is told"
    assert answer.headers["HX-Trigger"] == "remedy-key-used"
    assert the_one().minor_units == 2_000


def test_over_the_limit_it_waits_and_can_be_withdrawn(desk, ticket, placed) -> None:
    answer = asks_for(desk, ticket, sum="150.00")
    assert "It waits for approval: Lead" in answer.content.decode()
    assert answer.headers["HX-Trigger"] == "ticket-changed", "the thread asks anew"
    assert "more than one’s own limit" in page(desk, ticket)
    assert (
        "Taken back"
        in desk.post(
            f"/tickets/{ticket.pk}/remedies/{the_one().pk}/withdraw/",
            headers={"HX-Request": "true"},
        ).content.decode()
    )
    assert the_one().state == State.CANCELLED
    assert money_of(placed) == (60_000, 0, 0, 0)


def test_by_line_and_shipping_the_buyer_gets_what_was_typed(desk, ticket) -> None:
    parts = {"part-2-price": "12.50", "part-0-shipping": "5.00", "part-1-price": ""}
    assert asks_for(desk, ticket, way="parts", **parts).status_code == 200
    given = the_one().parts.order_by("pk").values_list("line_number", "minor_units")
    assert sorted(given, key=str) == [(2, 1250), (None, 500)]


def test_a_share_is_of_what_was_paid(desk, ticket) -> None:
    assert asks_for(desk, ticket, way="share", share="12.5 %").status_code == 200
    assert the_one().minor_units == 7_500


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sum": "0"}, "more than nothing"),
        ({"sum": ""}, "more than nothing"),
        ({"sum": "600.01"}, "more than is left"),
        ({"sum": "12,50"}, "digits and a point"),
        ({"sum": "-5"}, "digits and a point"),
        ({"sum": "1.005"}, "USD has 2 decimals"),
        ({"way": "share", "share": "101"}, "at most 100"),
        ({"way": "parts", "part-2-price": "90.01"}, "more than is left"),
        ({"kind": "gift"}, "not complete"),
        ({"key": "1"}, "not complete"),
        ({"kind": "resend"}, "which pieces"),
        ({"kind": "resend", "pieces-1": "3"}, "not bought"),
        ({"kind": "cancel"}, "on its way"),
        ({"kind": "goodwill_credit"}, "cannot do this"),
        ({"note": "ok"}, "Say more about this case"),
        ({"reason": ""}, "Name the reason"),
    ],
)
def test_what_cannot_be_is_said_in_the_sheet_and_nothing_is_written(
    desk, ticket, typed, said
) -> None:
    answer = asks_for(desk, ticket, **typed)
    assert answer.status_code == 422, answer.content
    assert said in answer.content.decode()
    assert answer.headers["HX-Retarget"] == "#remedy-refusal"
    assert not Remedy.objects.exists()


@pytest.mark.parametrize("kind", ["claim", "chargeback"])
def test_after_a_claim_or_chargeback_nothing_goes_out(desk, ticket, placed, kind) -> None:
    Setback.objects.create(
        order=placed, kind=kind, external_id="A1", happened_at=timezone.now()
    )
    answer = asks_for(desk, ticket)
    assert answer.status_code == 422
    assert not Remedy.objects.exists()
    shown = page(desk, ticket)
    assert 'data-key="y"' not in shown
    assert ("compliance" if kind == "claim" else "twice") in shown


def hand_over(ticket: Ticket) -> str:
    return f'href="/tickets/{ticket.pk}/claim/"'


def test_a_claim_is_handed_over_from_where_nothing_can_be_given(
    desk, agent, ticket, placed, place
) -> None:
    address = hand_over(ticket)
    assert address not in page(desk, ticket)
    Setback.objects.create(
        order=placed, kind="claim", external_id="A1", happened_at=timezone.now()
    )
    # In the panel, in a form that was open when the claim came, and in what it is told.
    assert address in page(desk, ticket)
    assert address in preview(desk, ticket)
    assert address in asks_for(desk, ticket).content.decode()
    chen = people.person("Chen", "compliance", place)
    note = "A-to-z of today, buyer has the parcel."
    assert desk.post(f"/tickets/{ticket.pk}/claim/", {"note": note}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.assignee == chen
    assert address not in page(desk, ticket), "it is with compliance by now"


def test_what_is_refused_for_another_reason_goes_to_nobody(desk, ticket) -> None:
    assert hand_over(ticket) not in asks_for(desk, ticket, note="ok").content.decode()


def test_of_a_store_that_is_not_connected_nothing_can_be_asked_for(
    desk, ticket, monkeypatch
) -> None:
    monkeypatch.setattr(environment, "DEMO", False)
    assert "is not connected to its marketplace" in page(desk, ticket)
    answer = asks_for(desk, ticket)
    assert answer.status_code == 422
    assert "not connected" in answer.content.decode()
    assert not Remedy.objects.exists()


def test_who_was_stopped_sees_why_and_asks_in_vain(desk, ticket, agent) -> None:
    commands.stop(
        scope="agent", name=str(agent.pk), why="looks odd", by=people.wen(),
        at=timezone.now(),
    )  # fmt: skip
    assert "Your remedies have been stopped." in page(desk, ticket)
    assert asks_for(desk, ticket).status_code == 422


def test_an_order_of_another_store_is_not_there(desk, ticket, placed) -> None:
    elsewhere = ordered(people.store("JP"), "250-1", currency="JPY")
    type(ticket).objects.filter(pk=ticket.pk).update(order=elsewhere)
    assert asks_for(desk, ticket).status_code == 422
    assert desk.get(f"/tickets/{ticket.pk}/remedies/sheet/").status_code == 404
    assert not Remedy.objects.exists()


def test_the_preview_says_what_would_happen_and_writes_nothing(desk, ticket) -> None:
    said = preview(desk, ticket)
    assert "Goes out at once" in said
    assert "$580.00" in said, "what is left of the order after that"
    assert "Needs approval" in preview(desk, ticket, sum="150.00")
    assert "more than is left" in preview(desk, ticket, sum="900")
    said = preview(desk, ticket, sum="150.00", note="ok")
    assert "Say more about this case" in said
    assert "Needs approval" in said, "before the note is written as well"
    assert "Goes out at once" not in preview(desk, ticket, note="ok")
    assert "digits and a point" in preview(desk, ticket, sum="1,5")
    assert not Remedy.objects.exists()


def test_a_note_of_another_case_is_refused_before_the_click(
    desk, ticket, box, agent
) -> None:
    asks_for(desk, ticket)
    other = ordered(box.store, "111-2", lines=(5_000,), shipping=0, tax=0, currency="USD")
    type(ticket).objects.filter(pk=ticket.pk).update(order=other)
    assert "what you wrote for another case" in preview(desk, ticket, note=NOTE)
    assert "Goes out at once" in preview(desk, ticket, note=OTHER_NOTE)


def test_a_ticket_with_remedies_takes_few_queries(
    desk, ticket, django_assert_max_num_queries
) -> None:
    asks_for(desk, ticket)
    asks_for(desk, ticket, sum="150.00", note=OTHER_NOTE)
    desk.get("/queue/")
    with django_assert_max_num_queries(25):
        shown = page(desk, ticket)
    assert "Waits for approval" in shown
