"""The policy as approvals ask it: who is above, whose link leads where, who is told."""

from __future__ import annotations

import json

import pytest
from django.core import signing

from firsthand import wiring
from firsthand.domain.authority.commands import NotFromHere
from firsthand.domain.orders.models import Order, Setback
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.commands import NoClaimOpen
from firsthand.domain.remedies.models import AuditRow, Remedy
from firsthand.domain.tickets.commands import NobodyChosen
from firsthand.settings import environment
from firsthand.wiring import links, notices
from tests import approvals, people
from tests.notices import Heard
from tests.people import NOON
from tests.remedies import HOUR

pytestmark = pytest.mark.django_db


@pytest.fixture
def remedy(placed: Order, agent: Person, lead: Person) -> Remedy:
    return approvals.wants(placed, 15_000, agent)


def escalated(remedy: Remedy, hours: int) -> str:
    commands.escalate_due(ladder=wiring.PolicyInForce(), at=NOON + hours * HOUR)
    remedy.refresh_from_db()
    return remedy.approval_by


def test_a_role_nobody_has_on_the_store_is_passed_over(remedy: Remedy) -> None:
    people.wen()
    people.person("Chen", "compliance", people.store("JP"))
    assert remedy.approval_by == "lead"
    assert escalated(remedy, 36) == "owner"


def test_the_next_one_is_who_has_the_next_greater_limit(remedy: Remedy, place) -> None:
    people.wen()
    people.person("Chen", "compliance", place)
    assert escalated(remedy, 36) == "compliance"
    assert escalated(remedy, 54) == "owner"


def test_only_a_lead_who_asks_himself_is_not_asked(placed: Order, lead: Person) -> None:
    people.wen()
    assert approvals.wants(placed, 15_000, lead).approval_by == "owner"


def test_where_a_claim_has_come_nobody_above_is_asked(remedy: Remedy, placed) -> None:
    people.wen()
    Setback.objects.create(order=placed, kind="claim", external_id="1", happened_at=NOON)
    assert escalated(remedy, 36) == "lead"


# Links.


def refused(token: str, person: Person, *, at=NOON) -> str:
    with pytest.raises(links.Refused) as problem:
        links.read_link(token, person=person, at=at)
    return problem.value.code


def test_a_link_leads_its_owner_to_its_request(remedy: Remedy, lead: Person) -> None:
    token = links.link_token(remedy, lead)
    assert links.read_link(token, person=lead, at=NOON).remedy_id == remedy.pk


def test_a_link_is_refused_in_other_hands_altered_or_late(remedy, lead, agent) -> None:
    token = links.link_token(remedy, lead)
    assert refused(token, agent) == "approvals.link_of_another"
    head, _colon, tail = token.partition(":")
    for altered in (token[:-1], f"{head}x:{tail}", "", "a:b", token * 2):
        assert refused(altered, lead) == "approvals.link_altered"
    assert refused(token, lead, at=NOON + 72 * HOUR) == "approvals.link_expired"


def test_what_is_signed_for_another_purpose_is_no_link(remedy, lead) -> None:
    bound = [remedy.pk, remedy.request_hash, lead.pk, 4_000_000_000]
    other = signing.Signer(salt="firsthand.something_else").sign_object(bound)
    assert refused(other, lead) == "approvals.link_altered"
    strange = signing.Signer(salt=links._SALT).sign_object({"no": "list"})
    assert refused(strange, lead) == "approvals.link_altered"


def test_a_link_for_a_changed_request_or_a_lost_store_is_refused(remedy, lead) -> None:
    token = links.link_token(remedy, lead)
    lead.teams.clear()
    lead = Person.objects.get(pk=lead.pk)
    assert refused(token, lead) == "approvals.link_of_another_request"
    wen = people.wen()
    remedy.request_hash = "0" * 64
    assert refused(links.link_token(remedy, wen), wen) == (
        "approvals.link_of_another_request"
    )


# Notices.


