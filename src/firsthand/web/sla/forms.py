"""Forms of calendars and policies. What a form cannot know, a command refuses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from firsthand.domain.orders import queries as orders
from firsthand.domain.orders.ports import Identity
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.sla import queries
from firsthand.domain.sla.commands import Terms
from firsthand.domain.sla.queries import Calendar, Policy, Priority, Unreadable
from firsthand.domain.stores import queries as stores
from firsthand.web.tickets.clocks import channel_name

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_LENGTH = re.compile(r"(\d{1,5}):([0-5]\d)", re.ASCII)
_NUMBER = re.compile(r"#?(\d{1,18})", re.ASCII)
_DAYS = [f"day_{n}" for n in range(7)]
_LENGTHS = ("respond", "next_reply", "resolve")


class LengthField(forms.CharField):
    """A length of time as hours and minutes: "4:00" is kept as 240."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=8, widget=forms.TextInput(attrs={"placeholder": "4:00"}), **kwargs
        )

    def clean(self, value: Any) -> int | None:
        """Return the minutes, or None where nothing was filled in."""
        text = super().clean(value)
        if not text:
            return None
        match = _LENGTH.fullmatch(text.replace("：", ":"))
        if match is None:
            raise ValidationError(gettext("Write hours and minutes, such as 4:00 or 0:30."))
        return int(match[1]) * 60 + int(match[2])


