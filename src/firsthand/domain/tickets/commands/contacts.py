"""Whom a store asks beside the thread."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import queries as mail
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.models import Contact
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

LONGEST_NAME, LONGEST_ADDRESS = 80, 254


class ContactUnfit(Refused):
    code = "tickets.contact_unfit"


class ContactIsBuyer(Refused):
    code = "tickets.contact_is_buyer"


class ContactGiven(NamedTuple):
    """Who it is, a `Contact.Kind`, and where mail reaches him."""

    kind: str
    name: str
    address: str


@transaction.atomic
def add_contact(*, store_id: int, given: ContactGiven, by: Person, at: datetime) -> Contact:
    """Let the people of a store ask somebody.

    Raises:
        NotAllowed: `by` leads nobody.
        Store.DoesNotExist: there is no such store among those `by` may see.
        ContactUnfit: name or address are missing or wrong, or the store has the address.
        ContactIsBuyer: a buyer writes from this address, or a marketplace relays there.
    """
    require(by, Right.ASSIGN_OTHERS)
    store = stores.stores_of(by).get(pk=store_id)
    contact = Contact(store=store, created_at=at)
    _fill(contact, given)
    _record(events.CONTACT_ADDED, contact, by=by, at=at)
    return contact


@transaction.atomic
def change_contact(
    *, contact_id: int, given: ContactGiven, by: Person, at: datetime
) -> Contact:
    """Change who it is; what was written to him before stays.

    Raises:
        NotAllowed: `by` leads nobody.
        Contact.DoesNotExist: there is none in the stores `by` may see.
        ContactUnfit, ContactIsBuyer: as `add_contact`.
    """
    contact = _locked(contact_id, by)
    _fill(contact, given)
    _record(events.CONTACT_CHANGED, contact, by=by, at=at)
    return contact


@transaction.atomic
def archive_contact(*, contact_id: int, by: Person, at: datetime) -> None:
    """Ask him no more; answers of his still find their way."""
    contact = _locked(contact_id, by)
    if contact.archived_at is None:
        contact.archived_at = at
        contact.save(update_fields=["archived_at"])
        _record(events.CONTACT_ARCHIVED, contact, by=by, at=at)


@transaction.atomic
def restore_contact(*, contact_id: int, by: Person, at: datetime) -> None:
    """Let him be asked again."""
    contact = _locked(contact_id, by)
    if contact.archived_at is not None:
        contact.archived_at = None
        contact.save(update_fields=["archived_at"])
        _record(events.CONTACT_RESTORED, contact, by=by, at=at)


def refuse_buyers(address: str, *, besides: str = "") -> None:
    """Refuse an address at which a buyer reads: what stands beside the thread is not his.

    Args:
        address: where a mail is to go.
        besides: where the buyer of the ticket is answered.

    Raises:
        ContactIsBuyer: a buyer is known by it, or a marketplace relays there.
    """
    is_his = address.lower() == besides.lower()
    is_relay = rules.is_relay(address)
    if is_his or is_relay or orders.buyers_known_by_address(address):
        raise ContactIsBuyer(
            _("A buyer reads mail at this address. Nothing was sent or saved."),
            fix=_("Use an address at which only the warehouse or supplier reads."),
        )


def _locked(contact_id: int, by: Person) -> Contact:
    require(by, Right.ASSIGN_OTHERS)
    visible = Contact.objects.all().visible_to(by)
    return visible.select_for_update(of=("self",)).get(pk=contact_id)


def _fill(contact: Contact, given: ContactGiven) -> None:
    name, address = " ".join(given.name.split()), given.address.strip().lower()
    if not 0 < len(name) <= LONGEST_NAME or given.kind not in Contact.Kind.values:
        raise ContactUnfit(
            _("A contact has a name of at most %(most)d characters, and is of a kind.")
            % {"most": LONGEST_NAME},
            fix=_("Fill in both."),
        )
    others = Contact.objects.filter(store_id=contact.store_id, address=address)
    is_known = others.exclude(pk=contact.pk).exists() or mail.is_mailbox(address)
    if not _is_address(address) or is_known:
        raise ContactUnfit(
            _("“%(address)s” is no mail address, or is in use already.")
            % {"address": address[:90]},
            fix=_("Give an address of its own for each contact of a store."),
        )
    refuse_buyers(address)
    contact.kind, contact.name, contact.address = given.kind, name, address
    contact.save()


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii() and len(address) <= LONGEST_ADDRESS


def _record(kind: str, contact: Contact, *, by: Person, at: datetime) -> None:
    journal.record(
        kind,
        subject_id=contact.pk,
        at=at,
        by=by,
        about=journal.About(store_id=contact.store_id),
    )
