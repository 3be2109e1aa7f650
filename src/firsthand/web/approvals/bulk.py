"""Several requests at once: shown first, then decided one by one, each on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firsthand import wiring
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands
from firsthand.foundation.errors import Refused
from firsthand.foundation.money import Money
from firsthand.web.approvals.step_up import where_to_confirm
from firsthand.web.shared.rights import needs, person_of
from firsthand.wiring import approvals
from firsthand.wiring.approvals import Waiting

if TYPE_CHECKING:
    from datetime import datetime

    from firsthand.domain.people.models import Person

_LONGEST_ID = 18


@dataclass(frozen=True)
class Chosen:
    """One request as it was chosen: its number, and the hash of what was shown."""

    remedy_id: int
    request_hash: str

    @property
    def value(self) -> str:
        """Return it as a form carries it."""
        return f"{self.remedy_id}:{self.request_hash}"


@dataclass(frozen=True)
class Planned:
    """One chosen request, and why nothing will be done about it; empty: it will."""

    chosen: Chosen
    line: Waiting | None
    problem: str


@dataclass(frozen=True)
class Result:
    """What became of one chosen request."""

    remedy_id: int
    is_done: bool
    said: str


@require_POST
@needs(Right.APPROVE_REMEDIES)
def chosen(request: HttpRequest) -> HttpResponse:
    """Show exactly what will happen to the chosen requests; nothing is done yet."""
    person, at = person_of(request), timezone.now()
    picked = _picked(request)
    if not picked:
        return redirect("approvals")
    plan = _plan(picked, person, at)
    able = [each for each in plan if not each.problem]
    context = {
        "plan": plan,
        "able": able,
        "sums": _sums(able),
        "left_out": len(plan) - len(able),
    }
    return render(request, "approvals/chosen.html", context)


@require_POST
@needs(Right.APPROVE_REMEDIES)
def decided(request: HttpRequest) -> HttpResponse:
    """Decide about each, and say of each what came of it.

    Every one is a transaction of its own; sent twice, each is decided once.
    """
    person, at = person_of(request), timezone.now()
    why = request.POST.get("why", "").strip()
    is_no = request.POST.get("do") == "reject"
    picked = _picked(request)
    if not picked:
        return redirect("approvals")
    if is_no and not why:
        plan = [each for each in _plan(picked, person, at) if not each.problem]
        context = {"plan": plan, "able": plan, "sums": _sums(plan), "needs_word": True}
        return render(request, "approvals/chosen.html", context, status=422)
    numbers = [each.remedy_id for each in picked]
    back = reverse("approvals")
    confirm = where_to_confirm(request, *numbers, back=back, at=at)
    if confirm and not is_no:
        messages.error(
            request, _("Nothing was approved yet: show once more that it is you.")
        )
        return redirect(confirm)
    results = [
        _rejected(each, why, person) if is_no else _approved(each, person)
        for each in picked
    ]
    context = {
        "results": results,
        "done": sum(each.is_done for each in results),
        "n": len(results),
    }
    return render(request, "approvals/decided.html", context)


def _picked(request: HttpRequest) -> list[Chosen]:
    """Return what was chosen, as far as it can be read, each once."""
    found = []
    for value in request.POST.getlist("request")[: approvals.MOST_LISTED]:
        number, _colon, request_hash = value.partition(":")
        if number.isascii() and number.isdigit() and len(number) <= _LONGEST_ID:
            found.append(Chosen(int(number), request_hash[:64]))
    return list(dict.fromkeys(found))


def _plan(picked: Sequence[Chosen], person: Person, at: datetime) -> list[Planned]:
    numbers = [each.remedy_id for each in picked]
    found = {
        line.remedy.pk: line for line in approvals.waiting(person, at=at, only=numbers)
    }
    return [_planned(each, found.get(each.remedy_id)) for each in picked]


def _planned(one: Chosen, line: Waiting | None) -> Planned:
    if line is None:
        return Planned(one, None, _("It does not wait any more."))
    if line.remedy.request_hash != one.request_hash:
        return Planned(one, line, _("This is not the request you were shown."))
    return Planned(one, line, line.hindrance.why if line.hindrance else "")


def _sums(able: Sequence[Planned]) -> list[Money]:
    """Return what buyers will get in all, by currency."""
    sums: dict[str, int] = {}
    for each in able:
        if each.line is not None and each.line.amount is not None:
            amount = each.line.amount
            sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor_units
    return [Money(currency, sums[currency]) for currency in sorted(sums)]


def _approved(one: Chosen, person: Person) -> Result:
    try:
        commands.approve(
            remedy_id=one.remedy_id,
            request_hash=one.request_hash,
            authority=wiring.PolicyInForce(),
            by=person,
            at=timezone.now(),
        )
    except Refused as refusal:
        return Result(one.remedy_id, is_done=False, said=str(refusal))
    return Result(one.remedy_id, is_done=True, said=_("Approved."))


def _rejected(one: Chosen, why: str, person: Person) -> Result:
    try:
        commands.reject(remedy_id=one.remedy_id, why=why, by=person, at=timezone.now())
    except Refused as refusal:
        return Result(one.remedy_id, is_done=False, said=str(refusal))
    return Result(one.remedy_id, is_done=True, said=_("Rejected."))
