"""Recognise buyers, and forget them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from firsthand.domain.orders.models import (
    Buyer,
    BuyerIdentity,
    Notice,
    Order,
    OrderReturn,
    Setback,
)
from firsthand.domain.orders.ports import Identity
from firsthand.domain.orders.queries import identity_hash


def buyer_for(
    identities: Sequence[Identity], *, name: str = "", language: str = "", at: datetime
) -> Buyer:
    """Return the buyer known by any of these identities, or a new one known by all.

    Two mails of a new buyer may arrive in two workers at once: the unique key decides, and
    the loser finds the winner's buyer.
    """
    assert identities, "a buyer is known by something"
    for attempt in (1, 2):
        known = _known(identities)
        if known is not None:
            return known
        try:
            with transaction.atomic():
                return _new(identities, name=name, language=language, at=at)
        except IntegrityError:
            if attempt == 2:
                raise
    raise AssertionError("unreachable")


def _known(identities: Sequence[Identity]) -> Buyer | None:
    for identity in identities:
        found = (
            BuyerIdentity.objects.filter(
                kind=identity.kind, key_hash=identity_hash(identity)
            )
            .select_related("buyer")
            .first()
        )
        if found is not None:
            return found.buyer
    return None


def _new(
    identities: Sequence[Identity], *, name: str, language: str, at: datetime
) -> Buyer:
    buyer = Buyer.objects.create(name=name[:200], language=language, first_seen_at=at)
    BuyerIdentity.objects.bulk_create(
        BuyerIdentity(
            buyer=buyer,
            kind=identity.kind,
            key_hash=identity_hash(identity),
            address=identity.value[:320],
        )
        for identity in dict.fromkeys(identities)
    )
    return buyer


@transaction.atomic
def erase_buyer(buyer_id: int, *, at: datetime) -> None:
    """Empty everything that says who the buyer is. Orders, sums and dates stay.

    The identities go as well: a keyed hash would still single the person out. Whoever
    writes again afterwards is a new buyer.
    """
    BuyerIdentity.objects.filter(buyer_id=buyer_id).delete()
    Buyer.objects.filter(pk=buyer_id).update(name="", language="", erased_at=at)
    Order.objects.filter(buyer_id=buyer_id).update(address=None)
    OrderReturn.objects.filter(order__buyer_id=buyer_id).update(reason_text="")
    Setback.objects.filter(order__buyer_id=buyer_id).update(comment="")
    bought = Order.objects.filter(
        buyer_id=buyer_id, store=OuterRef("store"), number=OuterRef("order_number")
    )
    Notice.objects.filter(Exists(bought)).update(reason_text="", comment="")
