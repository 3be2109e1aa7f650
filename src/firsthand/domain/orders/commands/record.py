"""Take in what a marketplace says about orders. The same fact twice changes nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.orders.commands.buyers import buyer_for
from firsthand.domain.orders.models import Order, OrderLine, Product, Setback
from firsthand.domain.orders.ports import LineFacts, OrderFacts
from firsthand.foundation.errors import Refused

STARS = range(1, 6)


class NotTheStars(Refused):
    code = "orders.not_the_stars"


@transaction.atomic
def record_order(*, store_id: int, facts: OrderFacts, at: datetime) -> Order:
    """Create or renew one order with its lines; unknown products are added."""
    buyer = buyer_for(facts.buyer, name=facts.buyer_name, at=at) if facts.buyer else None
    values: dict[str, object] = {
        "state": facts.state,
        "fulfilment": facts.fulfilment,
        "currency": facts.currency,
        "shipping_minor_units": facts.shipping_minor_units,
        "tax_minor_units": facts.tax_minor_units,
        "total_minor_units": facts.total_minor_units,
        "placed_at": facts.placed_at,
        "ship_by": facts.ship_by,
        "deliver_by": facts.deliver_by,
        "delivered_at": facts.delivered_at,
    }
    if buyer is not None:
        values["buyer"] = buyer
    if facts.address is not None:
        values["address"] = facts.address
    order, is_new = Order.objects.update_or_create(
        store_id=store_id, number=facts.number, defaults=values
    )
    order.lines.all().delete()
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order,
            product=_product(store_id, line),
            line_number=number,
            title=line.title[:250],
            quantity=line.quantity,
            price_minor_units=line.price_minor_units,
        )
        for number, line in enumerate(facts.lines, start=1)
    )
    if is_new:
        journal.record(
            "orders.recorded",
            subject_id=order.pk,
            at=facts.placed_at,
            by=None,
            about=journal.About(store_id=store_id, buyer_id=order.buyer_id),
        )
    return order


@transaction.atomic
def record_setback(
    *,
    order_id: int,
    kind: str,
    external_id: str,
    happened_at: datetime,
    stars: int | None = None,
) -> Setback:
    """Note bad news about an order once: feedback with its stars, a claim, a chargeback.

    Raises:
        Order.DoesNotExist: there is no such order.
        NotTheStars: feedback without one to five stars (a buyer cannot leave a comment
            alone), or stars for something else.
    """
    if (stars in STARS) != (kind == Setback.Kind.FEEDBACK) or (
        stars is not None and stars not in STARS
    ):
        raise NotTheStars(
            _("Feedback has one to five stars, and nothing else has any."),
            fix=_("Leave this line out, or correct it."),
        )
    order = Order.objects.select_related(None).get(pk=order_id)
    setback, is_new = Setback.objects.get_or_create(
        order=order,
        kind=kind,
        external_id=external_id,
        defaults={"happened_at": happened_at, "stars": stars},
    )
    if is_new:
        journal.record(
            _SETBACK_EVENTS[kind],
            subject_id=order.pk,
            at=happened_at,
            by=None,
            about=journal.About(store_id=order.store_id, buyer_id=order.buyer_id),
            facts={"external_id": external_id, "stars": stars},
        )
    return setback


@transaction.atomic
def deny_setback(*, setback_id: int, at: datetime) -> None:
    """Note that a claim or chargeback was decided for us; once noted, it stays so.

    Raises:
        Setback.DoesNotExist: there is none.
    """
    locked = Setback.objects.select_for_update(of=("self",)).select_related("order")
    setback = locked.get(pk=setback_id)
    if setback.denied_at is not None:
        return
    setback.denied_at = at
    setback.save(update_fields=["denied_at"])
    order = setback.order
    journal.record(
        _DENIED_EVENTS[setback.kind],
        subject_id=order.pk,
        at=at,
        by=None,
        about=journal.About(store_id=order.store_id, buyer_id=order.buyer_id),
        facts={"external_id": setback.external_id},
    )


_DENIED_EVENTS = {
    "claim": "orders.claim_denied",
    "chargeback": "orders.chargeback_denied",
}
_SETBACK_EVENTS = {
    "claim": "orders.claim_opened",
    "chargeback": "orders.chargeback",
    "feedback": "orders.feedback_received",
}


def _product(store_id: int, line: LineFacts) -> Product | None:
    if not line.sku:
        return None
    product, _is_new = Product.objects.get_or_create(
        store_id=store_id,
        sku=line.sku,
        defaults={"asin": line.asin, "title": line.title[:250]},
    )
    if line.asin and not product.asin:
        product.asin = line.asin
        product.save(update_fields=["asin"])
    return product
