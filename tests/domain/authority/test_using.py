from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Sum

from firsthand.domain.authority import commands, queries, rules
from firsthand.domain.authority.commands import Asked, Asking
from firsthand.domain.authority.models import Draw, Spent
from firsthand.domain.authority.rules import DEFAULT, Allowed, Budget, Forbidden
from firsthand.domain.orders.models import Buyer, Order, Setback
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.foundation.money import Money
from tests.authority import why
from tests.people import NOON, lin, person, store, wen

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def place() -> Store:
    return store("US")


@pytest.fixture
def agent(place) -> Person:
    return lin(place)


def asking(place: Store, minor_units: int = 5_000, **values: Any) -> Asking:
    plain: dict[str, Any] = {
        "store_id": place.pk,
        "order_number": "111-1",
        "buyer_id": None,
        "kind": "refund",
        "amount": Money(values.pop("currency", "USD"), minor_units),
        "fulfilment": "FBM",
        "has_note": True,
    }
    return Asking(**plain | values)


def ask(what: Asking, by: Person, *, at=NOON, key: UUID | None = None) -> Asked:
    with transaction.atomic():
        return commands.ask(key=key or uuid4(), asking=what, by=by, at=at)


def in_force(terms: rules.Terms, *, by: Person) -> None:
    made = commands.draft(name="x", terms=rules.plain(terms), by=by, at=NOON)
    commands.publish(version_id=made.pk, valid_from=None, by=by, at=NOON)


def spent() -> dict[tuple[str, str], int]:
    return {(each.of, each.period): each.minor_units for each in Spent.objects.all()}


EVERYWHERE = {("agent", "day"), ("agent", "month"), ("team", "day"), ("team", "month")}


def test_what_is_allowed_is_taken_from_every_budget_and_written_down(place, agent) -> None:
    key = uuid4()
    said = ask(asking(place, reason="AFT.DMG", risk="medium"), agent, key=key)
    assert isinstance(said.decision, Allowed)
    assert said.version_id is None
    assert said.decision.left_today_minor_units == 95_000
    assert spent() == dict.fromkeys(EVERYWHERE, 5_000)
    draw = Draw.objects.get(key=key)
    assert (draw.decision, draw.minor_units, draw.agent) == ("allowed", 5_000, agent)
    assert draw.team == agent.teams.get()
    assert draw.use["reason"] == "AFT.DMG"
    assert draw.use["channel"] == "amazon"


def test_what_needs_approval_takes_nothing_and_is_written_down_with_its_grounds(
    place, agent
) -> None:
    said = ask(asking(place, 10_001), agent)
    assert why(said.decision) == ["over_grant"]
    assert spent() == {}
    draw = Draw.objects.get()
    figures = {"sum": 10_001, "before": 0, "most": 10_000}
    assert (draw.decision, draw.grounds) == ("needs_approval", [["over_grant", figures]])


def test_what_is_forbidden_leaves_no_trace(place, agent) -> None:
    assert isinstance(ask(asking(place, has_claim=True), agent).decision, Forbidden)
    assert not Draw.objects.exists()


def test_ten_refunds_just_below_the_limit_within_an_hour_are_caught(place, agent) -> None:
    said = [
        ask(asking(place, 9_999, order_number=f"111-{n}"), agent, at=NOON + n * MINUTE)
        for n in range(10)
    ]
    assert [why(each.decision) for each in said[:4]] == [[], [], [], ["over_window"]]
    assert not any(isinstance(each.decision, Allowed) for each in said[3:])
    later = ask(asking(place, 9_999), agent, at=NOON + 61 * MINUTE)
    assert isinstance(later.decision, Allowed), "the first hour is over"


def test_a_clock_that_is_set_back_hides_nothing(place, agent) -> None:
    for n in range(3):
        ask(asking(place, 9_999), agent, at=NOON + n * MINUTE)
    said = ask(asking(place, 9_999), agent, at=NOON - 5 * MINUTE)
    assert why(said.decision) == ["over_window"]


