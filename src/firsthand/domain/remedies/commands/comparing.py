"""Hold what a channel lists of an order against the remedies of that order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from firsthand.domain.remedies.commands import _attempts
from firsthand.domain.remedies.commands._attempts import instruction_for
from firsthand.domain.remedies.commands._moving import raise_incident
from firsthand.domain.remedies.commands.counting import record_explained, take_fact
from firsthand.domain.remedies.models import Incident, Ledger, OutsideRefund, Remedy
from firsthand.domain.remedies.ports import Capabilities, Seen
from firsthand.domain.remedies.rules import matching
from firsthand.domain.remedies.rules.matching import Sought
from firsthand.domain.remedies.rules.states import MONEY_KINDS, UNDER_WAY, State
from firsthand.domain.remedies.rules.why import Why


def compare(
    remedy: Remedy,
    listed: Sequence[Seen],
    *,
    can: Capabilities,
    at: datetime,
    leave: Sequence[Seen] = (),
) -> None:
    """Count what a listing shows of a locked order beyond its remedies.

    Not while a remedy of the order is under way: it might be that one's.

    Args:
        remedy: one of the order's; the listing is of its account.
        listed: everything the channel shows on the order.
        can: what the channel lets us rely on.
        at: now (UTC).
        leave: what is not to be counted yet.
    """
    ledger, account = remedy.ledger, remedy.account
    if ledger.remedies.filter(state__in=UNDER_WAY).exists():
        return
    explain_listed(remedy, listed, can=can, at=at)
    left = {seen.external_id for seen in leave} | ids_of_remedies(account, listed)
    beside = [seen for seen in _money_in(listed) if seen.external_id not in left]
    for seen in beside:
        take_fact(seen, ledger=ledger, account=account, at=at)
    moments = {seen.external_id: seen.at for seen in listed}
    _tell_of_twins(
        ledger, account, beside, moments=moments if can.names_effects else None, at=at
    )


def explain_listed(
    remedy: Remedy, listed: Sequence[Seen], *, can: Capabilities, at: datetime
) -> None:
    """Note, of a locked order, which listed money is of remedies under another id.

    Only where the channel answers with one id and lists under another. The remedy keeps the
    id that proved it; the listed one becomes a fact that it explains, and no money moves.
    """
    if can.names_effects:
        return
    ledger, account = remedy.ledger, remedy.account
    ids = ids_of_remedies(account, listed)
    free = [seen for seen in _money_in(listed) if seen.external_id not in ids]
    unseen = {str(each.key): each for each in _not_seen(ledger, account, listed)}
    counted = OutsideRefund.objects.filter(
        account=account, external_id__in=[seen.external_id for seen in free]
    )
    pairs = matching.paired(
        [_sought(each) for each in unseen.values()],
        free,
        known=set(counted.values_list("external_id", flat=True)),
    )
    for key, seen in pairs.items():
        record_explained(seen, unseen[key], at=at)


def ids_of_remedies(
    account: str, listed: Sequence[Seen], *, but: Remedy | None = None
) -> set[str]:
    """Return which of the listed ids are known to be remedies', by either of their ids."""
    ids = [seen.external_id for seen in listed]
    remedies = Remedy.objects.filter(account=account, external_id__in=ids)
    facts = OutsideRefund.objects.filter(account=account, external_id__in=ids)
    explained = facts.exclude(explained_by=None)
    if but is not None:
        remedies = remedies.exclude(pk=but.pk)
        explained = explained.exclude(explained_by=but)
    return {
        *remedies.values_list("external_id", flat=True),
        *explained.values_list("external_id", flat=True),
    }


def ids_known_before(account: str, listed: Sequence[Seen], *, at: datetime) -> set[str]:
    """Return which of the listed ids were facts before `at`: no later remedy's doing."""
    ids = [seen.external_id for seen in listed]
    facts = OutsideRefund.objects.filter(account=account, external_id__in=ids)
    return set(facts.filter(recorded_at__lt=at).values_list("external_id", flat=True))


def _money_in(listed: Sequence[Seen]) -> list[Seen]:
    money = (s for s in listed if s.kind in MONEY_KINDS and s.minor_units > 0)
    return sorted(money, key=lambda seen: (seen.at, seen.external_id))


def _given(ledger: Ledger, account: str) -> QuerySet[Remedy]:
    """Return the remedies of an order that are known to have given money back."""
    return ledger.remedies.filter(
        account=account, state=State.SUCCEEDED, kind__in=sorted(MONEY_KINDS)
    ).order_by("pk")


def _not_seen(ledger: Ledger, account: str, listed: Sequence[Seen]) -> list[Remedy]:
    """Return those of which no listed id is known yet.

    What was found in the record has its id from there.
    """
    explaining = OutsideRefund.objects.filter(ledger=ledger).exclude(explained_by=None)
    given = _given(ledger, account).exclude(pk__in=explaining.values("explained_by"))
    shown = [seen.external_id for seen in listed]
    return list(given.exclude(state_why=Why.IN_RECORD).exclude(external_id__in=shown))


def _sought(remedy: Remedy) -> Sought:
    first = _attempts.attempts_of(remedy)[0]
    return Sought(instruction_for(remedy), first.started_at)


def _tell_of_twins(
    ledger: Ledger,
    account: str,
    beside: Sequence[Seen],
    *,
    moments: Mapping[str, datetime] | None,
    at: datetime,
) -> None:
    """Raise the alarm, once each, over money that looks like a remedy that has its own.

    Without a reference, an equal refund may be somebody's at the channel's own desk, or
    one call of ours carried out twice. Nobody at a desk meets the very seconds of a call;
    what is listed at another time than the remedy's own stays in doubt, and the story says
    so. Where a listing has other ids than ours, that time is not known either.

    Args:
        ledger: locked.
        account: whose listing it is.
        beside: what is listed and no remedy's.
        moments: when each listed id happened; None where ours are not among them.
        at: now (UTC).
    """
    if not beside:
        return
    twins = [(each, _sought(each)) for each in _given(ledger, account)]
    for seen in beside:
        twin = next(
            (
                remedy
                for remedy, sought in twins
                if matching.could_be(sought, seen) and _meets(remedy, seen, moments)
            ),
            None,
        )
        fact = OutsideRefund.objects.get(account=account, external_id=seen.external_id)
        told = ledger.incidents.filter(kind=Incident.Kind.TWICE, facts__outside=fact.pk)
        if twin is not None and not told.exists():
            raise_incident(
                Incident.Kind.TWICE, ledger, at=at, remedy=twin, outside=fact.pk,
                external_id=fact.external_id,
            )  # fmt: skip


def _meets(remedy: Remedy, seen: Seen, moments: Mapping[str, datetime] | None) -> bool:
    """Say whether an effect is of the same moment as the remedy's own."""
    if moments is None:
        return True
    own = moments.get(remedy.external_id)
    return own is not None and abs(seen.at - own) <= matching.CLOCK_DIFFERENCE
