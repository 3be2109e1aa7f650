"""Claims, findings and packs on pages, through the rights of who looks."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.claims import commands
from firsthand.domain.claims.models import Claim, Finding, PackExport
from firsthand.domain.mail.models import Attachment
from firsthand.domain.orders.models import Setback
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Ticket
from tests import people
from tests.api.test_tickets import Program
from tests.claims import LOST, claimed, finds, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def place():
    return people.store()


@pytest.fixture
def chen(place) -> Person:
    return people.person("Chen", "compliance", place)


@pytest.fixture
def ticket(place) -> Ticket:
    return told(place)


@pytest.fixture
def setback(ticket) -> Setback:
    return claimed(ticket.order, at=timezone.now() - timedelta(hours=5))


def logged_in(somebody: Person) -> Client:
    client = Client()
    client.force_login(somebody)
    return client


def sends(ticket: Ticket, by: Person, **values):
    """Send the sheet, filled in as a browser does unless told otherwise."""
    filled = {
        "truth": "not_true", "true_reason": LOST, "note": "", "seen": "", "key": uuid4(),
        "kind": ["warehouse", "", "", ""], "basis": ["Packed whole", "", "", ""],
        "link": ["", "", "", ""],
    }  # fmt: skip
    address = f"/tickets/{ticket.pk}/truth/find/"
    return logged_in(by).post(address, filled | values)


def test_the_sheet_writes_a_finding_with_its_file(ticket, place) -> None:
    lin, file = people.lin(place), Attachment.objects.get()
    sheet = logged_in(lin).get(f"/tickets/{ticket.pk}/truth/sheet/").content.decode()
    assert f'value="file:{file.pk}"' in sheet
    assert "Damaged" in sheet
    shown = sends(ticket, lin, link=[f"file:{file.pk}", "", "", ""]).content.decode()
    assert Finding.objects.get().bases.get().attachment_id == file.pk
    assert "Not true" in shown
    assert "Packed whole" in shown
    assert "Written down." in shown


def test_a_refusal_stands_in_the_sheet(ticket, place) -> None:
    response = sends(ticket, people.lin(place), kind=[""] * 4, basis=[""] * 4)
    assert response.status_code == 422
    assert response.headers["HX-Retarget"] == "#truth-refusal"
    assert "Nothing says what this rests on" in response.content.decode()


def test_a_basis_of_no_kind_is_asked_what_it_is(ticket, place) -> None:
    response = sends(ticket, people.lin(place), kind=["", "", "", ""])
    assert response.status_code == 422
    assert "does not say what it is" in response.content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"truth": "perhaps"}, {"key": "x"}, {"link": ["file:x", "", "", ""]},
        {"kind": ["rumour", "", "", ""]}, {"kind": ["photo"]},
        {"basis": ["a\0", "", "", ""]},
    ],
)  # fmt: skip
def test_what_no_browser_sends_is_refused_as_such(ticket, place, values) -> None:
    assert sends(ticket, people.lin(place), **values).status_code == 400


def test_the_section_shows_what_replaced_what_and_the_claim(ticket, place, setback) -> None:
    lin = people.lin(place)
    first = finds(ticket, lin, truth="unknown", rests_on=())
    finds(ticket, lin, seen=first.pk)
    shown = logged_in(lin).get(f"/tickets/{ticket.pk}/truth/").content.decode()
    assert "1 earlier finding" in shown
    assert f'href="/claims/{setback.pk}/"' in shown
    assert "assumed:" in shown
    assert "Take out the evidence pack" not in shown, "an agent takes none out"


def test_the_list_shows_a_dash_and_the_assumption_until_somebody_enters_it(
    chen, setback
) -> None:
    client = logged_in(chen)
    shown = client.get("/claims/").content.decode()
    assert "Amazon seller help, G202041210" in shown
    due = timezone.now() + timedelta(hours=30)
    asked = {"respond_by": timezone.localtime(due).strftime("%Y-%m-%dT%H:%M")}
    assert client.post(f"/claims/{setback.pk}/deadline/", asked).status_code == 302
    assert abs(Claim.objects.get().respond_by - due) < timedelta(hours=13)
    shown = client.get("/claims/").content.decode()
    assert "ssumed" not in shown
    assert "left" in shown


def test_a_wrong_time_is_refused_on_the_form_that_asked(chen, setback) -> None:
    asked = {"respond_by": "2001-01-01T00:00"}
    response = logged_in(chen).post(f"/claims/{setback.pk}/deadline/", asked)
    assert response.status_code == 422
    assert "within a year" in response.content.decode()


def test_compliance_answers_and_notes_the_outcome(chen, setback, place) -> None:
    client = logged_in(chen)
    client.post(f"/claims/{setback.pk}/answered/")
    assert "Chen" in client.get("/claims/?state=answered").content.decode()
    client.post(f"/claims/{setback.pk}/outcome/", {"outcome": "won"})
    shown = client.get("/claims/?state=decided").content.decode()
    assert "Won" in shown
    assert (
        client.post(f"/claims/{setback.pk}/outcome/", {"outcome": "x"}).status_code == 422
    )
    lead = logged_in(people.maya(place)).get(f"/claims/{setback.pk}/").content.decode()
    assert "Only compliance sends the defence" in lead
    assert "Note the outcome" not in lead


@pytest.mark.parametrize("asked", ["state=x", "page=0", "page=x", "page=9999999", "page=²"])
def test_a_list_nobody_links_to_is_not_there(chen, asked) -> None:
    assert logged_in(chen).get(f"/claims/?{asked}").status_code == 404


def test_the_pack_is_given_out_whole_and_its_taking_noted(chen, ticket) -> None:
    address = f"/orders/{ticket.order_id}/evidence-pack/"
    response = logged_in(chen).post(address, {"with_notes": "yes"})
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert json.loads(archive.read("pack.json"))["order"]["number"] == ticket.order.number
    export = PackExport.objects.get()
    assert (export.by, export.with_notes, export.with_names) == (chen, True, False)


def test_findings_are_a_table_for_who_may_export(ticket, place) -> None:
    maya = people.maya(place)
    finds(ticket, maya)
    response = logged_in(maya).get("/claims/findings.csv")
    rows = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("finding,ticket,order,store,said,truth")
    assert "not_true" in rows[1]


def test_programs_read_and_write_the_same(ticket, chen, place, setback) -> None:
    lin = Program(people.lin(place))
    body = {"truth": "partly", "rests_on": [{"kind": "carrier", "note": "Crushed."}]}
    key = str(uuid4())
    for _again in range(2):
        made = lin.call("POST", f"tickets/{ticket.pk}/findings", body, Idempotency_Key=key)
        assert made.status_code == 201
    (found,) = lin.call("GET", f"tickets/{ticket.pk}/findings").json()
    assert (found["truth"], found["stands"]) == ("partly", True)
    late = lin.call(
        "POST", f"tickets/{ticket.pk}/findings", body, Idempotency_Key=str(uuid4())
    )
    assert (late.status_code, late.json()["code"]) == (409, "claims.found_meanwhile")
    program = Program(chen)
    (claim,) = program.call("GET", "claims").json()["items"]
    assert (claim["respond_by"], claim["assumed_source"]) == (
        None, "Amazon seller help, G202041210",
    )  # fmt: skip
    due = (timezone.now() + timedelta(hours=9)).isoformat()
    set_to = program.call("PUT", f"claims/{setback.pk}/deadline", {"respond_by": due})
    assert set_to.json()["source"] == "person"
    assert program.call("POST", f"claims/{setback.pk}/answered").status_code == 200
    assert program.call("POST", f"claims/{setback.pk}/answered").status_code == 409
    decided = program.call("POST", f"claims/{setback.pk}/outcome", {"outcome": "lost"})
    assert (decided.json()["outcome"], decided.json()["state"]) == ("lost", "decided")
    pack = program.call("POST", f"orders/{ticket.order_id}/evidence-pack", {})
    assert zipfile.ZipFile(io.BytesIO(b"".join(pack.streaming_content))).testzip() is None


def test_programs_count_what_was_found_against_what_was_said(ticket, place) -> None:
    finds(ticket, people.lin(place), true_reason=LOST)
    period = "since=2026-03-01T00:00:00Z&until=2026-03-09T00:00:00Z"
    (row,) = Program(people.maya(place)).call("GET", f"claims/counts?{period}").json()
    assert (row["n"], row["n_known"], row["true_reasons"]) == (1, 1, {LOST: 1})


def test_the_page_says_when_its_holders_were_reminded(setback, chen) -> None:
    address = f"/claims/{setback.pk}/"
    assert "Reminded" not in logged_in(chen).get(address).content.decode()
    commands.remind(at=setback.happened_at + timedelta(hours=40))
    shown = logged_in(chen).get(address).content.decode()
    assert "at 50% of the time" in shown