def test_one_buyer_gets_only_so_much_from_all_agents_and_by_all_his_accounts(place) -> None:
    main = Buyer.objects.create(first_seen_at=NOON)
    other = Buyer.objects.create(first_seen_at=NOON, joined_into=main)
    agents = [person(f"Agent{n}", "agent", place) for n in range(3)]
    said = [
        ask(asking(place, 9_000, buyer_id=buyer.pk), each, at=NOON + n * MINUTE)
        for n, (each, buyer) in enumerate(zip(agents, (main, other, main), strict=True))
    ]
    assert [why(each.decision) for each in said] == [[], [], ["over_window"]]


def test_a_repeat_claimant_is_recognised_across_stores_nobody_here_sees(place, agent):
    buyer = Buyer.objects.create(first_seen_at=NOON)
    foreign = Store.objects.create(
        name="Lumo eBay", channel="ebay", currency="USD", time_zone="UTC", language="en",
        created_at=NOON,
    )  # fmt: skip
    for n, where in enumerate((place, foreign, foreign)):
        order = Order.objects.create(
            store=where, number=f"9-{n}", buyer=buyer, state="delivered",
            fulfilment="FBM", currency="USD", total_minor_units=1_000, placed_at=NOON,
        )  # fmt: skip
        Setback.objects.create(
            order=order, kind="claim", external_id=str(n), happened_at=NOON
        )
    standing = queries.standing(asking(place, 1, buyer_id=buyer.pk), by=agent, at=NOON)
    (finding,) = standing.findings
    assert finding.channels == ("amazon", "ebay")
    words = queries.of_finding(finding, "USD")
    assert words == "3 claims and chargebacks in 180 days, by: amazon, ebay."
    assert "9-1" not in words, "an order of a store he does not see"
    said = ask(asking(place, 1, buyer_id=buyer.pk), agent)
    assert why(said.decision) == ["always_asks"]


def test_whoever_published_the_limits_does_not_spend_under_them(place) -> None:
    owner = wen()
    in_force(DEFAULT, by=owner)
    assert why(ask(asking(place, 1), owner).decision) == ["sets_limits"]


def test_the_database_keeps_setters_of_limits_from_spending(place, agent) -> None:
    owner = wen()
    in_force(DEFAULT, by=owner)
    key = uuid4()
    ask(asking(place, 1), agent, key=key)
    draw = Draw.objects.get(key=key)
    draw.pk, draw.key, draw.agent = None, uuid4(), owner
    with pytest.raises(IntegrityError, match="does not spend"), transaction.atomic():
        draw.save(force_insert=True)
    draw.decision = "needs_approval"
    draw.save(force_insert=True)


def test_a_draw_stays_as_it_was_written(place, agent) -> None:
    ask(asking(place), agent)
    rows = Draw.objects.all()
    for deed in (
        lambda: rows.update(minor_units=1),
        lambda: rows.update(decision="needs_approval"),
        lambda: rows.update(use={}),
        rows.delete,
    ):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            deed()


def test_one_remedy_draws_once(place, agent) -> None:
    key = uuid4()
    ask(asking(place), agent, key=key)
    with pytest.raises(IntegrityError):
        ask(asking(place), agent, key=key)
    assert spent() == dict.fromkeys(EVERYWHERE, 5_000), "the second took nothing"


def test_a_rejected_remedy_gives_back_once_however_often_it_is_said(place, agent) -> None:
    key = uuid4()
    ask(asking(place), agent, key=key)
    ask(asking(place, 700), agent)
    assert commands.give_back(key=key) == 5_000
    assert commands.give_back(key=key) == 0
    assert spent() == dict.fromkeys(EVERYWHERE, 700)


def test_a_part_is_given_back_and_never_more_than_was_taken(place, agent) -> None:
    key = uuid4()
    ask(asking(place), agent, key=key)
    assert commands.give_back(key=key, minor_units=2_000) == 2_000
    with pytest.raises(commands.MoreThanDrawn, match="3000"):
        commands.give_back(key=key, minor_units=3_001)
    with pytest.raises(commands.MoreThanDrawn):
        commands.give_back(key=key, minor_units=-1)
    assert spent() == dict.fromkeys(EVERYWHERE, 3_000)
    with pytest.raises(IntegrityError, match="no_more_is_returned"), transaction.atomic():
        Draw.objects.update(returned_minor_units=5_001)


