"""Questions about invoices. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection

from firsthand.domain.invoices.models import InvoiceSending


def to_send(store_ids: Collection[int], *, limit: int) -> list[InvoiceSending]:
    """Return invoices that wait to be sent, with their orders and files, oldest first."""
    waiting = InvoiceSending.objects.filter(
        store_id__in=store_ids, state=InvoiceSending.State.ASKED
    )
    return list(waiting.select_related("order").order_by("asked_at", "pk")[:limit])


def invoices_of(order_id: int) -> list[InvoiceSending]:
    """Return what was sent, or is to be, as an invoice of an order, oldest first.

    Whoever asks has been shown the order. Files themselves are not read.
    """
    found = InvoiceSending.objects.filter(order_id=order_id).defer("content")
    return list(found.order_by("asked_at", "pk"))
