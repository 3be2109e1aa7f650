"""Say that two buyers are one person, and take it back. Never done by a program."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.orders.models import Buyer, Joining
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

JOINED = "buyers.joined"  # Subject: a buyer. {with: the other}; one entry about each.
PARTED = "buyers.parted"  # Likewise.


class BuyerErased(Refused):
    code = "buyers.erased"


class NotJoined(Refused):
    code = "buyers.not_joined"


@transaction.atomic
def join_buyers(*, buyer_id: int, into: int, by: Person, at: datetime) -> Buyer:
    """Make one person of two buyers; who was joined to the first comes along.

    Every row keeps its buyer, so that nothing has to be found again when it is taken back.
    Whoever asks has checked that `by` may see both. Done twice, it is done once.

    Raises:
        Buyer.DoesNotExist: there is no such buyer.
        BuyerErased: one of them was erased: nothing is left that could be the same.
    """
    found = _locked_roots(buyer_id, into)
    one, other = found[buyer_id], found[into]
    if one.pk == other.pk:
        return other
    if one.erased_at or other.erased_at:
        raise BuyerErased(
            _("One of the two buyers was erased. Nothing was joined."),
            fix=_("Leave them apart."),
        )
    members = [one.pk, *one.joined.order_by("pk").values_list("pk", flat=True)]
    Buyer.objects.filter(pk__in=members).update(joined_into=other)
    Joining.objects.create(buyer=one, into=other, members=members, by=by, at=at)
    _record(JOINED, one.pk, other.pk, by=by, at=at)
    return other


@transaction.atomic
def part_buyers(*, buyer_id: int, by: Person, at: datetime) -> Buyer:
    """Take back that a buyer is another one; who came along with him goes with him.

    Raises:
        NotJoined: he is joined to nobody, or not by himself.
    """
    joining = Joining.objects.filter(buyer_id=buyer_id, undone_at=None).first()
    if joining is None:
        raise NotJoined(
            _("This buyer is not joined with another one."), fix=_("Reload the page.")
        )
    _locked_roots(buyer_id, joining.into_id)
    # Who was parted or joined anew since belongs elsewhere by now.
    here = Buyer.objects.filter(pk__in=joining.members, joined_into__isnull=False)
    here.exclude(pk=buyer_id).update(joined_into=buyer_id)
    Buyer.objects.filter(pk=buyer_id).update(joined_into=None)
    joining.undone_by, joining.undone_at = by, at
    joining.save()
    entries = journal_queries.of_buyers([buyer_id, joining.into_id])
    mine = {buyer_id, joining.into_id}
    gone = [
        entry
        for entry in entries
        if entry.kind == JOINED and {entry.subject_id, entry.facts["with"]} == mine
    ]
    journal.withdraw(gone, at=at, facts={"undone": True})
    _record(PARTED, buyer_id, joining.into_id, by=by, at=at)
    return Buyer.objects.get(pk=buyer_id)


def _locked_roots(*buyer_ids: int) -> dict[int, Buyer]:
    """Return by the number of each buyer who he is, all locked in order of numbers."""
    while True:
        found = {pk: Buyer.objects.get(pk=pk) for pk in buyer_ids}
        roots = {pk: buyer.joined_into_id or pk for pk, buyer in found.items()}
        everybody = {*buyer_ids, *roots.values()}
        locked = Buyer.objects.select_for_update(of=("self",)).filter(pk__in=everybody)
        held = {buyer.pk: buyer for buyer in locked.order_by("pk")}
        if all((held[pk].joined_into_id or pk) == root for pk, root in roots.items()):
            return {pk: held[root] for pk, root in roots.items()}


def _record(kind: str, one: int, other: int, *, by: Person, at: datetime) -> None:
    """Write an entry about each: who reads of one has to read of the other anew."""
    for buyer, fellow in ((one, other), (other, one)):
        journal.record(
            kind,
            subject_id=buyer,
            at=at,
            by=by,
            about=journal.About(buyer_id=buyer),
            facts={"with": fellow},
        )
