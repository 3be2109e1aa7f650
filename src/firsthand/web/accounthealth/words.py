"""Account health in words: nothing without what it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from firsthand.domain.health.queries import Said, Standing, measure_name
from firsthand.domain.health.rules import HORIZON, Counted, Difference, Forecast, Headroom
from firsthand.web.shared import formats

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# What one more of each would be called.
_MORE = {
    "odr": ngettext_lazy("%(n)s more defect", "%(n)s more defects", "n"),
    "late_shipment": ngettext_lazy(
        "%(n)s more late shipment", "%(n)s more late shipments", "n"
    ),
    "cancellation": ngettext_lazy(
        "%(n)s more cancellation", "%(n)s more cancellations", "n"
    ),
    "valid_tracking": ngettext_lazy(
        "%(n)s more parcel without a scan", "%(n)s more parcels without a scan", "n"
    ),
    "on_time": ngettext_lazy("%(n)s more late unit", "%(n)s more late units", "n"),
    "late_response": ngettext_lazy(
        "%(n)s more late answer", "%(n)s more late answers", "n"
    ),
    "other": ngettext_lazy("%(n)s more", "%(n)s more", "n"),
}
_KIND_OF = {
    "odr_fbm": "odr",
    "odr_fba": "odr",
    "unit_on_time_delivery": "on_time",
    "on_time_delivery": "on_time",
}
_STATUSES: Mapping[str, tuple[_StrPromise, str]] = {
    "GOOD": (gettext_lazy("good"), "good"),
    "BAD": (gettext_lazy("bad"), "bad"),
    "NONE": (gettext_lazy("not judged"), "open"),
    "NORMAL": (gettext_lazy("normal"), "good"),
    "AT_RISK": (gettext_lazy("at risk"), "watch"),
    "DEACTIVATED": (gettext_lazy("deactivated"), "bad"),
    "SUSPENDED": (gettext_lazy("suspended"), "bad"),
    "GREAT": (gettext_lazy("great"), "good"),
    "WARNED": (gettext_lazy("warned"), "watch"),
}


@dataclass(frozen=True)
class Line:
    """One measure as a row of a page; texts are never empty."""

    standing: Standing
    name: str
    theirs: str
    theirs_of: str
    window: str
    target: str
    status: tuple[str, str]
    ours: str
    ours_of: str
    apart: str
    is_apart: bool
    room: str
    room_mark: str
    breach: str
    breach_mark: str


def line(standing: Standing) -> Line:
    """Return one measure in words."""
    said = standing.said
    ours = standing.ours_then or standing.ours
    apart = standing.difference
    return Line(
        standing=standing,
        name=measure_name(standing.key),
        theirs=rate(said.rate if said else None),
        theirs_of=of(said.stated.counted if said and said.stated else None),
        window=window_of(said)
        if said
        else ngettext("last %(n)s day", "last %(n)s days", standing.days)
        % {"n": standing.days},
        target=target_of(standing),
        status=status_of(said.reading.status if said else ""),
        ours=rate(ours.rate if ours else None),
        ours_of=of(ours),
        apart=points(apart.of_rates) if apart else formats.DASH,
        is_apart=bool(apart and apart.is_alarm and _is_comparable(standing)),
        room=room(standing),
        room_mark=room_mark(standing.headroom) if standing.is_held else "",
        breach=breach(standing.forecast),
        breach_mark=breach_mark(standing.forecast),
    )


def _is_comparable(standing: Standing) -> bool:
    return standing.measure is not None and standing.measure.is_same_unit


def rate(value: Fraction | Decimal | None) -> str:
    """Return a share with two decimals: defect rates live below one percent."""
    return formats.DASH if value is None else f"{float(value) * 100:.2f}%"


def of(counted: Counted | None) -> str:
    """Return what a rate was made of."""
    if counted is None:
        return ""
    return _("%(hits)s of %(n)s") % {
        "hits": formats.number(counted.hits),
        "n": formats.number(counted.n),
    }


def points(value: Fraction) -> str:
    """Return a difference of two rates in percentage points, with its sign."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{abs(float(value)) * 100:.2f}"


def window_of(said: Said) -> str:
    """Return the days a reading is of, as the report has them (UTC)."""
    first = said.reading.since.astimezone(UTC).date()
    last = (said.reading.until - timedelta(minutes=1)).astimezone(UTC).date()
    return f"{formats.short_day(first)} – {formats.short_day(last)}"


def target_of(standing: Standing) -> str:
    """Return the line as the marketplace writes it."""
    if standing.target is None:
        return formats.DASH
    value = f"{formats.number(standing.target * 100)}%"
    return {
        "LESS_THAN": _("under %(value)s"),
        "GREATER_THAN": _("at least %(value)s"),
        "EQUALS": _("exactly %(value)s"),
    }.get(standing.condition, "%(value)s") % {"value": value}


