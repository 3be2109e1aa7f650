"""The desk's quieter pages, looked at once in each language and theme."""

from __future__ import annotations

import pytest
from django.utils import timezone

from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import ChecklistGiven, ContactGiven, ViewTerms
from firsthand.domain.tickets.queries import Condition, Wanted
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.desk import ticket
from tests.people import lin, maya, store
from tests.routing import comes, rule, speaks
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def german(settings) -> Store:
    settings.SECOND_FACTOR_REQUIRED = False
    there_are_reasons()
    return store("DE", name="Lumo Berlin")


@pytest.fixture
def lead(german: Store) -> Person:
    """A lead with a little of everything these pages show."""
    lead, now = maya(german), timezone.now()
    ticket(german, at=now, name="Jonas", assignee=lead)
    rule(lead, german, name="柏林", steps=("language", "load", "turn"), cap=20)
    steps = ChecklistGiven("Lost parcel", ["Ask the carrier", "File a claim"])
    commands.add_checklist(given=steps, by=lead, at=now)
    contact = ContactGiven("warehouse", "Lager Ost", "lager@warehouse.example")
    commands.add_contact(store_id=german.pk, given=contact, by=lead, at=now)
    view = Wanted((Condition("state", "is", "open"), Condition("due", "within", "4h")))
    commands.save_view(terms=ViewTerms("Due", view, is_pinned=True), by=lead, at=now)
    return lead


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_pages_of_rules_lists_and_views_pass_axe(
    opened: Opener, german: Store, lead: Person, language: str, theme: str
) -> None:
    lead.language = language
    lead.save()
    agent = lin(german)
    speaks(agent, "de", "fr")
    comes(agent, at=timezone.now())
    page = opened("/queue/saved/", person=lead, theme=theme)
    for name, address in (
        ("views", "/queue/saved/"),
        ("filter", "/queue/filter/?state.is=open&store.is=1&due.within=4h"),
        ("rules", "/settings/routing/"),
        ("rule", "/settings/routing/add/"),
        ("skills", f"/settings/routing/people/{agent.pk}/"),
        ("checklists", "/settings/checklists/"),
        ("checklist", "/settings/checklists/add/"),
        ("contacts", "/settings/contacts/"),
        ("contact", "/settings/contacts/add/"),
        ("following", "/following/"),
        ("mentions", "/mentions/"),
        ("bulks", "/bulk/"),
    ):
        page.goto(address)
        keep(page, f"{name}-{language}-{theme}")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