def test_what_is_given_back_does_not_count_within_the_hour_either(place, agent) -> None:
    keys = [uuid4() for _ in range(3)]
    for key in keys:
        ask(asking(place, 9_999), agent, key=key)
    commands.give_back(key=keys[0])
    assert isinstance(ask(asking(place, 9_999), agent).decision, Allowed)


def test_what_was_never_taken_cannot_be_given_back(place, agent) -> None:
    key = uuid4()
    ask(asking(place, 99_999), agent, key=key)
    assert commands.give_back(key=uuid4()) == 0
    assert spent() == {}
    assert commands.give_back(key=key) == 99_999, "nothing moves in any budget"
    assert spent() == {}


def test_a_day_is_that_of_the_store_and_a_month_begins_anew(agent, place) -> None:
    # 03:00 in UTC is still the evening before in Los Angeles.
    ask(asking(place), agent, at=NOON.replace(hour=3))
    ask(asking(place), agent, at=NOON.replace(month=4, day=1))
    begun = Spent.objects.filter(of="agent").order_by("period", "begins_on")
    assert [f"{each.period} {each.begins_on}" for each in begun] == [
        "day 2026-03-01", "day 2026-04-01", "month 2026-03-01", "month 2026-04-01",
    ]  # fmt: skip


def test_the_database_keeps_a_sum_within_its_budget(place, agent) -> None:
    ask(asking(place), agent)
    for amount in (100_000_000, -1):
        with pytest.raises(IntegrityError, match="within_the_budget"), transaction.atomic():
            Spent.objects.update(minor_units=amount)


def test_a_budget_that_was_cut_below_what_is_spent_gives_no_more(place, agent) -> None:
    ask(asking(place, 9_999), agent)
    cut = Budget(of="agent", period="day", most_minor_units=10_000)
    in_force(replace(DEFAULT, budgets=(cut,)), by=wen())
    assert why(ask(asking(place, 2), agent).decision) == ["over_budget"]
    assert isinstance(ask(asking(place, 1), agent).decision, Allowed)
    assert Spent.objects.get(of="agent", period="day").most_minor_units == 10_000


def test_from_all_budgets_or_from_none(place, agent) -> None:
    budgets = (
        Budget(of="agent", period="day", most_minor_units=10_000),
        Budget(of="team", period="day", most_minor_units=5_000),
    )
    terms = replace(DEFAULT, budgets=budgets)
    holders = commands.Holders(agent.pk, agent.teams.get().pk)
    with pytest.raises(commands.BudgetSpent), transaction.atomic():
        commands.reserve(terms=terms, holders=holders, minor_units=5_001, day=NOON.date())
    assert spent() == {}
    commands.reserve(terms=terms, holders=holders, minor_units=5_000, day=NOON.date())
    assert spent() == {("agent", "day"): 5_000, ("team", "day"): 5_000}


def test_other_currencies_go_by_the_rate_that_was_noted(place, agent) -> None:
    euro = asking(place, 9_091, currency="EUR")
    assert why(ask(euro, agent).decision) == ["rate_unknown"]
    assert Draw.objects.get().minor_units is None
    commands.record_rates(
        reference="USD", on=NOON.date(), worth={"EUR": Decimal("1.1")}, by=None, at=NOON
    )
    assert why(ask(euro, agent).decision) == ["over_grant"]
    said = ask(asking(place, 9_090, currency="EUR"), agent)
    assert isinstance(said.decision, Allowed)
    assert said.decision.amount_minor_units == 9_999


def test_what_costs_nothing_takes_nothing(place, agent) -> None:
    said = ask(asking(place, 0, kind="return_authorisation"), agent)
    assert isinstance(said.decision, Allowed)
    assert spent() == {}


