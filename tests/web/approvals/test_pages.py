"""What waits, as an approver sees it; and what he answers."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.orders.models import Order, Setback
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.rules.states import State
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from tests import approvals, people

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def approve(client: Client, remedy: Remedy, *, shown: str = "") -> str:
    answer = client.post(
        f"/approvals/{remedy.pk}/approve/",
        {"request_hash": shown or remedy.request_hash},
        follow=True,
    )
    return unescape(answer.content.decode())


def state_of(remedy: Remedy) -> str:
    remedy.refresh_from_db()
    return remedy.state


def test_the_list_says_what_waits_for_whom_and_why(desk, remedy: Remedy) -> None:
    page = text_of(desk, "/approvals/")
    assert "Refund US$150.00" in page
    assert "Where is my parcel?" in page
    assert "given USD 150.00 in all (USD 0.00 before); Lin may give USD 100.00" in page
    assert "Within your limit" in page
    assert 'Approvals <span class="soft">1</span>' in page


def test_the_page_of_one_tells_everything_needed(desk, remedy: Remedy, placed) -> None:
    page = text_of(desk, f"/approvals/{remedy.pk}/")
    for said in (
        "Lin asks for: Refund", approvals.NOTE, placed.number,
        "paid US$600.00, US$0.00 given or promised before this, US$450.00 left after it",
        "US$0.00 of US$1,000.00 given without asking",
        "Lead · if nobody decides, Compliance",
        "Nothing in the buyer’s history is flagged.", "asked for: Refund US$150.00",
        str(remedy.key), remedy.request_hash,
    ):  # fmt: skip
        assert said in page


def test_what_was_shown_is_approved_and_twice_is_once(desk, remedy: Remedy, lead) -> None:
    assert "Approved. It is sent once" in approve(desk, remedy)
    assert "Approved. It is sent once" in approve(desk, remedy)
    assert (state_of(remedy), remedy.approved_by) == (State.APPROVED, lead)


def test_an_altered_request_is_not_approved(desk, remedy: Remedy) -> None:
    assert "This is not the request you were shown." in approve(
        desk, remedy, shown="0" * 64
    )
    assert state_of(remedy) == State.PENDING_APPROVAL


def test_his_own_request_is_greyed_with_the_reason(desk, placed: Order, lead) -> None:
    own = approvals.wants(placed, 15_000, lead, at=timezone.now())
    page = text_of(desk, "/approvals/")
    assert "You asked for this yourself" in page
    assert " disabled>" in page
    page = text_of(desk, f"/approvals/{own.pk}/")
    assert 'aria-disabled="true"' in page
    assert "Somebody else has to approve" in approve(desk, own)
    assert state_of(own) == State.PENDING_APPROVAL


def test_beyond_his_limit_it_is_greyed_and_says_who_may(desk, placed, agent) -> None:
    wen = people.wen()
    beyond = approvals.wants(placed, 55_000, agent, at=timezone.now())
    page = text_of(desk, "/approvals/")
    assert "beyond what you may approve" in page
    assert f"Who may: {wen.name}" in page
    assert "This is more than you may approve." in approve(desk, beyond)
    assert state_of(beyond) == State.PENDING_APPROVAL


def test_a_claim_that_came_meanwhile_leaves_nobody_to_approve(desk, remedy, placed) -> None:
    Setback.objects.create(
        order=placed, kind="claim", external_id="1", happened_at=timezone.now()
    )
    page = text_of(desk, f"/approvals/{remedy.pk}/")
    assert "A claim is open on this order" in page
    assert 'aria-disabled="true"' in page
    assert "A claim is open on this order" in approve(desk, remedy)
    assert state_of(remedy) == State.PENDING_APPROVAL


def test_what_has_run_out_is_neither_listed_nor_approved(desk, placed, agent) -> None:
    late = timezone.now() - timedelta(hours=73)
    old = approvals.wants(placed, 15_000, agent, at=late)
    assert "Nothing waits for approval" in text_of(desk, "/approvals/")
    assert "Ran out" in text_of(desk, f"/approvals/{old.pk}/")
    assert "This request has run out." in approve(desk, old)


def test_what_is_of_another_store_is_not_there(client: Client, remedy: Remedy) -> None:
    client.force_login(people.person("Kai", "lead", people.store("JP")))
    assert "Nothing waits" in text_of(client, "/approvals/")
    for part in ("", "approve/", "reject/", "change/"):
        address = f"/approvals/{remedy.pk}/{part}"
        answer = client.post(address) if part else client.get(address)
        assert answer.status_code == 404
    answer = client.post(
        "/approvals/decided/", {"request": f"{remedy.pk}:{remedy.request_hash}"}
    )
    assert "There is no such remedy in your stores." in answer.content.decode()
    assert state_of(remedy) == State.PENDING_APPROVAL


def test_who_rejects_says_why_and_the_requester_reads_it(desk, remedy: Remedy) -> None:
    address = f"/approvals/{remedy.pk}/reject/"
    assert desk.post(address, {"why": " "}).status_code == 422
    assert state_of(remedy) == State.PENDING_APPROVAL
    assert desk.post(address, {"why": "Send a new lamp."}).status_code == 302
    assert (state_of(remedy), remedy.verdict) == (State.REJECTED, "Send a new lamp.")
    assert "Send a new lamp." in text_of(desk, f"/approvals/{remedy.pk}/")


def filled(client: Client, remedy: Remedy, **values: str) -> dict[str, str]:
    """Return the form of other amounts as it is drawn, but for `values`."""
    form = client.get(f"/approvals/{remedy.pk}/").context["changing"]
    return {name: str(form[name].value() or "") for name in form.fields} | values


def test_another_amount_is_agreed_to_in_place_of_what_was_asked(
    desk, remedy: Remedy
) -> None:
    address = f"/approvals/{remedy.pk}/change/"
    given = filled(desk, remedy)
    assert "approve them as such" in unescape(desk.post(address, given).content.decode())
    nothing = {name: "" for name in given if name.startswith("part")}
    answer = desk.post(address, given | nothing)
    assert "Nothing would be left" in answer.content.decode()
    less = given | {"part0": "50.00", "word": "Half is fair."}
    for _click in range(2):
        assert desk.post(address, less).status_code == 302
    assert (state_of(remedy), remedy.verdict) == (State.REJECTED, "Half is fair.")
    new = Remedy.objects.exclude(pk=remedy.pk).get()
    asked = [part.minor_units for part in remedy.parts.order_by("pk")]
    assert new.minor_units == 5_000 + sum(asked[1:])
    assert new.state == State.APPROVED


def test_a_change_of_a_request_that_was_not_shown_is_refused(desk, remedy: Remedy) -> None:
    given = filled(desk, remedy, part0="50.00", request_hash="0" * 64)
    answer = desk.post(f"/approvals/{remedy.pk}/change/", given)
    assert answer.status_code == 422
    assert "This is not the request you were shown." in answer.content.decode()
    assert state_of(remedy) == State.PENDING_APPROVAL


def chosen(*remedies: Remedy) -> dict[str, list[str]]:
    return {"request": [f"{each.pk}:{each.request_hash}" for each in remedies]}


def test_several_are_shown_first_and_one_bad_one_spoils_no_other(
    desk, place: Store, agent: Person, lead: Person
) -> None:
    now = timezone.now()
    one = approvals.wants(approvals.dear(place, "1"), 15_000, agent, at=now)
    other = "Damaged frame: tracking shows the carton crushed at the depot before her door."
    two = approvals.wants(approvals.dear(place, "2"), 20_000, agent, at=now, note=other)
    own = approvals.wants(approvals.dear(place, "3"), 15_000, lead, at=now)
    preview = unescape(
        desk.post("/approvals/chosen/", chosen(one, two, own)).content.decode()
    )
    assert "US$350.00" in preview
    assert "1 is left out" in preview
    assert state_of(one) == State.PENDING_APPROVAL
    commands.reject(remedy_id=two.pk, why="No.", by=people.wen(), at=now)
    for _click in range(2):
        answer = desk.post(
            "/approvals/decided/", chosen(one, two, own) | {"do": "approve"}
        ).content.decode()
        assert "1 of 3 done" in answer
        assert "This has been decided already." in answer
        assert "Somebody else has to approve" in answer
    assert state_of(one) == State.APPROVED


def test_several_are_rejected_with_one_word(desk, remedy: Remedy) -> None:
    asked = chosen(remedy) | {"do": "reject"}
    assert desk.post("/approvals/decided/", asked).status_code == 422
    assert (
        "1 of 1 done"
        in desk.post("/approvals/decided/", asked | {"why": "Twice."}).content.decode()
    )
    assert (state_of(remedy), remedy.verdict) == (State.REJECTED, "Twice.")


def test_nonsense_is_not_chosen(desk, remedy: Remedy) -> None:
    answer = desk.post("/approvals/chosen/", {"request": ["x", "", "9" * 40, "-1:a"]})
    assert answer.status_code == 302


def test_the_rail_counts_what_is_asked_of_ones_role(
    desk, client: Client, remedy: Remedy, ticket: Ticket
) -> None:
    assert 'Approvals <span class="soft">1</span>' in text_of(desk, "/queue/mine/")
    client.force_login(people.wen())
    assert 'Approvals <span class="soft"></span>' in text_of(client, "/queue/mine/")
