"""Figures in words, never without what they are made of."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from firsthand.domain.metrics.model import Metric, Text
from firsthand.domain.metrics.queries import Figure
from firsthand.web.shared import formats


def said(text: Text) -> str:
    """Return a text in the language in force, else in English."""
    return text.get(translation.get_language() or "en", text["en"])


def written(metric: Metric, value: float | None) -> str:
    """Return a value of the metric with its unit."""
    if metric.unit == "share":
        return formats.share(value)
    if metric.unit == "seconds":
        return _time(value)
    if metric.unit == "ratio" and value is not None:
        return formats.decimals(value, 2)
    return formats.number(value)


def _time(seconds: float | None) -> str:
    """Return a length of time; below an hour with its seconds, which tell people apart."""
    if seconds is None or not 0 < seconds < 3600:
        return formats.duration(seconds)
    minutes, rest = divmod(int(seconds), 60)
    return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}


def value_of(metric: Metric, figure: Figure) -> str:
    """Return the value; counts where there is too little for a rate, a dash for nothing."""
    if figure.shown == "nothing":
        return formats.DASH
    if figure.shown == "counts":
        return (
            _("%(hits)d of %(n)d") % {"hits": figure.hits, "n": figure.n}
            if metric.unit == "share"
            else formats.DASH
        )
    return written(metric, figure.value)


def made_of(metric: Metric, figure: Figure) -> str:
    """Return n with what was counted."""
    return _("n = %(n)s %(units)s") % {
        "n": formats.number(figure.n),
        "units": said(metric.unit_name),
    }


def interval_of(metric: Metric, figure: Figure) -> str:
    """Return the interval in words, where there is enough for one."""
    if figure.interval is None or figure.shown not in {"grey", "firm"}:
        return ""
    low, high = figure.interval
    return _("95%% between %(low)s and %(high)s") % {
        "low": written(metric, low),
        "high": written(metric, high),
    }


def span(figure: Figure) -> str:
    """Return the interval in percent, for a table; a dash where there is none."""
    if figure.interval is None or figure.shown not in {"grey", "firm"}:
        return formats.DASH
    return spanned(*figure.interval)


def spanned(low: float, high: float) -> str:
    """Return two shares in percent: "84.4–86.6". Their unit stands above."""
    return f"{formats.percent(low)}–{formats.percent(high)}"


def target_of(metric: Metric) -> str:
    """Return the line of the verdict; empty for a metric without one."""
    return written(metric, metric.targets[0].value) if metric.targets else ""


def better_of(metric: Metric) -> str:
    """Return in words which direction is an improvement."""
    return {
        "higher": _("higher is better"),
        "lower": _("lower is better"),
        "corridor": _("too much and too little are both bad"),
        "context": _("neither more nor less is better"),
    }[metric.better]


def verdict_of(figure: Figure) -> tuple[str, str]:
    """Return the verdict in words, and the mark that says the same by shape."""
    return {
        "met": (_("met"), "good"),
        "below": (_("missed"), "bad"),
        "unclear": (_("cannot be told yet"), "open"),
        "too few": (_("too few to tell"), "open"),
        "no target": ("", ""),
    }[figure.verdict]