class CalendarForm(forms.Form):
    """Hours of a week, and the days off."""

    name = forms.CharField(label=_("Name"), max_length=80)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("The hours below are in this zone."),
        choices=[(zone, zone.replace("_", " ")) for zone in queries.time_zones()],
        initial="Asia/Shanghai",
    )
    holidays = forms.CharField(
        label=_("Days off"),
        required=False,
        max_length=80_000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "mono"}),
        help_text=_("One a line: 2026-10-01, then its name if you like."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n, field in enumerate(_DAYS):
            self.fields[field] = forms.CharField(
                label=WEEKDAYS[n], required=False, max_length=120
            )
        self.fields["day_0"].help_text = _(
            "Such as 09:00-12:00, 13:00-18:00. Empty: nobody works."
        )
        self.order_fields(["name", "time_zone", *_DAYS, "holidays"])

    def clean(self) -> dict[str, Any]:
        """Read the hours and the days off, each field's fault beside it."""
        given: dict[str, Any] = super().clean() or {}
        week: list[object] = []
        for field in _DAYS:
            week += self._read(field, lambda text: queries.read_week([text])) or [[]]
        given["week"] = week
        given["days"] = self._read("holidays", queries.read_days) or {}
        return given

    def _read(self, field: str, read: Any) -> Any:
        try:
            return read(self.cleaned_data.get(field) or "")
        except Unreadable as unreadable:
            self.add_error(field, queries.why_unreadable(unreadable))
            return None

    def values(self) -> dict[str, Any]:
        """Return what was filled in, as the commands take it."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "time_zone": given["time_zone"],
            "week": given["week"],
            "holidays": given["days"],
        }


def values_of_calendar(calendar: Calendar) -> dict[str, object]:
    """Return a calendar as the initial values of a form."""
    days = dict(zip(_DAYS, queries.write_week(calendar.week), strict=True))
    lines = [f"{day} {name}".strip() for day, name in calendar.holidays.items()]
    return {
        "name": calendar.name,
        "time_zone": calendar.time_zone,
        "holidays": "\n".join(lines),
        **days,
    }


class PolicyForm(forms.Form):
    """What is promised, and for which tickets."""

    name = forms.CharField(label=_("Name"), max_length=80)
    calendar = forms.TypedChoiceField(label=_("Calendar"), coerce=int)
    respond = LengthField(
        label=_("First reply within"),
        required=False,
        help_text=_("Hours and minutes of working time. Empty: not promised."),
    )
    next_reply = LengthField(label=_("Each further reply within"), required=False)
    resolve = LengthField(
        label=_("Resolution within"),
        required=False,
        help_text=_("Stands still while it is the buyer’s turn."),
    )
    warn = LengthField(
        label=_("Warn before it runs out"),
        initial="0:30",
        help_text=_("Hours and minutes around the clock."),
    )
    escalate_to = forms.ChoiceField(
        label=_("Who is told then"), required=False, choices=Policy.To.choices
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    store = forms.TypedChoiceField(
        label=_("Store"), required=False, coerce=int, empty_value=None
    )
    priority = forms.ChoiceField(
        label=_("Priority"), required=False, choices=[("", _("Any")), *Priority.choices]
    )
    reason = forms.TypedChoiceField(
        label=_("Reason"), required=False, coerce=int, empty_value=None
    )
    buyer = forms.CharField(
        label=_("Buyer"),
        required=False,
        max_length=320,
        help_text=_("The e-mail address he writes from. Empty: any."),
    )

    def __init__(
        self, *args: Any, by: Person, policy: Policy | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        anybody: tuple[Any, Any] = ("", _("Any"))
        in_use = [each for each in queries.calendars() if each.archived_at is None]
        seen = {store.pk: store.name for store in stores.stores_of(by)}
        if policy is not None and policy.store is not None:
            seen.setdefault(policy.store.pk, policy.store.name)
        self.has_calendar = bool(in_use)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "calendar": [(each.pk, each.name) for each in in_use],
            "channel": [
                anybody,
                *((each, channel_name(each)) for each in queries.CHANNELS),
            ],
            "store": [anybody, *seen.items()],
            "reason": [anybody, *_reasons()],
        }
        for field, values in choices.items():
            self.fields[field].choices = values  # type: ignore[attr-defined]

    def clean_buyer(self) -> int | None:
        """Return the buyer who writes from this address, or has this number."""
        text = self.cleaned_data["buyer"].strip()
        if not text:
            return None
        match = _NUMBER.fullmatch(text)
        if match is not None and orders.buyer_exists(int(match[1])):
            return int(match[1])
        kinds = ("email", "amazon_alias")
        found = orders.buyer_ids_known_by([Identity(kind, text) for kind in kinds])
        if not found:
            raise ValidationError(gettext("No buyer is known by this address."))
        return min(found)

    def terms(self) -> Terms:
        """Return what was filled in."""
        given = self.cleaned_data
        return Terms(
            name=given["name"],
            calendar_id=given["calendar"],
            warn_minutes=given["warn"] or 0,
            escalate_to=given["escalate_to"],
            channel=given["channel"],
            store_id=given["store"],
            reason_id=given["reason"],
            priority=given["priority"],
            buyer_id=given["buyer"],
            **{f"{name}_minutes": given[name] for name in _LENGTHS},
        )


def _reasons() -> list[tuple[int, str]]:
    """Return the reasons in use, of every level, as a tree of names."""
    tree = reasons.taxonomy()
    return [
        (node.id, f"{'· ' * (node.level - 1)}{reasons.label_of(node.labels)}")
        for node in tree.in_order()
        if node.is_in_use
    ]


def length_of(minutes: int | None) -> str:
    """Return a length as it is typed; empty for none."""
    return "" if minutes is None else f"{minutes // 60}:{minutes % 60:02}"


def values_of_policy(policy: Policy) -> dict[str, object]:
    """Return a policy as the initial values of a form."""
    return {
        "name": policy.name,
        "calendar": policy.calendar_id,
        "warn": length_of(policy.warn_minutes),
        "escalate_to": policy.escalate_to,
        "channel": policy.channel,
        "store": policy.store_id,
        "reason": policy.reason_id,
        "priority": policy.priority,
        "buyer": f"#{policy.buyer_id}" if policy.buyer_id else "",
        **{name: length_of(getattr(policy, f"{name}_minutes")) for name in _LENGTHS},
    }
