"""The functions of a case file that the program has: each translated to its own call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

from firsthand.domain.metrics.rules import (
    ageing,
    core_reasons,
    feedback_table,
    handling,
    lines,
    local_days,
    product_table,
    ratings,
)
from firsthand.domain.promises import rules as promises
from firsthand.domain.sla.rules.slots import plan as slot_plan
from firsthand.domain.sla.rules.slots import read_times
from firsthand.foundation import identifiers, statistics
from tests.cases.accounts import bdr, csdr, csr, odr, odr_change, otdr
from tests.cases.gates import did, refund_gate
from tests.cases.streams import moment

Case = dict[str, Any]


def exact(value: Any) -> Fraction:
    """Return the number as it stands in the file, not as binary fractions have it."""
    return Fraction(str(value))


def number(value: Fraction | Decimal | None) -> float | None:
    return None if value is None else float(value)


def day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def whole(value: Any) -> int:
    """Return a count, or a whole percentage, and refuse what is neither."""
    if exact(value).denominator != 1:
        raise ValueError(f"{value} is not a whole number")
    return int(exact(value))


def day_hours(given: Case) -> Case:
    zone = ZoneInfo(given["tz"])
    return {"hours": [local_days.hours_in(day(each), zone) for each in given["days"]]}


def aht_alloc(given: Case) -> Case:
    done = handling.handling(
        handling.Focus(
            agent=each.get("agent", ""),
            ticket=each["ticket"],
            start=moment(each["start"]),
            end=moment(each["end"]),
        )
        for each in given["intervals"]
    )
    after = {
        ticket: exact(minutes) * 60
        for ticket, minutes in (given.get("after_contact_min") or {}).items()
    }
    average = done.average(after)
    return {
        "alloc_min": {t: float(s / 60) for t, s in done.by_ticket().items()},
        "busy_min": float(done.busy / 60),
        "aht_min": None if average is None else float(average / 60),
        "naive_sum_min": float(done.unsplit / 60),
    }


def ratio(given: Case) -> Case:
    value = lines.ratio(exact(given["num"]), exact(given["den"]))
    target = given.get("target")
    met = None
    if value is not None and target is not None:
        met = lines.meets(value, given.get("op", ">="), Decimal(str(target)))
    return {"value": number(value), "met": met}


def rated(given: Case) -> ratings.Ratings:
    names = ("positive", "neutral", "negative")
    return ratings.Ratings(**{name: whole(given.get(name, 0)) for name in names})


def feedback_round(given: Case) -> Case:
    found = rated(given)
    percents = found.percentages()
    return {
        "pct": percents and list(percents),
        "sum": percents and sum(percents),
        "total": found.total,
    }


def complaint(given: Case) -> Case:
    rates = ratings.rating_rates(rated(given), tickets=whole(given["tickets"]))
    return {
        "negative_rate_tickets": number(rates.negative_of_tickets),
        "positive_rate_tickets": number(rates.positive_of_tickets),
        "negative_share_of_ratings": number(rates.negative_of_ratings),
        "positive_share_of_ratings": number(rates.positive_of_ratings),
        "response_rate": number(rates.rated),
    }


def csat_bounds(given: Case) -> Case:
    found = ratings.satisfaction(
        satisfied=whole(given["satisfied"]),
        answers=whole(given["responses"]),
        asked=whole(given["contacts"]),
    )
    return {
        "csat": number(found.value),
        "worst": number(found.worst),
        "best": number(found.best),
    }


def feedback(given: Case) -> Case:
    sides = {
        side: feedback_table.StatedMix(
            **dict(zip(("positive", "neutral", "negative"), percents, strict=True)),
            n=whole(given[side]["n"]),
        )
        for side in ("before", "after")
        for percents in [[whole(each) for each in given[side]["pct"]]]
    }
    change = feedback_table.compared(sides["before"], sides["after"])
    answers: Case = {
        "change_pp": dict(
            zip(("positive", "neutral", "negative"), change.points, strict=True)
        ),
        "volume_ratio": change.volume,
        "fisher_p_positive": change.p,
        "diff_ci95_positive": change.difference and list(change.difference),
    }
    for side, mix in (("before", change.before), ("after", change.after)):
        answers |= {
            f"{side}_counts": mix.counts and list(mix.counts),
            f"{side}_counts_for_stated_n": mix.counts and list(mix.counts),
            f"{side}_nearest_consistent_n": mix.nearest_n,
            f"{side}_counts_nearest": mix.nearest_counts and list(mix.nearest_counts),
            f"wilson95_positive_{side}": mix.interval and list(mix.interval),
        }
    return answers


def products(given: Case) -> Case:
    table = product_table.checked(
        [
            product_table.ProductRow(
                rank=row[0],
                product=row[1],
                share=Decimal(str(row[2])),
                satisfied=Decimal(str(row[3])),
                types=tuple(Decimal(str(each)) for each in row[4:]),
            )
            for row in given["rows"]
        ]
    )
    counts = table.counts
    missing = product_table.missing_types(given["columns"])
    return {
        "rank_agrees_with_share": not table.displaced,
        "order_by_share": list(table.by_share),
        "displaced_rows": table.displaced,
        "smallest_consistent_total": table.total,
        "implied_counts": counts and [row.inquiries for row in counts],
        "implied_category_counts": counts and [list(row.types) for row in counts],
        "unexplained_share": [float(each) for each in table.unexplained],
        "unexplained_counts": counts and [row.unexplained for row in counts],
        "top5_share": float(table.share_of_first(5)),
        "csat_degenerate": table.satisfaction_says_nothing,
        "legend_category_missing_from_table": missing[0] if len(missing) == 1 else missing,
    }


def id_shape(given: Case) -> Case:
    values = [str(each) for each in given["values"] if each is not None]
    shapes = identifiers.shapes_of(values)
    known = given.get("products_of_the_file", ())
    example = given.get("order_example")
    return {
        "amazon_order_id_like": shapes.amazon_orders,
        "asin_like": shapes.asins,
        "order_example_ok": example and identifiers.looks_like_amazon_order(str(example)),
        "appears_as_product_in_seed04": [each for each in values if each in known],
    }


def pareto(given: Case) -> Case:
    found = core_reasons.pareto(given["counts"])
    most = found.reasons_for_most
    return {
        "total": found.total,
        "core5": found.first(5),
        "core5_share": number(found.share_of_first(5)),
        "tags_for_80pct": most,
        "share_of_tags_for_80pct": most and most / len(found.ranked),
        "top20pct_tags": found.top_fifth,
        "top20pct_share": number(found.share_of_first(found.top_fifth)),
        "rule_80_20_holds": found.follows_80_20,
    }


def review_due(given: Case) -> Case:
    return {
        "due": [
            core_reasons.review_due(
                last=day(each["last"]),
                today=day(each["today"]),
                launch=day(each["launch"]) if each.get("launch") else None,
            )
            for each in given["cases"]
        ]
    }


def fcr_band(given: Case) -> Case:
    limits = {name: given[name] for name in ("base", "better", "min_n")}
    rows = given["rows"]
    return {"band": [lines.band(row["k"], row["n"], **limits) for row in rows]}


def buckets(given: Case) -> Case:
    edges = given["edges_h"]
    counts = ageing.ages(
        (moment(each) for each in given["waiting_since"]),
        as_of=moment(given["now"]),
        steps=[timedelta(hours=edge) for edge in edges],
    )
    names = [f"{low}-{high}" for low, high in zip([0, *edges[:-1]], edges, strict=True)]
    return {"buckets": dict(zip([*names, f">{edges[-1]}"], counts, strict=True))}


def mean_median(given: Case) -> Case:
    hours = sorted(given["hours"])
    return {
        "mean": fmean(hours) if hours else None,
        "median": statistics.quantile(hours, 0.5),
        "p90": statistics.quantile(hours, 0.9),
        "share_within_24h": statistics.share_within(hours, 24),
    }


def intervals(given: Case) -> Case:
    rows = given["rows"]
    # Nothing counted has no interval: a dash on every page.
    return {
        "ci": [list(statistics.wilson(k, n)) if (k, n) != (0, 0) else None for k, n in rows]
    }


def km(given: Case) -> Case:
    """Return the estimate; `failed` marks each unit, or says how many come first."""
    days, failed = given["durations_days"], given["failed"]
    if isinstance(failed, int):
        if not 0 <= failed <= len(days):
            raise ValueError(f"{failed} of {len(days)} units cannot have failed")
        failed = [1] * failed + [0] * (len(days) - failed)
    units = list(zip(days, (bool(flag) for flag in failed), strict=True))
    estimate = statistics.kaplan_meier(units, until=given["window"]) if units else None
    return {"estimate": estimate}


def charts(given: Case) -> Case:
    chart = statistics.share_chart(list(zip(given["x"], given["n"], strict=True)))
    return {
        "pbar": chart and chart.centre,
        "sigma_z": chart and chart.sigma_z,
        "p_out": chart.outside_counting if chart else [],
        "laney_out": chart.outside_laney if chart else [],
    }


def xmr(given: Case) -> Case:
    chart = statistics.single_value_chart(given["v"])
    return {
        "mean": chart.mean,
        "mrbar": chart.mean_step,
        "lnpl": chart.low,
        "unpl": chart.high,
        "url": chart.step_limit,
        "out": chart.outside,
        "mr_out": chart.unusual_steps,
    }


def strata(groups: Case) -> dict[str, dict[str, tuple[int, int]]]:
    return {
        group: {name: (counts[0], counts[1]) for name, counts in cells.items()}
        for group, cells in groups.items()
    }


def standardise(given: Case) -> Case:
    groups = strata(given["agents"])
    crude = {
        name: statistics.share_of(statistics.pooled(cells))
        for name, cells in groups.items()
    }
    fair = {
        name: statistics.standardised(cells, given["weights"])
        for name, cells in groups.items()
    }
    both = [name for name in groups if crude[name] is not None and fair[name] is not None]
    turned = statistics.reversals(
        *({n: each[n] or 0.0 for n in both} for each in (crude, fair))
    )
    return {"crude": crude, "std": fair, "paradox": bool(turned)}


def oe(given: Case) -> Case:
    groups = strata(given["agents"])
    expected = {
        name: statistics.expected_hits(cells, given["ref"])
        for name, cells in groups.items()
    }
    return {
        "expected": expected,
        "oe": {
            name: statistics.pooled(cells)[0] / expected[name] if expected[name] else None
            for name, cells in groups.items()
        },
    }


def eb(given: Case) -> Case:
    return {
        "post": {
            name: statistics.shrunken((k, n), mean=given["m"], strength=given["k"])
            for name, (k, n) in given["agents"].items()
        }
    }


def eb_mom(given: Case) -> Case:
    groups = list(zip(given["k"], given["n"], strict=True))
    prior = statistics.prior_from(groups)
    return {
        "m": prior.mean,
        "s2": prior.spread,
        "var_between": prior.variance_between,
        "strength": prior.strength,
        "post": [prior.held_back(counts) for counts in groups],
    }


def bh(given: Case) -> Case:
    adjusted = statistics.benjamini_hochberg(given["p"])
    return {
        "rejected": [i for i, p in enumerate(adjusted) if p <= given["q"]],
        "adjusted": adjusted,
        **{f"adj{place}": p for place, p in enumerate(adjusted)},
    }


def kappa(given: Case) -> Case:
    found = statistics.cohen_kappa(given["table"])
    return {"po": found.observed, "pe": found.by_chance, "kappa": found.kappa}


def nci(given: Case) -> Case:
    return {"n": [statistics.units_for_precision(*row) for row in given["rows"]]}


def n2p(given: Case) -> Case:
    return {"n": [statistics.units_per_arm(*pair) for pair in given["pairs"]]}


def named(
    *functions: Callable[[Case], Case],
) -> Iterable[tuple[str, Callable[[Case], Case]]]:
    return ((function.__name__, function) for function in functions)


def promise(given: Case) -> Case:
    done = promises.kept(
        moment(given["due"]),
        moment(given["sent"]),
        timedelta(minutes=whole(given.get("grace_min", 0))),
    )
    return {"kept": done.in_time, "late_minutes": done.late_minutes}


def slots(given: Case) -> Case:
    at = moment(given["message_at"])
    plans = {
        name: slot_plan(
            given["tz"],
            [minute for time in each["times"] for minute in read_times(str(time))],
            each["days"],
        )
        for name, each in given["plans"].items()
    }
    zone = ZoneInfo(given["tz"])
    return {
        "worst_wait_hours": {
            name: each.worst().length / timedelta(hours=1) for name, each in plans.items()
        },
        "next_slot": {
            name: each.next_after(at).astimezone(zone).isoformat()
            for name, each in plans.items()
        },
        "ok_for_24h": {
            name: each.keeps(timedelta(hours=24)) for name, each in plans.items()
        },
    }


FUNCTIONS: dict[str, Callable[[Case], Case]] = {
    **dict(named(day_hours, aht_alloc, ratio, feedback_round, complaint, csat_bounds)),
    **dict(named(id_shape, pareto, review_due, fcr_band, mean_median, km, charts, xmr)),
    **dict(named(standardise, oe, eb, eb_mom, bh, kappa, nci, n2p, refund_gate)),
    **dict(named(bdr, csdr, csr, odr, odr_change, otdr, promise, slots)),
    "ageing": buckets,
    "did": did,
    "feedback_table": feedback,
    "product_table": products,
    "wilson": intervals,
}
