"""What waits for people is on one page, and each part leads to where it is settled."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from firsthand import wiring
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.models import (
    AccountHealth,
    Incident,
    Remedy,
    Stop,
    Verification,
)
from firsthand.domain.remedies.ports import ChannelMissing
from tests.remedies import HOUR, Memory, requested, seen
from tests.web.money.conftest import log_is_written


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def more_than_paid(placed: Order) -> Incident:
    commands.record_outside(
        store_id=placed.store_id, order_number=placed.number, account="test.1",
        effects=[seen("X-1", 1_500)], at=timezone.now(),
    )  # fmt: skip
    return Incident.objects.get(kind=Incident.Kind.OVER)


def test_an_empty_desk_says_what_would_stand_there(as_maya: Client, shop) -> None:
    shown = page(as_maya, "/money/")
    assert "Nothing needs a person." in shown
    assert "No incident is open." in shown
    assert "Not checked yet" in shown


def test_everything_that_waits_is_counted_and_leads_to_its_list(
    as_maya: Client, doubtful: Remedy, placed: Order, shop, maya: Person
) -> None:
    more_than_paid(placed)
    commands.stop(scope="all", name="", why="Drill.", by=maya, at=timezone.now())
    AccountHealth.objects.update(failures=6, rests_until=timezone.now() + HOUR)
    shown = page(as_maya, "/money/")
    for figure in ("Needs a person", "Open incidents", "Stops", "Resting accounts"):
        assert f'{figure}</a><p class="figure">1</p>' in shown
    assert "the oldest in doubt: 2 hours ago" in shown
    assert f"/money/remedies/{doubtful.pk}/" in shown
    assert "Nothing is sent:" in shown
    rests = page(as_maya, "/money/accounts/")
    assert "timed out" in rests
    assert shop.name in rests
    assert placed.number in page(as_maya, "/money/waiting/")


def test_what_is_still_looked_up_is_listed_apart(as_maya: Client, placed, shop, lin):
    from tests.remedies import Desk

    requested(placed, 100, lin, at=timezone.now(), account=str(shop.pk))
    Desk(Memory(script=["nothing"]), at=timezone.now()).works()
    shown = page(as_maya, "/money/waiting/")
    assert "Nothing needs a person." in shown
    assert placed.number in shown.split('id="unknown"')[1]


def test_an_orders_money_is_told_with_every_attempt(
    as_maya: Client, doubtful: Remedy, placed: Order
) -> None:
    more_than_paid(placed)
    shown = page(as_maya, f"/money/orders/{placed.pk}/")
    assert "the buyer paid €10.00" in shown, "as the reader writes it, and by his clock"
    assert "Z: " not in shown
    assert 'No plain answer <span class="soft">timed out</span>' in shown
    assert "Counted in the ledger" in shown
    assert "€3.00" in shown
    assert "Settle it by hand" in shown
    assert "More was given back than was paid" in shown


def test_an_order_nobody_touched_says_so(as_maya: Client, placed: Order) -> None:
    shown = page(as_maya, f"/money/orders/{placed.pk}/")
    assert "Nothing was ever given or asked for." in shown


def test_an_agent_reads_an_orders_money_and_settles_nothing(
    client: Client, doubtful: Remedy, placed: Order, lin: Person
) -> None:
    client.force_login(lin)
    assert "Settle it by hand" not in page(client, f"/money/orders/{placed.pk}/")
    assert client.get("/money/").status_code == 403


SAYS = {
    "says": "succeeded",
    "external_id": "R-9",
    "why": "It stands in the channel’s report.",
    "evidence": "Settlement report 7, line 3.",
}


def test_one_says_what_became_of_it_and_another_confirms(
    as_maya: Client, as_chen: Client, doubtful: Remedy
) -> None:
    address = f"/money/remedies/{doubtful.pk}/"
    assert as_maya.post(address, SAYS).status_code == 302
    own = page(as_maya, address)
    assert "somebody else has to look and confirm it" in own
    assert f'action="{address}confirm/"' not in own
    others = page(as_chen, address)
    assert "Settlement report 7, line 3." in others
    decision = queries.open_decision(doubtful)
    answer = as_chen.post(f"{address}confirm/", {"decision": decision.pk}, follow=True)
    assert "Settled." in answer.content.decode()
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.external_id) == ("succeeded", "R-9")
    assert "Confirmed by Chen" in page(as_maya, address)


def test_whoever_said_it_does_not_confirm_it(as_maya: Client, doubtful: Remedy) -> None:
    address = f"/money/remedies/{doubtful.pk}/"
    as_maya.post(address, SAYS)
    decision = queries.open_decision(doubtful)
    answer = as_maya.post(f"{address}confirm/", {"decision": decision.pk}, follow=True)
    assert "Somebody else has to confirm it" in answer.content.decode()
    doubtful.refresh_from_db()
    assert doubtful.state == "needs_human"


@pytest.mark.parametrize(
    "lacks", [{"external_id": ""}, {"why": ""}, {"says": "failed"}, {"evidence": " "}]
)
def test_what_is_incomplete_is_refused_on_the_form(as_maya, doubtful, lacks) -> None:
    answer = as_maya.post(f"/money/remedies/{doubtful.pk}/", SAYS | lacks)
    assert answer.status_code == 422
    assert queries.open_decision(doubtful) is None


def test_what_the_channel_lists_now_is_shown_with_whose_it_is(
    as_maya: Client, doubtful: Remedy, monkeypatch
) -> None:
    memory = Memory(effects=[seen("R-7", 300, at=timezone.now()), seen("R-8", 20)])
    memory.effects[0] = seen("R-7", 300, reference=str(doubtful.key))
    monkeypatch.setattr(wiring, "remedy_channel", lambda _account: memory)
    shown = page(as_maya, f"/money/remedies/{doubtful.pk}/listed/")
    assert "This remedy" in shown
    assert "Nobody’s yet" in shown
    memory.is_readable = False
    shown = page(as_maya, f"/money/remedies/{doubtful.pk}/listed/")
    assert "The channel did not answer." in shown


def test_an_account_without_a_channel_says_so(as_maya, doubtful, monkeypatch) -> None:
    def missing(account: str) -> Memory:
        raise ChannelMissing(account)

    monkeypatch.setattr(wiring, "remedy_channel", missing)
    shown = page(as_maya, f"/money/remedies/{doubtful.pk}/listed/")
    assert "No connection to this account" in shown


@pytest.mark.parametrize("kind", Incident.Kind.values)
def test_every_incident_says_what_it_means_and_what_to_do(
    as_maya: Client, placed: Order, kind: str
) -> None:
    first = more_than_paid(placed)
    one = Incident.objects.create(
        kind=kind, store_id=placed.store_id, ledger_id=placed.pk, at=first.at,
        facts={"minor_units": 5, "currency": "EUR", "external_id": "R-1", "fault": "F"},
    )  # fmt: skip
    shown = page(as_maya, f"/money/incidents/{one.pk}/")
    assert shown.count("<h2>") == 3
    assert "R-1" in shown


def test_an_incident_is_closed_and_leaves_the_open_ones(
    as_maya: Client, placed: Order
) -> None:
    incident = more_than_paid(placed)
    address = f"/money/incidents/{incident.pk}/"
    assert as_maya.post(address, {"found": "lost"}).status_code == 422
    given = {"found": "lost", "said": "A chargeback."}
    assert as_maya.post(address, given).status_code == 302
    assert "A chargeback." in page(as_maya, address)
    assert "No incident is open." in page(as_maya, "/money/incidents/")
    closed = page(as_maya, "/money/incidents/?show=closed")
    assert "Too much was given, and it stays a loss" in closed
    again = as_maya.post(address, given)
    assert again.status_code == 422
    assert "stays as it was closed" in again.content.decode()


def test_a_stop_says_who_wait_and_is_lifted(
    as_maya: Client, placed: Order, shop, lin: Person
) -> None:
    requested(placed, 100, lin, account=str(shop.pk))
    assert "1 approved remedy would wait" in page(as_maya, "/money/stops/")
    what = {"what": f"account:{shop.pk}", "why": "The channel pays twice."}
    assert as_maya.post("/money/stops/", what).status_code == 302
    stop = Stop.objects.get()
    shown = page(as_maya, "/money/stops/")
    assert f'{shop.name}</span></td><td class="grow wrap">The channel pays twice.' in shown
    assert '<td class="n">1</td>' in shown
    as_maya.post(f"/money/stops/{stop.pk}/lift/")
    again = as_maya.post(f"/money/stops/{stop.pk}/lift/", follow=True)
    assert "Nothing is stopped here." in again.content.decode()
    assert queries.standing_stops() == []


@pytest.mark.parametrize("what", ["account:999999", "agent:1", "nothing:", ""])
def test_what_is_not_there_is_not_stopped(as_maya: Client, what: str) -> None:
    answer = as_maya.post("/money/stops/", {"what": what, "why": "Drill."})
    assert answer.status_code == 422
    assert not Stop.objects.exists()


def test_the_log_is_read_in_words_and_by_what_who_and_order(
    as_maya: Client, doubtful: Remedy, placed: Order, maya: Person, lin: Person
) -> None:
    with pytest.raises(commands.MoreThanIsLeft):
        requested(placed, 9_000, lin)
    commands.stop(
        scope="agent", name=str(lin.pk), why="Drill.", by=maya, at=placed.placed_at
    )
    more_than_paid(placed)
    log_is_written()
    shown = page(as_maya, "/money/audit/")
    assert "Refund 3.00 EUR: nobody knows whether it has happened" in shown
    assert "wanted to give Refund 90.00 EUR; refused: it is more than is left" in shown
    assert "stopped: One agent Lin" in shown
    assert "incident" in shown
    refused = page(as_maya, "/money/audit/?group=refused")
    assert "1 row<" in refused
    by_maya = page(as_maya, f"/money/audit/?who={maya.pk}")
    assert "1 row<" in by_maya
    of_order = page(as_maya, f"/money/audit/?subject={placed.number}")
    assert "wanted to give" in of_order
    assert "One agent" not in of_order.split("Rows of the audit log")[1]
    none = page(as_maya, "/money/audit/?since=2020-01-01&until=2020-01-02")
    assert "No row fits." in none


def test_a_long_log_is_read_page_by_page(as_maya: Client, maya: Person, monkeypatch):
    from firsthand.web.money import audit

    monkeypatch.setattr(audit, "PAGE", 2)
    at = timezone.now()
    for _turn in range(3):
        stop = commands.stop(scope="all", name="", why="Drill.", by=maya, at=at)
        commands.lift(stop_id=stop.pk, by=maya, at=at)
    first = page(as_maya, "/money/audit/?group=stops")
    assert "6 rows" in first
    assert "?group=stops&amp;before=5" in first
    last = page(as_maya, "/money/audit/?group=stops&before=3")
    assert "Older rows" not in last


def test_the_log_is_checked_on_demand_and_says_how_much_of_it(
    as_maya: Client, doubtful: Remedy, maya: Person
) -> None:
    assert as_maya.post("/money/audit/check/").status_code == 302
    shown = page(as_maya, "/money/audit/")
    assert "All right" in shown
    assert "4 rows of the log" in shown
    assert "1 ledger" in shown
    assert "Maya" in shown


def test_the_log_is_taken_out_as_the_command_line_writes_it(as_maya, doubtful) -> None:
    answer = as_maya.get("/money/audit/export/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.jsonl"'
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [1, 2, 3, 4]


def test_a_log_nobody_signs_is_told(as_maya: Client, doubtful: Remedy, monkeypatch):
    from datetime import timedelta

    assert "Rows wait for a signature" not in page(as_maya, "/money/")
    monkeypatch.setattr(queries, "UNSIGNED_AT_MOST", timedelta(seconds=-1))
    assert "Rows wait for a signature" in page(as_maya, "/money/")
    commands.sign_head(wiring.audit_heads(), at=timezone.now())
    shown = page(as_maya, "/money/")
    assert "Rows wait for a signature" not in shown
    assert "up to row 4" in shown


def test_what_a_check_found_wrong_is_named_in_words(as_maya: Client, placed: Order) -> None:
    Verification.objects.create(
        at=timezone.now(), rows=3, heads=0, ledgers=1, remedies=1, breaks=[[2, "gap"]],
        wrong=[[placed.pk, "ledger"]],
    )  # fmt: skip
    shown = page(as_maya, "/money/")
    assert "Something is wrong" in shown
    assert "Row 2 of the log: rows before it are missing." in shown
    assert f"The ledger of order {placed.number}: the order is not the sum" in shown
