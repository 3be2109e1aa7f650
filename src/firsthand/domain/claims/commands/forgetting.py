"""Forget what findings hold of a buyer in words. What was found, and on what, stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from firsthand.domain.claims.models import Basis, Claim, Finding


@transaction.atomic
def forget_words_of(buyer_ids: Collection[int]) -> int:
    """Empty the words of findings and claims about these buyers; return of how many."""
    Claim.objects.filter(setback__order__buyer_id__in=buyer_ids).update(read_from="")
    theirs = Q(ticket__buyer_id__in=buyer_ids) | Q(order__buyer_id__in=buyer_ids)
    return _forget(Finding.objects.filter(theirs))


@transaction.atomic
def purge_due(*, keep_days: int, at: datetime, limit: int = 500) -> int:
    """Empty the words of findings past their time, at most `limit`; return of how many.

    The time is over `keep_days` after the order was delivered, or, where that is not
    known, after it was found. Whoever needs them for longer has exported the pack.
    """
    before = at - timedelta(days=keep_days)
    old = Q(order__delivered_at__lt=before, at__lt=before)
    old |= Q(order__delivered_at=None, at__lt=before)
    said = ~Q(note="") | Q(
        Exists(Basis.objects.filter(finding=OuterRef("pk")).exclude(note=""))
    )
    due = Finding.objects.filter(old, said).order_by("pk")
    chosen = list(due.values_list("pk", flat=True)[:limit])
    Claim.objects.filter(set_at__lt=before).exclude(read_from="").update(read_from="")
    return _forget(Finding.objects.filter(pk__in=chosen))


def _forget(findings: QuerySet[Finding]) -> int:
    Basis.objects.filter(finding__in=findings).exclude(note="").update(note="")
    return findings.update(note="")