def status_of(status: str) -> tuple[str, str]:
    """Return a status in words with its mark; an unknown word as it is."""
    if not status:
        return formats.DASH, ""
    words, mark = _STATUSES.get(status, (status, "open"))
    return str(words), mark


def room(standing: Standing) -> str:
    """Return how much more may go wrong before the line."""
    found = standing.headroom
    if found is None:
        return formats.DASH
    if not standing.is_held:
        least = standing.measure.least if standing.measure else 0
        return _("not held against you under %(n)s") % {"n": least}
    if found.left < 0:
        return ngettext("%(n)s too many", "%(n)s too many", -found.left) % {
            "n": formats.number(-found.left)
        }
    if found.left == 0:
        return _("none: the next one crosses it")
    kind = _KIND_OF.get(standing.key, standing.key)
    more = _MORE.get(kind, _MORE["other"])
    return str(more % {"n": found.left})


def room_mark(found: Headroom | None) -> str:
    """Return the mark: bad beyond the line, watch with a fifth or less of it left."""
    if found is None:
        return ""
    if found.left < 0:
        return "bad"
    return "watch" if found.is_tight else "good"


def breach(found: Forecast | None) -> str:
    """Return when the line will be crossed, with how sure that is."""
    if found is None:
        return formats.DASH
    if found.is_crossed:
        if found.over is None:
            return _("crossed; not over within %(n)s days") % {"n": HORIZON}
        return _("crossed; likely until %(day)s") % {"day": formats.short_day(found.over)}
    if found.likely is not None:
        return _("likely %(day)s (%(early)s to %(late)s)") % {
            "day": formats.short_day(found.likely),
            "early": formats.short_day(found.early),
            "late": formats.short_day(found.late)
            if found.late
            else _("beyond %(n)s days") % {"n": HORIZON},
        }
    if found.early is not None:
        return _("%(day)s at the earliest") % {"day": formats.short_day(found.early)}
    return _("not within %(n)s days") % {"n": HORIZON}


def breach_mark(found: Forecast | None) -> str:
    """Return the mark of a forecast."""
    if found is None:
        return ""
    if found.is_crossed:
        return "bad"
    return "watch" if found.likely or found.early else "good"


def reasons_of(standing: Standing) -> Sequence[str]:
    """Return in sentences what makes our count another than the marketplace's."""
    apart, said = standing.difference, standing.said
    if apart is None or said is None or said.stated is None:
        return []
    found = _apart(apart) or [_("Both count the same.")]
    if not said.stated.agrees:
        found.append(
            _("Counts and rate of the report contradict each other; the rate is believed.")
        )
    if not _is_comparable(standing):
        found.append(_("The report counts parcels here, and we count units."))
    return found + _since(standing.added)


def _apart(apart: Difference) -> list[str]:
    """Return what other units, and what other hits, make of the difference."""
    found = []
    units, hits = apart.ours.n - apart.theirs.n, apart.ours.hits - apart.theirs.hits
    if units:
        words = (
            _("We know %(n)s units more in this window than they do: %(points)s points.")
            if units > 0
            else _(
                "We know %(n)s units fewer in this window than they do: %(points)s points."
            )
        )
        found.append(_filled(words, units, apart.by_units))
    if hits:
        words = (
            _("We count the mark on %(n)s units more: %(points)s points.")
            if hits > 0
            else _("We count the mark on %(n)s units fewer: %(points)s points.")
        )
        found.append(_filled(words, hits, apart.by_hits))
    return found


def _since(added: int) -> list[str]:
    """Return what has changed of the window of a report since it was made."""
    if added == 0:
        return []
    words = (
        ngettext(
            "Since the report %(n)s more has come to count against this window.",
            "Since the report %(n)s more have come to count against this window.",
            added,
        )
        if added > 0
        else ngettext(
            "Since the report %(n)s no longer counts against this window.",
            "Since the report %(n)s no longer count against this window.",
            -added,
        )
    )
    return [words % {"n": formats.number(abs(added))}]


def _filled(words: str, change: int, share: Fraction) -> str:
    return words % {"n": formats.number(abs(change)), "points": points(share)}


def basis_of(found: Forecast) -> str:
    """Return what a forecast rests on."""
    return _(
        "From %(n)s units of the last two windows, %(bad)s of them against us: %(rate)s in "
        "the end, %(day)s units a day. The first day of the span has a chance of 10 in "
        "100, the last of 90."
    ) % {
        "n": formats.number(found.n),
        "bad": formats.number(found.bad),
        "rate": rate(Fraction(found.rate)),
        "day": formats.number(found.units_a_day),
    }
