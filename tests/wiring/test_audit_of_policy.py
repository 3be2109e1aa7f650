"""Whatever decides who may give how much is in the audit log, in the same transaction."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from firsthand import wiring
from firsthand.domain.authority import commands as authority
from firsthand.domain.authority.models import PolicyVersion
from firsthand.domain.authority.rules import DEFAULT, plain
from firsthand.domain.people import commands as people_commands
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import AuditRow
from firsthand.domain.remedies.queries import chain
from tests import people
from tests.people import NOON
from tests.remedies import asks, order

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def owner() -> Person:
    return people.wen()


def logged() -> list[tuple[str, str, int | None]]:
    """Have what waits for the commit written, and return the log."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")
    assert chain.checked().breaks == ()
    rows = AuditRow.objects.order_by("seq")
    return list(rows.values_list("what", "subject", "actor_id"))


def drafted(owner: Person, **changes) -> int:
    terms = plain(replace(DEFAULT, **changes))
    return authority.draft(name="New", terms=terms, by=owner, at=NOON).pk


def test_every_change_of_the_policy_is_a_row(owner: Person) -> None:
    one, other = drafted(owner), drafted(owner)
    terms = plain(replace(DEFAULT, rates_valid_days=3))
    authority.change_draft(version_id=one, name="Newer", terms=terms, by=owner, at=NOON)
    authority.publish(version_id=one, valid_from=None, by=owner, at=NOON)
    authority.discard_draft(version_id=other, by=owner, at=NOON)
    authority.record_rates(
        reference="USD", on=date(2026, 3, 2), worth={"EUR": Decimal("1.1")}, by=owner,
        at=NOON,
    )  # fmt: skip
    assert logged() == [
        ("authority.drafted", str(one), owner.pk),
        ("authority.drafted", str(other), owner.pk),
        ("authority.draft_changed", str(one), owner.pk),
        ("authority.published", str(one), owner.pk),
        ("authority.draft_discarded", str(other), owner.pk),
        ("authority.rates_recorded", "0", owner.pk),
    ]
    said = {
        row.what: json.loads(row.facts)
        for row in AuditRow.objects.filter(what__contains="d")
    }
    before, after = (
        said[f"authority.{what}"]["terms_sha256"] for what in ("drafted", "published")
    )
    assert before != after == said["authority.draft_changed"]["terms_sha256"]


def test_a_change_that_was_refused_is_a_row_too(owner: Person) -> None:
    wrong = drafted(owner, restrictions=())
    with pytest.raises(authority.TermsContradict):
        authority.publish(version_id=wrong, valid_from=None, by=owner, at=NOON)
    agent = people.lin(people.store())
    with pytest.raises(people_commands.NotAllowed):
        authority.draft(name="Mine", terms=plain(DEFAULT), by=agent, at=NOON)
    with pytest.raises(authority.RatesUnfit):
        authority.record_rates(
            reference="USD", on=NOON.date() + 9 * DAY, worth={}, by=owner, at=NOON
        )
    assert logged()[1:] == [
        ("authority.refused", str(wrong), owner.pk),
        ("authority.refused", "0", agent.pk),
        ("authority.refused", "0", owner.pk),
    ]
    refused = AuditRow.objects.filter(what="authority.refused").order_by("seq")
    assert [json.loads(row.facts) for row in refused] == [
        {"what": "publish", "refused": "authority.terms_contradict"},
        {"what": "draft", "refused": "people.not_allowed"},
        {"what": "record_rates", "refused": "authority.rates_unfit"},
    ]


def test_who_is_made_to_decide_is_a_row(owner: Person) -> None:
    agent = people.lin(people.store())
    people_commands.change_role(person_id=agent.pk, role="lead", by=owner, at=NOON)
    assert logged() == [("people.role_changed", str(agent.pk), owner.pk)]


def test_uses_and_their_refusals_are_rows(owner: Person) -> None:
    shop = people.store()
    agent = people.lin(shop)
    placed = order(shop)
    with pytest.raises(authority.NotFromHere):
        commands.request(
            request=asks(placed, 100, note=""), account=str(shop.pk),
            authority=wiring.PolicyInForce(), by=agent, at=NOON,
        )  # fmt: skip
    (row,) = logged()
    assert (row[0], row[2]) == ("remedy.request.refused", agent.pk)


def test_without_its_row_no_change_is_committed(owner: Person) -> None:
    """Nothing can be lost: where the log cannot be written, the policy stays as it was."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE remedies_auditrow ADD CHECK (what = 'nothing')")
    with pytest.raises(DatabaseError):
        _drafts_and_commits(owner)
    assert not PolicyVersion.objects.exists()
    assert logged() == []


@transaction.atomic
def _drafts_and_commits(owner: Person) -> None:
    drafted(owner)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


def test_the_rest_of_the_journal_is_not_taken_over(owner: Person) -> None:
    people_commands.create_team(name="Night", store_ids=[], by=owner, at=NOON)
    assert logged() == []
