"""Today, as people read it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.accounts.models import MarketplaceAccount
from firsthand.domain.metrics import commands
from firsthand.domain.people.models import Person
from firsthand.domain.people.rules import RIGHTS, Right, Role
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from tests.accounts import account
from tests.claims import claimed
from tests.desk import HOUR, ticket
from tests.facts import asked, asked_often
from tests.health import AT, taken_in
from tests.people import lin, person, store, wen
from tests.remedies import order
from tests.reports_of_amazon import late, odr, report
from tests.sheets import there_are_reasons

DAY = timedelta(days=1)
STRIP = ("fcr.issues_7d", "speed.first_reply", "speed.replied_24h")
DASH = "—"


@pytest.fixture
def german(db) -> Store:
    return store("DE")


def shown_to(somebody: Person, address: str, *, status: int = 200) -> str:
    client = Client()
    client.force_login(somebody)
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def plain(page: str) -> str:
    """Return what is read, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("role", list(Role))
def test_each_role_finds_what_it_may_see(german: Store, role: Role) -> None:
    page = shown_to(person("Somebody", role, german), "/")
    assert "To do now" in page
    assert ("n = 0" in page) == (Right.READ_FIGURES in RIGHTS[role])


def test_nothing_counted_is_a_dash_with_its_n_and_never_a_zero(german: Store) -> None:
    page = plain(shown_to(wen(), "/"))
    assert page.count("n = 0") == len(STRIP)
    assert page.count(DASH) >= len(STRIP)
    assert "0.0%" not in page
    assert page.count("last 7 days: nothing counted yet") == len(STRIP)


def test_what_is_urgent_stands_first_and_what_is_at_zero_does_not_stand_there(
    german: Store,
) -> None:
    agent, now = lin(german), timezone.now()
    assert "Nothing is urgent." in shown_to(agent, "/")
    ticket(german, at=now, due_in=-HOUR, name="Late", order_number="1")
    ticket(german, at=now, due_in=3 * HOUR, name="Soon", order_number="1")
    page = plain(shown_to(agent, "/"))
    assert page.index("1 Overdue") < page.index("1 Due within 4 hours")
    assert "the oldest late by 1 h 0 min, with nobody" in page
    assert "Delivery in doubt" not in page.partition("To do now")[2].partition("At work")[0]
    Ticket.objects.update(assignee=agent)
    assert "with Lin" in plain(shown_to(agent, "/"))


def test_claims_stand_there_and_in_the_rail_with_the_nearest_deadline(
    german: Store,
) -> None:
    agent, now = lin(german), timezone.now()
    chen = person("Chen", "compliance", german)
    reader = person("Omar", "reviewer", german)
    assert "Claims to be answered" not in shown_to(agent, "/")
    assert "Claims Macros Send gate Approvals" in plain(shown_to(chen, "/"))
    for number, hours in (("302-1", 30), ("302-2", 2)):
        claimed(order(german, number), at=now - hours * HOUR)
    line = "2 Claims to be answered the nearest deadline: 1 d 17 h left"
    for somebody, stands in ((agent, True), (chen, True), (reader, False)):
        assert (line in plain(shown_to(somebody, "/"))) == stands
    assert "Claims 1 d 17 h left · 2" in plain(shown_to(chen, "/claims/"))
    assert "left · 2" not in plain(shown_to(agent, "/claims/"))


def test_returns_that_run_out_within_a_day_stand_there_for_who_can_answer_them(
    german: Store,
) -> None:
    agent, reader = lin(german), person("Ada", "analyst", german)
    back = order(german).returns.create(
        external_id="R1", requested_at=timezone.now() - 23 * HOUR
    )
    assert "Returns to be answered" not in plain(shown_to(agent, "/"))
    back.requested_at -= 5 * HOUR
    back.save()
    line = "1 Returns to be answered the nearest deadline: 19 h 59 min left"
    assert line in plain(shown_to(agent, "/"))
    assert line not in plain(shown_to(reader, "/"))
    elsewhere = person("Bo", "agent", store("JP"))
    assert line not in plain(shown_to(elsewhere, "/"))


def test_a_measure_close_to_its_line_stands_there_for_who_may_see_the_store(
    german: Store,
) -> None:
    owner = wen()
    assert "Account health close" not in shown_to(owner, "/")
    taken_in(report(orderDefectRate={"mfn": odr(9, 1000)}))
    page = plain(shown_to(owner, "/"))
    assert "1 Account health close to a line Lumo DE, Order defect rate, shipped by" in page
    assert "none: the next one crosses it" in page
    assert "Account health close" not in shown_to(lin(store("JP")), "/")
    worse = report(orderDefectRate={"mfn": odr(8, 1000)}, lateShipmentRate=late(50, 1000))
    taken_in(worse, reported_at=AT + DAY, at=AT + DAY)
    line = "2 Account health close to a line Lumo DE, Late shipment rate: 11 too many"
    assert line in plain(shown_to(owner, "/"))


def test_an_account_that_needs_somebody_stands_there_for_who_may_mend_it(
    german: Store,
) -> None:
    owner, agent, now = wen(), lin(german), timezone.now()
    assert "Connections that need somebody" not in shown_to(owner, "/")
    account(german, seller_id="A1B2C3D4E5F6G7", at=now)
    line = "1 Connections that need somebody Lumo Europe: The account was never tested."
    assert line in plain(shown_to(owner, "/"))
    assert "Connections that need somebody" not in shown_to(agent, "/")
    MarketplaceAccount.objects.update(paused_at=now)
    assert "Connections that need somebody" not in shown_to(owner, "/")


def test_foreign_stores_are_in_no_count_of_the_day(german: Store) -> None:
    ticket(store("JP"), at=timezone.now(), due_in=-HOUR)
    assert "Nothing is urgent." in shown_to(lin(german), "/")
    assert "Overdue" in plain(shown_to(wen(), "/")).partition("To do now")[2]


def test_the_first_page_lists_what_buyers_write_about_most(german: Store) -> None:
    there_are_reasons()
    at = timezone.now() - 20 * DAY
    asked_often(german, 30, at=at, reason="INS.LOG.LOST")
    asked_often(german, 10, at=at, reason="INS.LOG.DELAY", is_solved=False)
    owner = wen()
    assert 'hx-get="/today/most/"' in shown_to(owner, "/")
    page = shown_to(owner, "/today/most/")
    most = plain(page)
    assert "Package lost 30 75.0 30 100.0" in most
    assert most.index("Package lost") < most.index("Delivery late")
    assert "/service/reasons/INS.LOG.LOST/?days=30" in page


def test_too_few_tags_are_said_in_place_of_a_list(german: Store) -> None:
    there_are_reasons()
    asked(german, at=timezone.now() - 20 * DAY, reason="")
    page = plain(shown_to(wen(), "/today/most/"))
    assert "Too few contacts have a reason to say." in page
    assert "0.0% are tagged, 95% are needed." in page


@pytest.mark.django_db(transaction=True)
def test_figures_that_lag_say_so_until_they_do_not() -> None:
    owner = wen()
    assert "The figures lag behind" not in shown_to(owner, "/")
    later = timezone.now() + timedelta(minutes=6)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        store("DE")
        assert "The figures lag behind" in shown_to(owner, "/")
        commands.run_until_done()
        assert "The figures lag behind" not in shown_to(owner, "/")