def test_each_who_is_asked_is_told_once_with_a_link_of_his_own(
    remedy: Remedy, lead: Person, place, monkeypatch
) -> None:
    monkeypatch.setattr(environment, "PUBLIC_URL", "https://desk.example.com")
    people.person("Mo", "lead", place)
    heard, broken = Heard(), Heard(is_broken=True)
    assert notices.tell_approvers([broken, heard], at=NOON) == 2
    assert notices.tell_approvers([broken, heard], at=NOON) == 0
    assert [each.address for each in heard.notices] == [
        "maya@example.com", "mo@example.com",
    ]  # fmt: skip
    told = heard.notices[0]
    assert told.subject == "Refund USD 150.00 waits for your approval"
    begin = "https://desk.example.com/approvals/link/"
    assert told.link.startswith(begin)
    token = told.link.removeprefix(begin).rstrip("/")
    assert links.read_link(token, person=lead, at=NOON).remedy_id == remedy.pk
    assert approvals.NOTE not in told.body, "a chat is read by others"


def test_without_a_way_nothing_is_noted_as_told(remedy: Remedy) -> None:
    assert notices.notifiers() == []
    assert notices.tell_approvers([], at=NOON) == 0
    assert commands.next_to_tell(at=NOON) == remedy


def test_the_ways_are_those_that_are_set_up(monkeypatch) -> None:
    given = {
        "PUBLIC_URL": "https://desk.example.com", "NOTICES_SMTP_HOST": "mail.example.com",
        "NOTICES_WECOM": "https://qyapi.example.com/?key=1",
        "NOTICES_DINGTALK": "https://oapi.example.com/?access_token=1",
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setattr(environment, name, value)
    names = [type(each).__name__ for each in notices.notifiers()]
    assert names == ["MailNotifier", "WeComRobot", "DingTalkRobot"]
    monkeypatch.setattr(environment, "DEMO", True)
    assert notices.notifiers() == []


# Claims go to compliance.


def hand_over(ticket, by: Person):
    return commands.hand_over_claim(
        ticket_id=ticket.pk, note="A-to-z of today, buyer has the parcel.",
        expected=ticket.assignee_id, by=by, at=NOON,
    )  # fmt: skip


def test_what_is_forbidden_for_a_claim_says_who_takes_over(placed, agent) -> None:
    Setback.objects.create(order=placed, kind="claim", external_id="1", happened_at=NOON)
    with pytest.raises(NotFromHere) as problem:
        approvals.wants(placed, 5_000, agent)
    assert problem.value.goes_to == "compliance"


def test_a_ticket_with_a_claim_goes_to_who_of_compliance_has_least(
    placed, agent, place
) -> None:
    ticket = approvals.ticket_of(placed)
    with pytest.raises(NobodyChosen):
        hand_over(ticket, agent)
    chen, ning = (people.person(name, "compliance", place) for name in ("Chen", "Ning"))
    with pytest.raises(NoClaimOpen):
        hand_over(ticket, agent)
    ticket.refresh_from_db()
    assert ticket.assignee_id is None, "nothing half done"
    Setback.objects.create(order=placed, kind="claim", external_id="1", happened_at=NOON)
    approvals.desk.ticket(place, assignee=chen)
    assert hand_over(ticket, agent).assignee_id == ning.pk
    (row,) = AuditRow.objects.filter(what="claim.handed_over")
    assert (row.actor_id, row.subject) == (agent.pk, f"ticket {ticket.pk}")
    assert json.loads(row.facts) == {"order": placed.pk, "to": ning.pk}


@pytest.mark.parametrize(("kind", "denied_at"), [("chargeback", None), ("claim", NOON)])
def test_a_chargeback_is_handed_over_like_a_claim_and_a_denied_one_is_not(
    placed, agent, place, kind, denied_at
) -> None:
    ticket = approvals.ticket_of(placed)
    chen = people.person("Chen", "compliance", place)
    Setback.objects.create(
        order=placed, kind=kind, external_id="1", happened_at=NOON, denied_at=denied_at
    )
    if denied_at is None:
        assert hand_over(ticket, agent).assignee_id == chen.pk
        return
    with pytest.raises(NoClaimOpen):
        hand_over(ticket, agent)
