"""The figures of authority and escalation beside each other, whole and by store."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from firsthand.domain.metrics import queries as metrics
from firsthand.domain.metrics.queries import Figure
from firsthand.domain.reports.queries.table import Column, Report, Row, Wanted, store_names
from firsthand.domain.reports.rules import Counted, prevented

_KEYS = (
    "escalation.rate", "escalation.forced", "escalation.voluntary", "escalation.delay",
    "authority.note_compliance", "authority.over_limit", "authority.split",
    "fcr.empowered_7d", "refunds.rate",
)  # fmt: skip
ANSWERED, UNANSWERED = "claims.none_after_answer", "claims.none_after_silence"


def performance(wanted: Wanted) -> Report:
    """Return escalations, delay, notes, limits and first contact resolution, by store."""
    rows: list[Row] = []
    for key in _KEYS:
        rows += _rows(key, [*_asked(wanted, key), *_asked(wanted, key, "store")])
    split = _asked(wanted, "fcr.empowered_7d", "authority")
    rows += _rows("fcr.empowered_7d", split)
    return Report(
        columns=_columns(),
        rows=rows,
        notes=[
            _(
                "Each figure over the same number of days, moved back to where all of it "
                "is certain. Its definition stands on its own page."
            )
        ],
    )


def defence(wanted: Wanted) -> Report:
    """Return what became of threatened claims that were resolved, and of the others."""
    found = {key: _asked(wanted, key) for key in (ANSWERED, UNANSWERED)}
    [answered], [unanswered] = found[ANSWERED], found[UNANSWERED]
    saved = prevented(
        Counted(answered.hits, answered.n), Counted(unanswered.hits, unanswered.n)
    )
    finding = _("Without both groups nothing can be said.")
    if saved is not None:
        finding = _(
            "About %(n)s claims fewer than expected; 95%%: %(low)s to %(high)s."
        ) % {
            "n": f"{saved.value:.1f}",
            "low": f"{saved.low:.1f}",
            "high": f"{saved.high:.1f}",
        }
    return Report(
        columns=_columns(),
        rows=[*_rows(ANSWERED, [answered]), *_rows(UNANSWERED, [unanswered])],
        finding=finding,
        notes=[
            _(
                "Not an experiment: who claims within the hour cannot be answered first, "
                "which makes answering look better than it is. No amount of money is put "
                "on it."
            )
        ],
    )


def _asked(wanted: Wanted, key: str, *by: metrics.Dimension) -> list[Figure]:
    metric = metrics.catalogue()[key]
    until = min(wanted.until, wanted.at - metric.ripe_after)
    return metrics.figures(
        metric,
        person=wanted,
        since=until - (wanted.until - wanted.since),
        until=until,
        as_of=wanted.at,
        tz=wanted.tz,
        by=by,
        details=False,
    )


def _columns() -> list[Column]:
    return [
        Column("figure", _("Measure")),
        Column("group", _("Of")),
        Column("value", _("Value"), "share"),
        Column("seconds", _("Median"), "time"),
        Column("low", _("From (95%)"), "share"),
        Column("high", _("To (95%)"), "share"),
        Column("hits", _("Counted"), "number"),
        Column("n", _("of (n)"), "number"),
        Column("since", _("Counted from"), "moment"),
        Column("until", _("Counted until"), "moment"),
    ]


def _rows(key: str, figures: Sequence[Figure]) -> list[Row]:
    metric = metrics.catalogue()[key]
    language = translation.get_language() or "en"
    name = metric.names.get(language, metric.names["en"])
    return [_row(name, figure, is_wait=metric.unit == "seconds") for figure in figures]


def _row(name: str, figure: Figure, *, is_wait: bool) -> Row:
    is_shown = not is_wait and figure.shown in {"grey", "firm"}
    low, high = (figure.interval or (None, None)) if is_shown else (None, None)
    return {
        "figure": name,
        "group": _group(figure),
        "value": figure.value if is_shown else None,
        "seconds": figure.value if is_wait else None,
        "low": low,
        "high": high,
        "hits": None if is_wait or not figure.n else figure.hits,
        "n": figure.n,
        "since": figure.since,
        "until": figure.until,
    }


def _group(figure: Figure) -> str:
    if "store" in figure.group:
        number = figure.group["store"]
        return store_names().get(int(number or 0), "")
    words = {"used": _("authority used"), "not_used": _("authority not used")}
    return words.get(figure.group.get("authority", ""), _("all"))
