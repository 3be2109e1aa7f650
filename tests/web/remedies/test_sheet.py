"""The sheet: what it offers, what it shows before the click, what a return costs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from firsthand.domain.authority.commands import record_rates
from firsthand.domain.orders.models import Setback
from firsthand.domain.reasons.models import Reason
from firsthand.domain.remedies.models import Part
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from tests import people
from tests.remedies import order as ordered
from tests.web.remedies.forms import TRANSIT, asks_for, page, preview, sheet

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_beside_the_order_stand_its_money_and_what_is_possible(desk, ticket) -> None:
    shown = page(desk, ticket)
    assert "$600.00" in shown
    assert 'data-key="y"' in shown
    # Amazon cannot give credit, and what is shipped is not cancelled.
    assert "Only shops of one’s own can give credit." in shown
    assert "The order is on its way already." in shown
    asks_for(desk, ticket)
    answer = desk.get(f"/tickets/{ticket.pk}/remedies/")
    assert "$580.00" in answer.content.decode()
    assert "Under way" in answer.content.decode()


def test_a_role_that_only_reads_sees_the_money_and_no_form(client, ticket, box) -> None:
    client.force_login(people.person("Ada", "analyst", box.store))
    shown = page(client, ticket)
    assert "$600.00" in shown
    assert "Your role does not ask for remedies." in shown
    assert 'data-key="y"' not in shown
    assert client.get(f"/tickets/{ticket.pk}/remedies/sheet/").status_code == 403


def test_the_sheet_begins_with_the_tickets_reason_and_its_note(desk, ticket, agent) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(reason=Reason.objects.get(code=TRANSIT))
    shown = sheet(desk, ticket)
    assert f'value="{TRANSIT}" checked' in shown
    assert "[" in shown[shown.index('id="remedy-note"') :], "the blanks to be filled in"
    agent.language = "zh-hans"
    agent.save()
    assert "退款" in sheet(desk, ticket)


def test_any_reason_is_found_by_its_words(desk, ticket) -> None:
    address = f"/tickets/{ticket.pk}/remedies/reasons/"
    found = desk.get(address, {"words": "dmg.transit"}).content.decode()
    assert f'value="{TRANSIT}"' in found
    assert "No reason has" in desk.get(address, {"words": "qwertz"}).content.decode()


def test_every_kind_asks_for_what_it_needs(desk, ticket, placed) -> None:
    assert 'name="part-2-price"' in sheet(desk, ticket, kind="refund")
    assert 'name="pieces-1"' in sheet(desk, ticket, kind="resend")
    assert 'name="address-city"' in sheet(desk, ticket, kind="address_change")
    assert "whole order is cancelled" in sheet(desk, ticket, kind="cancel")
    type(placed).objects.filter(pk=placed.pk).update(state="unshipped")
    assert asks_for(desk, ticket, kind="cancel").status_code == 200


def test_what_no_browser_sends_is_no_request(desk, ticket) -> None:
    address = f"/tickets/{ticket.pk}/remedies/"
    assert desk.get(f"{address}sheet/", {"kind": "gift"}).status_code == 400
    assert desk.post(f"{address}preview/", {"kind": "gift"}).status_code == 400
    assert desk.get(f"{address}return-loss/", {"problem": "x"}).status_code == 404


def test_a_change_of_address_names_where_to(desk, ticket, placed, box) -> None:
    Store.objects.filter(pk=box.store.pk).update(channel="shopify")
    type(placed).objects.filter(pk=placed.pk).update(state="unshipped")
    assert asks_for(desk, ticket, kind="address_change").status_code == 422
    where = {"address-name": "June Hayes", "address-city": "Ohio"}
    assert asks_for(desk, ticket, kind="address_change", **where).status_code == 200


def test_pieces_are_sent_again_line_by_line(desk, ticket, placed) -> None:
    pieces = {"pieces-1": "2", "pieces-2": ""}
    assert asks_for(desk, ticket, kind="resend", **pieces).status_code == 200
    assert Part.objects.values_list("line_number", "quantity").get() == (1, 2)


def test_flags_and_what_they_rest_on_stand_there_before_the_click(
    desk, ticket, placed
) -> None:
    elsewhere = people.store("JP", name="Hidden shop")
    for number in range(5):
        other = ordered(elsewhere, f"250-{number}", currency="JPY")
        type(other).objects.filter(pk=other.pk).update(buyer=placed.buyer)
        Setback.objects.create(
            order=other, kind="claim", external_id=f"A{number}",
            happened_at=timezone.now() - number * DAY, denied_at=timezone.now(),
        )  # fmt: skip
    shown = sheet(desk, ticket)
    assert "Repeat claimant" in shown
    assert "claims and chargebacks in" in shown
    assert "250-" not in shown, "not which orders: they may be of a store he does not see"
    assert "Hidden shop" not in shown
    assert "always needs approval" in preview(desk, ticket)


def test_amounts_in_another_currency_are_shown_in_that_of_the_policy(
    client, box, ticket
) -> None:
    berlin = people.store("DE")
    euros = ordered(berlin, "302-9", lines=(5_000,), shipping=0, tax=0)
    Ticket.objects.filter(pk=ticket.pk).update(order=euros, store=berlin)
    client.force_login(people.person("Anna", "agent", berlin))
    assert "no exchange rate" in preview(client, ticket, sum="10.00")
    now = timezone.now()
    worth = {"EUR": Decimal("1.10")}
    record_rates(reference="USD", on=now.date(), worth=worth, by=people.wen(), at=now)
    said = preview(client, ticket, sum="10.00")
    assert "€10.00" in said
    assert "$11.00" in said
    assert "Goes out at once" in said


def loss(desk, ticket, **typed: str) -> str:
    return desk.get(f"/tickets/{ticket.pk}/remedies/return-loss/", typed).content.decode()


def test_what_a_return_costs_leads_back_to_the_form_with_its_amount(desk, ticket) -> None:
    begun = loss(desk, ticket)
    assert 'value="590.00"' in begun, "what was paid for the goods"
    paid = {"paid": "40.00", "return_freight": "55.00", "handling": "5"}
    said = loss(desk, ticket, problem="small_fault", **paid)
    assert "To send it back costs more than was paid for it." in said
    assert "sum=12.00" in said, "30 % of the price, to be taken over"
    assert 'value="12.00"' in sheet(desk, ticket, kind="returnless_refund", sum="12.00")


def test_in_japan_nobody_is_told_to_throw_it_away(client, ticket) -> None:
    tokyo = people.store("JP")
    order = ordered(tokyo, "250-1", lines=(4_000,), shipping=0, tax=0, currency="JPY")
    Ticket.objects.filter(pk=ticket.pk).update(order=order, store=tokyo)
    client.force_login(people.person("Yuki", "agent", tokyo))
    said = loss(client, ticket, paid="4000", return_freight="9000")
    assert "Never tell him to throw it away" in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"paid": "1,5"}, "digits and a point"),
        ({"part_share": "130"}, "at most 100"),
        ({"handling": "-1"}, "digits and a point"),
    ],
)
def test_what_cannot_be_reckoned_with_is_said(desk, ticket, typed, said) -> None:
    assert said in loss(desk, ticket, **typed)
