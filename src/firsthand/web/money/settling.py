"""Settle one remedy by hand: what the channel lists, one who says so, one who confirms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand import wiring
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.ports import ChannelMissing, Seen, Unreadable
from firsthand.domain.remedies.queries import HandDecision, Remedy
from firsthand.foundation.money import Money
from firsthand.web.money.forms import DecisionForm
from firsthand.web.money.lines import amount_of
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of


@dataclass(frozen=True)
class ListedLine:
    """One effect the channel lists. `remedy`: whose it is known to be."""

    seen: Seen
    kind: str
    amount: Money | None
    remedy: Remedy | None


@require_http_methods(["GET", "POST"])
@needs(Right.SETTLE_REMEDIES)
def remedy(request: HttpRequest, remedy_id: int) -> HttpResponse:
    """Show a remedy that needs a person, and take what somebody says became of it."""
    one, by = _seen(request, remedy_id), person_of(request)
    form = DecisionForm(request.POST or None)

    def deed() -> None:
        commands.propose_by_hand(remedy_id=one.pk, by=by, at=timezone.now(), **_given(form))

    if accepted(form, deed):
        return redirect("money_remedy", one.pk)
    decision = queries.open_decision(one)
    context = {
        "remedy": one,
        "amount": amount_of(one),
        "attempts": one.attempts.order_by("fence"),
        "decision": decision,
        "is_own": decision is not None and decision.proposed_by_id == by.pk,
        "is_open": one.state == Remedy.State.NEEDS_HUMAN,
        "earlier": one.decisions.exclude(pk=decision.pk if decision else 0),
        "form": form,
    }
    return render(request, "money/remedy.html", context, status=status_of(form))


def _given(form: DecisionForm) -> dict[str, Any]:
    return form.cleaned_data | {"says": HandDecision.Says(form.cleaned_data["says"])}


@require_POST
@needs(Right.SETTLE_REMEDIES)
def confirm(request: HttpRequest, remedy_id: int) -> HttpResponse:
    """Confirm what somebody else said, which settles the remedy."""
    one, by = _seen(request, remedy_id), person_of(request)
    number = request.POST.get("decision", "")
    tell(
        request,
        lambda: commands.confirm_by_hand(
            remedy_id=one.pk,
            decision_id=int(number) if number.isdecimal() else 0,
            by=by,
            at=timezone.now(),
        ),
        done=_("Settled. The channel’s record is held against it tomorrow."),
    )
    return redirect("money_remedy", one.pk)


@require_safe
@needs(Right.SETTLE_REMEDIES)
def listed(request: HttpRequest, remedy_id: int) -> HttpResponse:
    """Ask the channel what it lists on the order at this moment."""
    one = _seen(request, remedy_id)
    context: dict[str, object] = {"remedy": one, "at": timezone.now()}
    try:
        found = wiring.remedy_channel(one.account).listed(one.ledger.order.number)
        context["lines"] = _lines(one, found)
    except ChannelMissing:
        context["problem"] = _("No connection to this account is set up here.")
    except Unreadable:
        context["problem"] = _("The channel did not answer. Try again in a moment.")
    return render(request, "money/_listed.html", context)


def _lines(one: Remedy, found: tuple[Seen, ...]) -> list[ListedLine]:
    known = queries.keys_of_listed(one.account, [seen.external_id for seen in found])
    kinds = dict(Remedy.KindOf.choices)
    return [
        ListedLine(
            seen,
            str(kinds[seen.kind.value]),
            Money(seen.currency, seen.minor_units) if seen.minor_units else None,
            known.get(seen.external_id),
        )
        for seen in sorted(found, key=lambda seen: (seen.at, seen.external_id))
    ]


def _seen(request: HttpRequest, remedy_id: int) -> Remedy:
    one = queries.remedy_for(person_of(request), remedy_id)
    if one is None:
        raise Http404
    return one
