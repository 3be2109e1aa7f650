"""Rules of the send gate as tests need them."""

from __future__ import annotations

from typing import Any

from firsthand.domain.people.models import Person
from firsthand.domain.policies import commands
from firsthand.domain.policies.commands import Letter
from firsthand.domain.policies.models import RuleSetVersion
from firsthand.domain.policies.queries import Outgoing
from firsthand.domain.stores.models import Store
from tests.people import NOON

LINK = "Please look at https://lamps.example/offer for the lamp."


def letter(
    text: str, store: Store, by: Person, *, ticket_id: int = 7, **more: Any
) -> Letter:
    """Return a text on a ticket of a store."""
    outgoing = Outgoing(text, more.pop("language", "en"), store.marketplace, **more)
    return Letter(outgoing, store.pk, ticket_id, by)


def published(writer: Person, publisher: Person, key: str, **fields: Any) -> RuleSetVersion:
    """Return a version in force with one rule changed."""
    commands.change_rule(key=key, fields=fields, by=writer, at=NOON)
    return commands.publish(by=publisher, at=NOON)
