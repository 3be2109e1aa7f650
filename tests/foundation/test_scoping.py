"""A model that belongs to a store shows a person the rows of their stores, no others."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import models

from firsthand.domain.people.models import Person
from firsthand.domain.people.rules import Role
from firsthand.domain.stores.models import Store
from firsthand.foundation.scoping import Everything, StoreScoped
from tests.people import NOON, lin, person, store, wen

_numbers = count(1000)
MARKETPLACES = ("DE", "JP", "US")
# Where the plainest value is not a true one.
VALUES: dict[str, dict[str, Any]] = {
    "accounts.MarketplaceAccount": {"address": ""},
    "authority.Draw": {"decision": "needs_approval"},
    "claims.Claim": {"source": "", "outcome": ""},
    "claims.Finding": {"truth": "unknown"},
    "claims.Reminder": {"percent": 50},
    "invoices.InvoiceSending": {"state": "sent", "why": ""},
    "mail.Mailbox": {"uid_validity": 0, "last_uid": 0},
    "orders.Notice": {"currency": ""},
    "orders.Setback": {"kind": "claim"},
    "reasons.Reason": {"level": 1},
    "remedies.Incident": {"found": "", "said": ""},
    "remedies.Ledger": {"currency": "EUR"},
    "remedies.Remedy": {
        "currency": "EUR",
        "state": "approved",
        "kind": "cancel",
        "handle": "",
        "external_id": "",
        "approved_hash": "",
    },
    "surveys.Vote": {"value": 1},
    "sla.Clock": {"why_paused": "", "outcome": "", "escalated_to": "", "due_at": NOON},
}
# They carry a store and no person is ever shown their rows.
FOR_NOBODY = {"journal.Entry", "remedies.AuditedEntry"}
# Whoever manages service levels manages them all: a store only narrows one down. A rule
# is for a store or a team, and its query looks at both. A version of the policy is for a
# store or for all, and its query looks at that. Of the audit log one reads all.
OF_ALL_STORES = {
    "authority.PolicyVersion", "remedies.AuditRow", "sla.Policy", "tickets.AssignmentRule",
}  # fmt: skip

# A store has one row at most.
ONE_A_STORE = {"accounts.ServedStore", "sla.ReplySlots", "stores.Store"}


def scoped() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if isinstance(getattr(model, "objects", model._default_manager).all(), StoreScoped)
    ]


def test_every_model_with_a_store_is_scoped_by_it() -> None:
    with_store = {
        model._meta.label
        for model in apps.get_models()
        if any(field.attname == "store_id" for field in model._meta.concrete_fields)
        and not model._meta.auto_created
    }
    assert with_store - FOR_NOBODY - OF_ALL_STORES <= {
        model._meta.label for model in scoped()
    }
    assert len(scoped()) >= 9


@pytest.fixture
def stores(db) -> list[Store]:
    return [store(marketplace) for marketplace in MARKETPLACES]


def made(model: type[models.Model], place: Store) -> models.Model:
    """Write one row that belongs to the store, with the plainest values there are."""
    if model is Store:
        return place
    if model._meta.label in ONE_A_STORE and model.objects.filter(store=place).exists():
        return model.objects.get(store=place)
    values = {
        field.name: _plain(field, place)
        for field in model._meta.concrete_fields
        if _is_wanted(field)
    }
    return model._default_manager.create(**values | VALUES.get(model._meta.label, {}))


def _is_wanted(field: models.Field[Any, Any]) -> bool:
    has_own = field.has_default() or field.null or isinstance(field, models.BigAutoField)
    return not has_own and field.db_default is models.NOT_PROVIDED


def _plain(field: models.Field[Any, Any], place: Store) -> Any:
    if field.name in {"store", "store_id"}:
        return place if field.is_relation else place.pk
    if field.is_relation:
        return made(field.related_model, place)
    if field.choices or isinstance(field, models.BooleanField):
        return field.choices[0][0] if field.choices else False
    if isinstance(field, models.DateField):
        moment = NOON + timedelta(days=next(_numbers))
        return moment if isinstance(field, models.DateTimeField) else moment.date()
    if isinstance(field, models.IntegerField | models.FloatField):
        return next(_numbers)
    return _named(field, next(_numbers))


def _named(field: models.Field[Any, Any], number: int) -> Any:
    if isinstance(field, models.UUIDField):
        return UUID(int=number)
    return f"x{number}"[: field.max_length]


def seen(model: type[models.Model], somebody: object) -> set[Any]:
    rows: Any = model._default_manager.all()
    return set(rows.visible_to(somebody).values_list("pk", flat=True))


@pytest.mark.parametrize("model", scoped(), ids=lambda model: model._meta.label)
def test_a_person_sees_the_rows_of_their_stores_and_no_others(
    model: type[models.Model], stores: list[Store]
) -> None:
    german, japanese, american = (
        {made(model, place).pk, made(model, place).pk} for place in stores
    )
    everything = german | japanese | american
    assert len(everything) == (3 if model._meta.label in ONE_A_STORE else 6)
    one, two = lin(stores[0]), person("Omar", "reviewer", *stores[:2])
    assert seen(model, one) == german
    assert seen(model, two) == german | japanese
    assert seen(model, person("Newcomer", "agent")) == set()
    assert seen(model, wen()) == seen(model, Everything()) == everything


@pytest.mark.parametrize("role", list(Role))
def test_only_an_owner_sees_stores_of_no_team(role: Role, stores: list[Store]) -> None:
    somebody = person("Somebody", role)
    assert (somebody.visible_store_ids() is None) == (role == Role.OWNER)
    assert seen(Store, somebody) == (
        {each.pk for each in stores} if role == Role.OWNER else set()
    )


def test_scoping_narrows_and_never_widens_what_was_asked_for(stores: list[Store]) -> None:
    one, other, owner = lin(*stores[:2]), person("Other", "agent", stores[1]), wen()
    asked = Store.objects.filter(pk=stores[2].pk)
    assert not asked.visible_to(one).exists()
    assert list(asked.visible_to(owner)) == [stores[2]]
    assert not Store.objects.none().visible_to(owner).exists()
    twice = Store.objects.all().visible_to(one).visible_to(other)
    assert list(twice) == [stores[1]]


def test_two_teams_of_one_person_show_each_row_once(stores: list[Store]) -> None:
    one = lin(stores[0])
    for team in person("Other", "agent", *stores[:2]).teams.all():
        one.teams.add(team)
    rows = Store.objects.all().visible_to(Person.objects.get(pk=one.pk))
    assert sorted(each.pk for each in rows) == [stores[0].pk, stores[1].pk]
