"""Patterns over many uses: amounts near the limit, refunds out of the usual."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from firsthand.domain.authority import queries as authority
from firsthand.domain.metrics import queries as metrics
from firsthand.domain.orders.ports import ORDERED
from firsthand.domain.remedies.ports import GIVEN, GIVEN_PARTS
from firsthand.domain.reports.queries.table import (
    Column,
    Report,
    Row,
    Wanted,
    person_names,
    reason_name,
    run,
)
from firsthand.foundation.money import Money
from firsthand.foundation.statistics import wilson

REFUND_RATE = "refunds.rate"
_SHOWN = 100  # Groups; the rest are many and each of few.


def near_limit(wanted: Wanted) -> Report:
    """Return for each agent how amounts he chose himself crowd just below his limit."""
    days = max(1, (wanted.until - wanted.since).days)
    found = authority.near_limit_by_agent(wanted, at=wanted.until, days=days)
    names = person_names([*found])
    rows = [
        {
            "agent": names.get(agent, ""),
            "near": each.near,
            "below": each.below,
            "excess": each.excess,
            "low": each.excess_interval and round(each.excess_interval[0], 1),
            "high": each.excess_interval and round(each.excess_interval[1], 1),
            "p": f"{each.p:.4f}",
            "p_colleagues": None
            if each.p_colleagues is None
            else f"{each.p_colleagues:.4f}",
            "verdict": _verdict(each.verdict),
        }
        for agent, each in sorted(found.items(), key=lambda pair: pair[1].p)
    ]
    return Report(
        columns=[
            Column("agent", _("Agent")),
            Column("near", _("Just below the limit"), "number"),
            Column("below", _("As many below that"), "number"),
            Column("excess", _("More than expected"), "number"),
            Column("low", _("From (95%)"), "decimal"),
            Column("high", _("To (95%)"), "decimal"),
            Column("p", _("p, if by chance")),
            Column("p_colleagues", _("p, against colleagues")),
            Column("verdict", _("Verdict"), "mark"),
        ],
        rows=rows,
        notes=[
            _(
                "Only amounts somebody chose: no full refunds, nothing on an order that "
                "was given something before. Each band is five percent of the limit wide. "
                "Round prices crowd by themselves, which is why colleagues are compared. A "
                "pattern is a reason to read the notes, not a proof."
            )
        ],
    )


def refunds(wanted: Wanted) -> Report:
    """Return who or what money was given back for, against what chance allows."""
    by = wanted.options.get("by") or "reason"
    counts = _buyers(wanted) if by == "buyer" else _issues(wanted, by)
    given = _given(wanted, by)
    names = _names(by, [*counts])
    rows = authority.in_funnel(counts)
    return Report(
        columns=_refund_columns(by),
        rows=[
            _refund_row(names.get(each.name, each.name), each, given.get(each.name, ()))
            for each in rows[: _SHOWN + 1]
        ],
        notes=[
            _(
                "Limits: what chance alone leaves 95 and 99.8 times in 100 around the rate "
                "of all, for so many. Beyond on either side wants a look; under 50 nobody "
                "is called unusual. Reasons and products differ by nature."
            ),
            _buyer_note() if by == "buyer" else _issue_note(),
        ],
        funnel=[
            (names.get(each.name, each.name), each.hits, each.n) for each in rows[:_SHOWN]
        ],
    )


def _issue_note() -> str:
    return _(
        "Issues opened in the period whose thirty days are over, by the metric “Issues "
        "with money given back”. The amounts are all that was given in the period."
    )


def _buyer_note() -> str:
    return _("Orders placed in the period, and those of them with money given back.")


def _issues(wanted: Wanted, by: str) -> dict[str, tuple[int, int]]:
    """Return hits and n by group, from the metric: one definition."""
    metric = metrics.catalogue()[REFUND_RATE]
    cut: Any = {"agent": "agent", "product": "product", "store": "store"}.get(by, "reason3")
    ripe = wanted.at - metric.ripe_after
    until = min(wanted.until, ripe)
    figures = metrics.figures(
        metric,
        person=wanted,
        since=min(wanted.since, until - (wanted.until - wanted.since)),
        until=until,
        as_of=wanted.at,
        tz=wanted.tz,
        by=[cut],
        details=False,
    )
    return {figure.group[cut]: (figure.hits, figure.n) for figure in figures if figure.n}


# Those with most of it, and all others as one: there are too many to show, and of each
# too few orders.
_BY_BUYER = f"""
    WITH each_order AS MATERIALIZED (
        SELECT ordered.buyer_id, hit.order_id IS NOT NULL AS is_hit
          FROM ({ORDERED}) AS ordered
          LEFT JOIN (SELECT DISTINCT order_id FROM ({GIVEN}) AS given
                      WHERE given.state = 'succeeded' AND given.minor_units > 0) AS hit
                 ON hit.order_id = ordered.id
         WHERE ordered.placed_at >= %(since)s AND ordered.placed_at < %(until)s
           AND ordered.store_id = ANY(%(stores)s) AND ordered.buyer_id IS NOT NULL),
    most AS (
        SELECT buyer_id, count(*) AS n, count(*) FILTER (WHERE is_hit) AS hits
          FROM each_order GROUP BY buyer_id
         ORDER BY count(*) FILTER (WHERE is_hit) DESC, count(*) DESC, buyer_id
         LIMIT %(shown)s)
    SELECT buyer_id::text AS name, n, hits FROM most
     UNION ALL
    SELECT '', (SELECT count(*) FROM each_order) - coalesce(sum(n), 0)::bigint,
           (SELECT count(*) FROM each_order WHERE is_hit) - coalesce(sum(hits), 0)::bigint
      FROM most"""


def _buyers(wanted: Wanted) -> dict[str, tuple[int, int]]:
    """Return for each buyer his orders with money back, of his orders; "" the others."""
    rows = run(_BY_BUYER, wanted.parameters(shown=_SHOWN))
    return {each["name"]: (each["hits"], each["n"]) for each in rows}


_GIVEN_BY: Mapping[str, str] = {
    "agent": "given.requested_by_id::text",
    "reason": "given.reason",
    "store": "given.store_id::text",
    "buyer": "ordered.buyer_id::text",
    "product": "part.sku",
}


def _given(wanted: Wanted, by: str) -> dict[str, tuple[Money, ...]]:
    """Return what was given in the period, by group, each currency by itself."""
    amount = "given.minor_units"
    join = ""
    if by == "product":
        join = f"JOIN ({GIVEN_PARTS}) AS part ON part.remedy_id = given.id"
        amount = "part.minor_units"
    if by == "buyer":
        join = f"JOIN ({ORDERED}) AS ordered ON ordered.id = given.order_id"
    rows = run(
        f"""SELECT {_GIVEN_BY[by]} AS name, given.currency, sum({amount})::bigint AS total
              FROM ({GIVEN}) AS given {join}
             WHERE given.requested_at >= %(since)s AND given.requested_at < %(until)s
               AND given.store_id = ANY(%(stores)s) AND given.state = 'succeeded'
               AND given.minor_units > 0
             GROUP BY 1, 2 ORDER BY 3 DESC""",
        wanted.parameters(),
    )
    found = defaultdict[str, list[Money]](list)
    for each in rows:
        found[each["name"] or ""].append(Money(each["currency"], each["total"]))
    return {name: tuple(amounts) for name, amounts in found.items()}


def _names(by: str, found: list[str]) -> Mapping[str, str]:
    none = {"": _("none")}
    if by == "agent":
        numbers = [int(each) for each in found if each]
        return none | {str(pk): name for pk, name in person_names(numbers).items()}
    if by == "reason":
        return none | {code: reason_name(code) for code in found if code}
    if by == "buyer":
        others = {"": _("all others")}
        named = {each: _("Buyer %(number)s") % {"number": each} for each in found if each}
        return others | named
    return none


def _refund_columns(by: str) -> list[Column]:
    titles = {
        "agent": _("Agent"), "product": _("Product"), "buyer": _("Buyer"),
    }  # fmt: skip
    is_of_orders = by == "buyer"
    return [
        Column("name", titles.get(by, _("Reason"))),
        Column("hits", _("Money given back"), "number"),
        Column("n", _("Orders (n)") if is_of_orders else _("Issues (n)"), "number"),
        Column("rate", _("Rate"), "share"),
        Column("low", _("From (95%)"), "share"),
        Column("high", _("To (95%)"), "share"),
        Column("usual", _("Usual, 95%")),
        Column("widest", _("Widest, 99.8%")),
        Column("verdict", _("Verdict"), "mark"),
        Column("given", _("Given"), "monies"),
    ]


def _refund_row(name: str, each: Any, given: tuple[Money, ...]) -> Row:  # noqa: ANN401
    low, high = wilson(each.hits, each.n)
    return {
        "name": name,
        "hits": each.hits,
        "n": each.n,
        "rate": each.rate,
        "low": low,
        "high": high,
        "usual": f"{each.usual[0]}–{each.usual[1]}",
        "widest": f"{each.widest[0]}–{each.widest[1]}",
        "verdict": _verdict(each.verdict),
        "given": given,
    }


def _verdict(found: str) -> str:
    return {
        "too_few": _("too few to tell"),
        "usual": _("usual"),
        "unusual": _("unusual"),
    }[str(found)]
