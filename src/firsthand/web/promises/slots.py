"""At which times of day the buyers of a store are answered, and how long they wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from firsthand.domain.people.queries import Right
from firsthand.domain.sla import commands, queries
from firsthand.domain.stores import queries as store_queries
from firsthand.foundation.charts import Lane, waits
from firsthand.foundation.working_time import DAY_MINUTES
from firsthand.web.shared import formats
from firsthand.web.shared.refusals import accepted, status_of
from firsthand.web.shared.rights import needs, person_of

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from firsthand.domain.sla.queries import SlotPlan, Wait

_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Line:
    """One wait in words; what the diagram draws, for who cannot see it."""

    caption: str
    comes: str
    answered: str
    length: str


class SlotsForm(forms.Form):
    """Times of day and days; no times: at no fixed times."""

    times = forms.CharField(
        label=_("Times of day"),
        required=False,
        max_length=400,
        help_text=_("Such as 9:30, 17:00. Empty: at no fixed times."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        coerce=int,
        required=False,
        choices=[(n + 1, name) for n, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_times(self) -> tuple[int, ...]:
        """Return the minutes of the day."""
        try:
            return queries.read_times(self.cleaned_data["times"])
        except ValueError as problem:
            words = gettext("“%(text)s” is no time of a day. Write 9:30 or 17:00.")
            raise ValidationError(words % {"text": str(problem)[:20]}) from problem


@require_safe
@needs(Right.MANAGE_SLA)
def stores(request: HttpRequest) -> HttpResponse:
    """List the stores with their slots and the longest wait."""
    person, at = person_of(request), timezone.now()
    plans = queries.plans_of(person)
    lines = [
        (each, plan and _summary(plan, each.channel), plan and plan.next_after(at))
        for each in store_queries.stores_of(person).filter(closed_at=None)
        for plan in [plans.get(each.pk)]
    ]
    return render(request, "promises/slots_of_stores.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_SLA)
def store(request: HttpRequest, store_id: int) -> HttpResponse:
    """Show when the buyers of a store are answered, and change it."""
    by, at = person_of(request), timezone.now()
    one = get_object_or_404(store_queries.stores_of(by), pk=store_id)
    plan = queries.slots_of(store_id)
    form = SlotsForm(request.POST or None, initial=_filled(plan))

    def deed() -> None:
        given = form.cleaned_data
        if given["times"]:
            commands.set_slots(
                store_id=store_id,
                minutes=given["times"],
                weekdays=given["weekdays"],
                by=by,
                at=at,
            )
        else:
            commands.drop_slots(store_id=store_id, by=by, at=at)

    if accepted(form, deed):
        messages.success(request, gettext("Saved."))
        return redirect("settings_slots_store", store_id)
    context = {
        "form": form,
        "store": one,
        "plan": plan,
        "summary": plan and _summary(plan, one.channel),
        "next_slot": plan and plan.next_after(at),
        "lines": _lines(plan) if plan else (),
        "diagram": _diagram(plan) if plan else "",
    }
    return render(request, "promises/slots.html", context, status=status_of(form))


def _filled(plan: SlotPlan | None) -> dict[str, object]:
    if plan is None:
        return {"weekdays": list(range(1, 8))}
    return {
        "times": queries.write_times(plan.minutes),
        "weekdays": sorted(plan.weekdays),
    }


def _summary(plan: SlotPlan, channel: str) -> dict[str, object]:
    within = store_queries.reply_duty(channel).within
    return {
        "times": queries.write_times(plan.minutes),
        "days": _days(plan),
        "worst": formats.duration(plan.worst().length),
        "is_kept": plan.keeps(within),
        "hours": within // _HOUR,
    }


def _days(plan: SlotPlan) -> str:
    if len(plan.weekdays) == 7:
        return gettext("every day")
    return ", ".join(str(WEEKDAYS[day - 1]) for day in sorted(plan.weekdays))


def shown_waits(plan: SlotPlan) -> Sequence[tuple[str, Wait]]:
    """Return the longest waits, with captions: within a day, over a night, over days."""
    captions = (
        (gettext("The same day: not at once, but foreseeable"), range(1)),
        (gettext("The next day: still foreseeable"), range(1, 2)),
        (gettext("Over days without slots: the longest wait"), range(2, 8)),
    )
    shown = []
    for caption, nights in captions:
        found = [wait for wait in plan.waits() if wait.nights in nights]
        if found:
            shown.append((caption, max(found, key=lambda wait: wait.length)))
    return shown


def _lines(plan: SlotPlan) -> list[Line]:
    return [
        Line(caption, _when(wait.begins), _when(wait.ends), formats.duration(wait.length))
        for caption, wait in shown_waits(plan)
    ]


def _when(minute: int) -> str:
    day, left = divmod(minute, DAY_MINUTES)
    return f"{WEEKDAYS[day % 7]} {left // 60:02}:{left % 60:02}"


def _diagram(plan: SlotPlan) -> SafeString:
    """Draw the waits from midnight of the day on which each letter comes."""
    lanes = []
    for caption, wait in shown_waits(plan):
        midnight = wait.begins - wait.begins % DAY_MINUTES
        on_the_way = sorted(each.begins for each in plan.waits())
        slots = [*on_the_way, *(each + 7 * DAY_MINUTES for each in on_the_way)]
        last = midnight + (wait.nights + 1) * DAY_MINUTES
        lanes.append(
            Lane(
                caption,
                (wait.begins - midnight) / 60,
                (wait.ends - midnight) / 60,
                gettext("letter just after %(time)s") % {"time": _clock(wait.begins)},
                gettext("answer %(time)s") % {"time": _clock(wait.ends)},
                [(each - midnight) / 60 for each in slots if midnight <= each < last],
            )
        )
    days = max(wait.nights + 1 for _caption, wait in shown_waits(plan))
    ticks = [(hour, f"{hour % 24:02}:00") for hour in range(0, days * 24 + 1, 6)]
    if days > 2:
        words = gettext("day %(n)d")
        ticks = [(24 * n, words % {"n": n + 1}) for n in range(days)]
    label = gettext("Letters that come just after a slot, and when they are answered.")
    return waits(lanes, label=label, ticks=ticks)


def _clock(minute: int) -> str:
    left = minute % DAY_MINUTES
    return f"{left // 60:02}:{left % 60:02}"
