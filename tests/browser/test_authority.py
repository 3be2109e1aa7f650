"""Compliance writes a version of the policy, tries it on what was done, publishes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from firsthand.domain.authority import commands, queries
from firsthand.domain.authority.commands import Asking
from firsthand.domain.authority.rules import DEFAULT, Restriction, plain
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.foundation.money import Money
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.people import lin, person, store
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def place() -> Store:
    return store("US", name="Lumo Boston")


@pytest.fixture
def chen(place: Store) -> Person:
    return person("Chen", "compliance", place)


@pytest.fixture
def _used(place: Store) -> None:
    agent = lin(place)
    for amount in (2_000, 6_000, 25_000):
        what = Asking(
            store_id=place.pk, order_number="111-1", buyer_id=None, kind="refund",
            amount=Money("USD", amount), fulfilment="FBM", has_note=True,
        )  # fmt: skip
        with transaction.atomic():
            at = timezone.now() - timedelta(days=3)
            commands.ask(key=uuid4(), asking=what, by=agent, at=at)


@pytest.mark.usefixtures("_used")
def test_a_lower_limit_is_written_tried_and_published(
    opened: Opener, chen: Person, place: Store
) -> None:
    page = opened("/settings/authority/", person=chen)
    page.get_by_role("link", name="Write a new version").click()
    page.get_by_label("What is new").fill("Half the limit")
    page.get_by_label("Without asking").first.fill("50")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("link", name="Half the limit").click()
    page.get_by_role("link", name="Try it out").click()
    expect(page.locator("main")).to_contain_text("What it would have said to 3 uses")
    expect(page.locator("main")).to_contain_text("your limit is USD 50.00.")
    page.get_by_role("link", name="Half the limit").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("main")).to_contain_text("Published by Chen")
    found = queries.in_force(place.pk, timezone.now())
    assert found.terms.grants[0].alone_minor_units == 5_000


@pytest.mark.usefixtures("_used")
@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_pages_of_authority_pass_axe(
    opened: Opener, chen: Person, place: Store, language: str, theme: str
) -> None:
    there_are_reasons()
    chen.language = language
    chen.save()
    row = Restriction(
        reason="INS.LOG", fulfilment="FBM", most_minor_units=5_000,
        most_share=Decimal("0.5"),
    )  # fmt: skip
    terms = plain(replace(DEFAULT, restrictions=(*DEFAULT.restrictions, row)))
    wrong = plain(replace(DEFAULT, restrictions=()))
    at = timezone.now()
    one, other = (
        commands.draft(name=name, terms=each, store_id=place.pk, by=chen, at=at)
        for name, each in (("Parcels up to half", terms), ("Too little", wrong))
    )
    commands.publish(version_id=one.pk, valid_from=None, by=chen, at=at)
    draft = commands.draft(name="Parcels", terms=terms, by=chen, at=at)
    commands.record_rates(
        reference="USD", on=at.date(), worth={"EUR": Decimal("1.0823")}, by=chen, at=at
    )
    for name, address in (
        ("authority", "/settings/authority/"),
        ("authority-version", f"/settings/authority/{one.pk}/"),
        ("authority-draft", f"/settings/authority/{draft.pk}/"),
        ("authority-wrong", f"/settings/authority/{other.pk}/"),
        ("authority-trial", f"/settings/authority/{draft.pk}/trial/"),
    ):
        page = opened(address, person=chen, theme=theme)
        keep(page, f"{name}-{language}-{theme}", full=True)
        assert_accessible(page)
