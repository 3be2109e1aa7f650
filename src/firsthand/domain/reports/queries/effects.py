"""Before and after a version of the policy came into force."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from firsthand.domain.authority import queries as authority
from firsthand.domain.authority.queries import PolicyVersion
from firsthand.domain.metrics import queries as metrics
from firsthand.domain.orders.ports import CLAIMED, ORDERED
from firsthand.domain.remedies.ports import GIVEN
from firsthand.domain.reports.queries.table import (
    Cell,
    Column,
    NoSuchChoice,
    Report,
    Row,
    Wanted,
    run,
    store_names,
)
from firsthand.domain.reports.rules import Change, Counted, Verdict, change, did
from firsthand.foundation.money import Money
from firsthand.foundation.scoping import SeesStores

# Outcomes of an order are waited for so long, on both sides alike.
_WINDOW = timedelta(days=30)
_YEAR = timedelta(days=364)  # The same weekdays.
_FCR = ("fcr.empowered_7d", "fcr.issues_7d")

_ORDERS = f"""
    SELECT count(*) AS n,
           count(*) FILTER (WHERE EXISTS (
               SELECT FROM ({CLAIMED}) AS claim WHERE claim.order_id = ordered.id
                  AND claim.claimed_at <= ordered.placed_at + interval '30 days')) AS hits
      FROM ({ORDERED}) AS ordered
     WHERE ordered.placed_at >= %(since)s AND ordered.placed_at < %(until)s
       AND ordered.store_id = ANY(%(stores)s)"""
_PER_ORDER = f"""
    SELECT ordered.currency, count(*) AS n, coalesce(sum(back.total), 0)::bigint AS total
      FROM ({ORDERED}) AS ordered
      LEFT JOIN LATERAL (
           SELECT sum(given.minor_units) AS total FROM ({GIVEN}) AS given
            WHERE given.order_id = ordered.id AND given.state = 'succeeded'
              AND given.state_at <= ordered.placed_at + interval '30 days') AS back ON true
     WHERE ordered.placed_at >= %(since)s AND ordered.placed_at < %(until)s
       AND ordered.store_id = ANY(%(stores)s)
     GROUP BY ordered.currency"""


def versions(person: SeesStores) -> list[tuple[str, str]]:
    """Return the versions that came into force, the newest first."""
    found = authority.versions(person).exclude(valid_from=None)
    return [(str(each.pk), f"{each.name} · {each.valid_from:%Y-%m-%d}") for each in found]


def effects(wanted: Wanted) -> Report:
    """Return FCR, claims and money per order before and after a version, by store."""
    version = _version(wanted)
    if version is None or version.valid_from is None:
        return Report(
            columns=_columns(), rows=[], finding=_("No version has come into force yet.")
        )
    days = wanted.until - wanted.since
    at = version.valid_from
    stores = [version.store_id] if version.store_id else sorted(wanted.store_ids)
    names = store_names()
    rows: list[Row] = []
    for number in stores:
        if number in wanted.store_ids:
            own = replace(wanted, store_ids=frozenset({number}))
            others = wanted.store_ids - {number} if version.store_id else frozenset()
            control = replace(wanted, store_ids=others) if others else None
            rows += _of_store(names.get(number, ""), own, control, at, days)
    return Report(
        columns=_columns(),
        rows=rows,
        finding=_("“%(name)s” in force since %(day)s; %(days)d days on each side.")
        % {"name": version.name, "day": f"{at:%Y-%m-%d}", "days": days.days},
        notes=_caveats(wanted, at, days),
    )


def _version(wanted: Wanted) -> PolicyVersion | None:
    asked = wanted.options.get("version", "")
    if not asked:
        found = authority.versions(wanted).filter(valid_from__lte=wanted.at)
        return found.first()
    if not asked.isdecimal() or len(asked) > 18:
        raise NoSuchChoice(_("There is no such version."), fix=_("Choose another."))
    return authority.readable_version(wanted, int(asked))


def _caveats(wanted: Wanted, at: datetime, days: timedelta) -> list[str]:
    notes = [
        _(
            "This is no randomised comparison: whatever else changed that day changed with "
            "it, and limits are often changed after bad weeks, which get better by "
            "themselves (regression to the mean)."
        ),
        _(
            "Only what is certain counts: issues whose outcome is, orders thirty days "
            "after they were placed. A dash means that nothing was counted."
        ),
        _(
            "“Against others” takes out what changed in the stores the version is not for; "
            "it stands only where there are such stores. “Last year” is the same change a "
            "year before, where there were data."
        ),
    ]
    if wanted.at - at < days + _WINDOW:
        notes.insert(
            0, _("The days after are not over, or not certain yet: fewer are seen.")
        )
    return notes


def _columns() -> list[Column]:
    return [
        Column("store", _("Store")),
        Column("measure", _("Measure")),
        Column("before", _("Before"), "share"),
        Column("before_n", _("n before"), "number"),
        Column("after", _("After"), "share"),
        Column("after_n", _("n after"), "number"),
        Column("change", _("Change"), "points"),
        Column("low", _("From (95%)"), "points"),
        Column("high", _("To (95%)"), "points"),
        Column("verdict", _("Verdict"), "mark"),
        Column("others", _("Against others"), "points"),
        Column("last_year", _("Last year"), "points"),
        Column("money_before", _("Per order before"), "monies"),
        Column("money_after", _("Per order after"), "monies"),
    ]


def _of_store(
    name: str, own: Wanted, control: Wanted | None, at: datetime, days: timedelta
) -> list[Row]:
    rows: list[Row] = []
    for key in (*_FCR, "claims"):
        found = _sides(own, key, at, days)
        others = _sides(control, key, at, days) if control else None
        earlier = change(*_sides(own, key, at - _YEAR, days), better=_better(key))
        rows.append(
            _row(name, key, change(*found, better=_better(key)))
            | {
                "others": _against(found, others),
                "last_year": earlier.difference.value if earlier.difference else None,
            }
        )
    money = {
        which: _per_order(replace(own, since=since, until=until))
        for which, (since, until) in _periods(own.at, at, days, _WINDOW).items()
    }
    return [
        *rows,
        {
            "store": name,
            "measure": _("Money given back per order"),
            "money_before": money["before"],
            "money_after": money["after"],
        },
    ]


def _better(key: str) -> Literal["higher", "lower"]:
    return "lower" if key == "claims" else "higher"


def _periods(
    now: datetime, at: datetime, days: timedelta, ripe_after: timedelta
) -> dict[str, tuple[datetime, datetime]]:
    """Return both sides; of the one after only as much as is certain."""
    until = max(at, min(at + days, now - ripe_after))
    return {"before": (at - days, at), "after": (at, until)}


def _sides(
    wanted: Wanted, key: str, at: datetime, days: timedelta
) -> tuple[Counted, Counted]:
    if key == "claims":
        periods = _periods(wanted.at, at, days, _WINDOW)
        counted = [
            run(_ORDERS, wanted.parameters(since=since, until=until))[0]
            for since, until in periods.values()
        ]
        before, after = (Counted(each["hits"], each["n"]) for each in counted)
        return before, after
    metric = metrics.catalogue()[key]
    periods = _periods(wanted.at, at, days, metric.ripe_after)
    figures = metrics.figures_of(
        metric,
        [metrics.Period(*period) for period in periods.values()],
        person=wanted,
        as_of=wanted.at,
        tz=wanted.tz,
    )
    before, after = (Counted(each.hits, each.n) for each in figures)
    return before, after


def _against(
    own: tuple[Counted, Counted], others: tuple[Counted, Counted] | None
) -> float | None:
    found = did(*own, *others) if others else None
    return None if found is None else found.value


def _row(name: str, key: str, found: Change) -> dict[str, Cell]:
    difference = found.difference
    return {
        "store": name,
        "measure": _measure(key),
        "before": found.before.share,
        "before_n": found.before.n,
        "after": found.after.share,
        "after_n": found.after.n,
        "change": difference.value if difference else None,
        "low": difference.low if difference else None,
        "high": difference.high if difference else None,
        "verdict": {
            Verdict.TOO_FEW: _("too few to tell"),
            Verdict.UNCLEAR: _("within chance"),
            Verdict.BETTER: _("better"),
            Verdict.WORSE: _("worse"),
        }[found.verdict],
    }


def _measure(key: str) -> str:
    if key == "claims":
        return _("Orders with a claim within 30 days")
    return {
        "fcr.empowered_7d": _("High-risk issues solved at first contact"),
        "fcr.issues_7d": _("Issues solved at first contact"),
    }[key]


def _per_order(wanted: Wanted) -> tuple[Money, ...]:
    rows = run(_PER_ORDER, wanted.parameters())
    return tuple(Money(each["currency"], round(each["total"] / each["n"])) for each in rows)