def test_what_was_asked_for_can_be_tried_on_another_version(place, agent) -> None:
    for n, amount in enumerate((2_000, 6_000, 20_000)):
        ask(asking(place, amount), agent, at=NOON + n * MINUTE)
    stricter = replace(
        DEFAULT, grants=(rules.Grant(role="agent", alone_minor_units=5_000),)
    )
    found = queries.try_out(stricter, agent, at=NOON + timedelta(days=1))
    assert found.n == 3
    assert [each.past.use.amount.minor_units for each in found.new_questions] == [6_000]
    assert queries.try_out(stricter, agent, at=NOON + timedelta(days=91)).n == 0
    stranger = person("Stranger", "agent", store("JP"))
    assert queries.try_out(stricter, stranger, at=NOON + timedelta(days=1)).n == 0


def test_every_decision_is_said_in_words(place, agent) -> None:
    said = ask(asking(place, 10_001), agent)
    assert queries.of_decision(said.decision, "USD") == [
        "The order would have been given USD 100.01 in all (USD 0.00 before); "
        "your limit is USD 100.00."
    ]
    said = ask(asking(place, 2_500), agent)
    assert queries.of_decision(said.decision, "USD") == [
        "The order comes to USD 25.00; up to USD 100.00 nobody is asked.",
        "Left today: USD 975.00.",
    ]


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_never_pass_what_an_hour_allows(place, agent) -> None:
    def one(n: int) -> bool:
        try:
            what = asking(place, 9_999, order_number=f"111-{n}")
            return isinstance(ask(what, agent).decision, Allowed)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        allowed = sum(pool.map(one, range(20)))
    assert allowed == 3
    drawn = Draw.objects.filter(decision="allowed").aggregate(total=Sum("minor_units"))
    assert drawn["total"] == 3 * 9_999
    assert set(spent().values()) == {3 * 9_999}


@pytest.mark.django_db(transaction=True)
def test_a_team_at_once_never_passes_its_budget_and_nobody_waits_for_ever(place) -> None:
    team = Budget(of="team", period="day", most_minor_units=50_000)
    in_force(replace(DEFAULT, budgets=(team,), windows=()), by=wen())
    first = lin(place)
    shared = first.teams.get()
    agents = [first]
    for n in range(5):
        agents.append(person(f"Agent{n}", "agent"))
        shared.people.add(agents[-1])

    def one(n: int) -> bool:
        try:
            said = ask(asking(place, 9_000), agents[n % 6], at=NOON + n * MINUTE)
            return why(said.decision) == []
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        allowed = sum(pool.map(one, range(24)))
    assert allowed == 5
    assert Spent.objects.get().minor_units == 45_000
    asked = Draw.objects.filter(decision="needs_approval")
    assert {grounds[0][0] for grounds in asked.values_list("grounds", flat=True)} == {
        "over_budget"
    }


def test_who_stays_just_below_his_limit_is_found_among_what_was_chosen(place) -> None:
    loose = replace(DEFAULT, windows=(), budgets=())
    owner = wen()
    in_force(loose, by=owner)
    agents = {name: person(name, "agent", place) for name in ("Zoe", "Ann", "Bob")}
    paid = {"order_total": Money("USD", 20_000)}

    def gives(name: str, minor_units: int, **values: Any) -> None:
        ask(asking(place, minor_units, **paid | values), agents[name])

    for n in range(12):
        gives("Zoe", 9_990)
        for name in ("Ann", "Bob"):
            gives(name, 9_100 + 70 * n)
        gives("Ann", 9_990, order_total=Money("USD", 9_990))  # In full.
        gives("Ann", 9_990, order_total=None)
        gives("Ann", 990, given=(Money("USD", 9_000),))
        gives("Ann", 9_990, kind="resend")
    later = NOON + timedelta(days=1)
    found = queries.near_limit_by_agent(owner, at=later)
    verdicts = {name: str(found[each.pk].verdict) for name, each in agents.items()}
    assert verdicts == {"Zoe": "unusual", "Ann": "usual", "Bob": "usual"}
    assert (found[agents["Zoe"].pk].near, found[agents["Ann"].pk].n) == (12, 12)
    assert queries.near_limit_by_agent(owner, at=NOON + timedelta(days=91)) == {}
