"""A lead looks how Amazon judges the account, how much room is left, and what feeds it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.health import sold, taken_in
from tests.people import store, wen
from tests.reports_of_amazon import late, odr, report

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def owner(settings) -> Person:
    settings.SECOND_FACTOR_REQUIRED = False
    return wen()


@pytest.fixture
def german() -> Store:
    """Return a store that sold for months, and was reported on this morning."""
    place, now = store("DE"), timezone.now()
    sold(place, bad=(5, 9, 14, 30), until=now)
    since, until = (f"{now - days * DAY:%Y-%m-%d}" for days in (60, 1))
    window = {
        "reportingDateFrom": f"{since}T00:00Z",
        "reportingDateTo": f"{until}T23:59Z",
    }
    judged = report(
        orderDefectRate={"mfn": odr(2, 290, reportingDateRange=window)},
        lateShipmentRate=late(7, 140),
    )
    taken_in(judged, reported_at=now, at=now)
    return place


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_a_lead_goes_from_all_accounts_to_what_feeds_one_measure(
    opened: Opener, owner: Person, german: Store, language: str, theme: str
) -> None:
    Person.objects.update(language=language, theme=theme)
    page = opened("/", person=owner, theme=theme)
    main = page.locator("main")
    link = {"en": "Account health close to a line", "zh-hans": "账户健康接近要求"}
    main.get_by_role("link", name=link[language]).click()
    expect(main).to_contain_text("Lumo DE")
    keep(page, f"health.{language}-{theme}", full=True)
    assert_accessible(page)
    main.get_by_role("link", name="Lumo DE").click()
    measure = {"en": "Order defect rate, shipped by us (FBM)", "zh-hans": "FBM"}
    expect(main).to_contain_text("0.69%")
    keep(page, f"health-account.{language}-{theme}", full=True)
    assert_accessible(page)
    main.get_by_role("link", name=measure[language]).first.click()
    expect(main).to_contain_text("1.33%")  # As we count it; and how far from theirs.
    expect(main).to_contain_text("+0.64")
    keep(page, f"health-measure.{language}-{theme}", full=True)
    assert_accessible(page)


def test_the_pages_fit_a_narrow_screen(
    opened: Opener, owner: Person, german: Store
) -> None:
    for address in ("", f"{german.pk}/", f"{german.pk}/odr_fbm/?days=60"):
        page = opened(f"/health/{address}", person=owner, width=768)
        assert page.evaluate("document.documentElement.scrollWidth") <= 768, address
