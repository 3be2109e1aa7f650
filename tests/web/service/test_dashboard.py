"""First contact and speed, as people read it."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.commands import half_hours
from firsthand.domain.people.models import Person
from firsthand.domain.people.rules import RIGHTS, Right, Role
from firsthand.domain.stores.models import Store
from tests.facts import DAY, HOUR, asked, asked_often
from tests.people import lin, maya, person, store, wen
from tests.sheets import there_are_reasons
from tests.web.today.test_pages import plain, shown_to

FCR = "First contact resolution, 7 days"
KEY = "fcr.issues_7d"


@pytest.fixture
def german(db) -> Store:
    there_are_reasons()
    return store("DE")


def page_of(somebody: Person, limits: str = "") -> str:
    """Return the page with the part that it fetches, as they are read."""
    half_hours.count_all()
    page = shown_to(somebody, f"/service/{limits}")
    (part,) = re.findall(r'hx-get="(/service/groups/[^"]*)"', page)
    return plain(page.partition('id="groups"')[0] + shown_to(somebody, html.unescape(part)))


def certain(days_ago: float = 20):
    return timezone.now() - timedelta(days=days_ago)


@pytest.mark.parametrize("role", list(Role))
def test_whoever_may_read_figures_reads_these_and_finds_them_in_the_rail(
    german: Store, role: Role
) -> None:
    may = Right.READ_FIGURES in RIGHTS[role]
    somebody = person("Somebody", role, german)
    shown_to(somebody, "/service/", status=200 if may else 403)
    assert ('href="/service/"' in shown_to(somebody, "/")) == may


def test_nothing_counted_is_a_dash_with_its_n_and_no_percentage(german: Store) -> None:
    page = page_of(wen())
    assert page.count("n = 0 ") == 3
    assert re.search(r"(?<!\d)0\.0%", page) is None
    assert "Nobody answered anything in these days." in page
    assert "No issue of these days has a reason yet." in page


def test_a_figure_travels_with_n_interval_verdict_and_its_tickets(german: Store) -> None:
    asked_often(german, 90, at=certain())
    asked_often(german, 10, at=certain(), is_solved=False)
    page = page_of(wen())
    first = page.partition(FCR)[2]
    assert "90.0% 95% between 82.6% and 94.5% n = 100 issues" in first
    assert "90 of them turned out well" in first
    assert "cannot be told yet" in first
    assert "/figures/fcr.issues_7d/tickets/?outcome=all&amp;from=" in shown_to(
        Person.objects.get(name="Wen"), "/service/"
    )


def test_a_change_is_news_only_where_chance_does_not_explain_it(german: Store) -> None:
    asked_often(german, 60, at=certain(60))
    asked_often(german, 40, at=certain(60), is_solved=False)
    asked_often(german, 90, at=certain())
    asked_often(german, 10, at=certain(), is_solved=False)
    owner = wen()
    assert f"{FCR} rose by 30 points against the 30 days before" in page_of(owner)
    asked_often(german, 25, at=certain(), is_solved=False)
    again = page_of(owner)
    assert "cannot be told from chance" in again


def test_a_fall_is_said_as_one(german: Store) -> None:
    asked_often(german, 100, at=certain(60))
    asked_often(german, 50, at=certain())
    asked_often(german, 50, at=certain(), is_solved=False)
    assert f"{FCR} fell by 50 points" in page_of(wen())


def test_only_those_with_fifty_are_ranked_best_first(german: Store) -> None:
    good, fair, new = lin(german), maya(german), person("Omar", "agent", german)
    for who, solved, lost in ((fair, 40, 20), (good, 60, 0), (new, 49, 0)):
        asked_often(german, solved, at=certain(), agent_id=who.pk)
        if lost:
            asked_often(german, lost, at=certain(), agent_id=who.pk, is_solved=False)
    page = page_of(wen()).partition("By agent")[2].partition("By store")[0]
    ranked, _, others = page.partition("Too few to compare")
    assert "1 Lin 60 100.0" in ranked
    assert "2 Maya 60 66.7" in ranked
    assert "Omar 49 100.0" in others
    assert "Omar" not in ranked


def test_every_number_of_a_group_leads_to_its_tickets(german: Store) -> None:
    agent, other = lin(german), person("Omar", "agent", german)
    mine = asked(german, at=certain(), agent_id=agent.pk)
    his = asked(german, at=certain(), agent_id=other.pk)
    lead = maya(german)
    half_hours.count_all()
    part = shown_to(lead, "/service/groups/")
    (there,) = re.findall(rf'href="(/figures/{KEY}/tickets/[^"]*agent={agent.pk})"', part)
    listed = shown_to(lead, html.unescape(there))
    assert f'href="/tickets/{mine.pk}/"' in listed
    assert f'href="/tickets/{his.pk}/"' not in listed
    assert f"agent={agent.pk}" in listed.partition("<table")[0]
    assert "/tickets/?outcome=all&amp;from=" in part.partition("By store")[2]


def test_nobody_lists_a_colleagues_tickets_who_may_not_see_his_figures(
    german: Store,
) -> None:
    agent, other, lead = lin(german), person("Omar", "agent", german), maya(german)
    listed = f"/figures/{KEY}/tickets/?outcome=all&agent="
    shown_to(agent, f"{listed}{agent.pk}")
    shown_to(agent, f"{listed}{other.pk}", status=403)
    shown_to(lead, f"{listed}999999", status=404)
    shown_to(lead, f"/figures/backlog.open/tickets/?agent={agent.pk}", status=404)


def test_an_agent_sees_his_own_figures_and_no_colleagues(german: Store) -> None:
    agent, other = lin(german), person("Omar", "agent", german)
    for who in (agent, other):
        asked_often(german, 60, at=certain(), agent_id=who.pk)
    page = page_of(agent)
    assert "Lin 60 100.0" in page.partition("Your own figures")[2]
    assert "1 Lin" not in page
    assert "Omar" not in page
    assert "Agents against chance" not in page
    assert "Omar" in page_of(maya(german))


def test_under_ten_only_counts_are_shown(german: Store) -> None:
    agent = lin(german)
    asked_often(german, 4, at=certain(), agent_id=agent.pk)
    page = page_of(wen())
    assert "4 of 4" in page
    assert "Lin 4 4/4 — too few to tell" in page


def test_stores_are_told_apart_and_one_can_be_looked_at_alone(german: Store) -> None:
    japanese = store("JP")
    asked_often(german, 50, at=certain())
    asked_often(japanese, 60, at=certain(), is_solved=False)
    owner = wen()
    table = page_of(owner).partition("By store")[2]
    assert table.index("1 Lumo DE 50 100.0") < table.index("2 Lumo JP 60 0.0")
    alone = page_of(owner, f"?store={german.pk}")
    assert "n = 50 issues" in alone
    assert "Lumo JP 60" not in alone


def test_a_foreign_store_or_an_unheard_of_limit_is_not_there(german: Store) -> None:
    agent, foreign = lin(german), store("JP")
    for asked_for in (f"store={foreign.pk}", "store=x", "days=8", "days=x"):
        shown_to(agent, f"/service/?{asked_for}", status=404)


def test_the_days_chosen_are_those_counted(german: Store) -> None:
    asked_often(german, 30, at=certain(18))
    asked_often(german, 30, at=certain(40))
    owner = wen()
    assert "n = 30 issues" in page_of(owner, "?days=7")
    assert "n = 60 issues" in page_of(owner, "?days=30")


def test_how_the_reasons_do_is_told_with_the_figures(german: Store) -> None:
    asked_often(german, 40, at=certain(), reason="INS.LOG.LOST")
    asked_often(german, 5, at=certain(), reason="INS.LOG.DELAY")
    page = page_of(wen()).partition("By reason")[2]
    assert "Package lost 40 100.0 91.2–100.0" in page
    assert "Delivery late 5 5/5 —" in page


def test_days_that_can_still_change_are_hatched_with_worst_and_best(german: Store) -> None:
    for days_ago in range(1, 40):
        asked_often(german, 3, at=certain(days_ago), after=HOUR)
    half_hours.count_all()
    page = shown_to(wen(), "/service/")
    assert 'class="fan"' in page
    assert "provisional" in plain(page).partition("Seven days to")[2]


def test_ordinary_variation_is_drawn_once_there_are_enough_days(german: Store) -> None:
    for days_ago in range(15, 34):
        asked_often(german, 3, at=certain(days_ago))
    owner = wen()
    half_hours.count_all()
    fcr = shown_to(owner, "/service/").partition("speed-first_reply_4h")[0]
    assert 'class="band"' not in fcr
    asked_often(german, 3, at=certain(34))
    asked_often(german, 3, at=certain(35))
    half_hours.count_all()
    fcr = shown_to(owner, "/service/").partition("speed-first_reply_4h")[0]
    assert 'class="band"' in fcr


def test_figures_being_built_afresh_are_not_shown(german: Store, monkeypatch) -> None:
    def refuse() -> None:
        raise queries.FactsOutdated("The figures are being built afresh.")

    monkeypatch.setattr("firsthand.domain.metrics.queries.asking.refuse_outdated", refuse)
    owner = wen()
    for address in ("/service/", "/service/groups/"):
        page = plain(shown_to(owner, address))
        assert "The figures are being built afresh." in page
        assert "By agent" not in page
        assert "rolling" not in page


def test_the_page_changes_nothing(german: Store) -> None:
    client = Client()
    client.force_login(wen())
    assert client.post("/service/").status_code == 405


def test_everything_is_said_in_chinese(german: Store) -> None:
    asked_often(german, 60, at=certain(), reason="INS.LOG.LOST")
    owner = wen()
    Person.objects.update(language="zh-hans")
    page = page_of(Person.objects.get(pk=owner.pk))
    for words in ("首次解决与响应速度", "按客服人员", "按店铺", "按原因", "数字表"):
        assert words in page
    assert "ordinary" not in page


def test_the_page_takes_few_queries(german: Store, django_assert_max_num_queries) -> None:
    asked_often(german, 60, at=certain() - DAY, reason="INS.LOG.LOST")
    client = Client()
    client.force_login(wen())
    for address in ("/service/", "/service/groups/"):
        client.get(address)
        with django_assert_max_num_queries(20):
            client.get(address)
