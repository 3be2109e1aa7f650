"""The editor of reasons: a lead, compliance or the owner, and every refusal in words."""

from __future__ import annotations

import pytest
from django.test import Client

from firsthand.domain.people.models import Person
from firsthand.domain.reasons.models import Reason, Resolution
from tests.people import maya
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
NAMES = {"name_en": "Stolen", "name_zh_hans": "被盗"}
JUDGED = {"group": "in_sale", "risk": "high", "owner": "carrier", "core": "tracking"}
NEW = {"code": "STOLEN", "l1_resolvable": "on", **NAMES, **JUDGED}


@pytest.fixture
def lead(client: Client, settings) -> Person:
    settings.SECOND_FACTOR_REQUIRED = False
    there_are_reasons()
    lead = maya()
    client.force_login(lead)
    return lead


def the(code: str) -> Reason:
    return Reason.objects.get(code=code)


def place(code: str, deed: str = "") -> str:
    return f"/settings/reasons/{the(code).pk}/{deed}"


def test_the_tree_is_shown_with_both_names_and_the_state(client, lead) -> None:
    Reason.objects.filter(code="NON.MSG.SPAM").update(archived_at=lead.created_at)
    page = client.get("/settings/reasons/").content.decode()
    assert "A ticket is closed with one of 94 reasons." in page
    assert "Package lost" in page
    assert "包裹丢失" in page
    assert page.count("Archived") == 1


def test_an_empty_tree_says_what_follows_and_is_filled_with_one_button(
    client, settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(maya())
    assert "Without one no ticket can be closed." in (
        client.get("/settings/reasons/").content.decode()
    )
    page = client.post("/settings/reasons/load/", {"profile": "start"}, follow=True)
    assert "79 reasons came into use." in page.content.decode()
    assert client.post("/settings/reasons/load/", {"profile": "x"}).status_code == 400


def test_a_reason_is_added_below_another_and_on_the_first_level(client, lead) -> None:
    page = client.post(place("INS.LOG", "add/"), NEW, follow=True)
    assert "Added." in page.content.decode()
    added = the("INS.LOG.STOLEN")
    assert (added.labels["zh-hans"], added.risk) == ("被盗", "high")
    client.post("/settings/reasons/", NEW | {"code": "MISC"})
    assert the("MISC").level == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "LOST"}, "There is a reason INS.LOG.LOST already."),
        ({"code": "a-b"}, "A code has two to sixteen"),
        ({"name_zh_hans": ""}, "This field is required."),
        ({"risk": "none"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_added_is_said_on_the_form(client, lead, changed, said) -> None:
    response = client.post(place("INS.LOG", "add/"), NEW | changed)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Reason.objects.count() == 126


def test_names_and_judgements_are_changed(client, lead) -> None:
    changed = NAMES | JUDGED | {"risk": "critical"}
    page = client.post(place("INS.LOG.LOST"), changed, follow=True).content.decode()
    assert "Saved." in page
    lost = the("INS.LOG.LOST")
    assert (lost.labels["en"], lost.risk, lost.l1_resolvable) == (
        "Stolen",
        "critical",
        False,
    )


def test_move_merge_archive_and_restore_say_what_they_did_or_why_not(client, lead) -> None:
    def told(code: str, deed: str, **body: object) -> str:
        page = client.post(place(code, deed), body, follow=True)
        return page.content.decode()

    assert "Moved." in told("INS.LOG.LOST", "move/", to=the("AFT.RET").pk)
    assert "cannot be put there" in told("INS.LOG.LOST", "move/", to=the("AFT").pk)
    assert "Merged into Delivery late" in told(
        "INS.LOG.FBADLY", "merge/", to=the("INS.LOG.DELAY").pk
    )
    assert "are in use." in told("INS.LOG", "archive/")
    assert "Archived." in told("INS.LOG.DNR", "archive/")
    assert "In use again." in told("INS.LOG.DNR", "restore/")
    assert client.post(place("INS.LOG.DNR", "move/"), {"to": 0}).status_code == 400


def test_a_leaf_offers_twins_and_a_branch_offers_none(client, lead) -> None:
    leaf = client.get(place("INS.LOG.LOST"))
    assert len(leaf.context["twins"]) == 94
    assert leaf.context["below"] is None
    branch = client.get(place("INS.LOG"))
    assert branch.context["twins"] == []
    assert branch.context["homes"][0][1] == "Pre-sale"


def test_resolutions_are_added_named_archived_and_restored(client, lead) -> None:
    client.post("/settings/resolutions/", {"code": "voucher", **NAMES})
    one = Resolution.objects.get(code="voucher")
    address = f"/settings/resolutions/{one.pk}/"
    client.post(address, {"name_en": "Voucher", "name_zh_hans": "代金券"})
    one.refresh_from_db()
    assert one.labels == {"en": "Voucher", "zh-hans": "代金券"}
    for deed, said in (("archive/", "Archived."), ("restore/", "In use again.")):
        assert said in client.post(address + deed, follow=True).content.decode()
    refused = client.post("/settings/resolutions/", {"code": "voucher", **NAMES})
    assert "There is a resolution voucher already." in refused.content.decode()
