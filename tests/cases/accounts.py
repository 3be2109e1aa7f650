"""The functions of a case file about what a marketplace judges an account by."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from firsthand.domain.health.rules import marketplace
from firsthand.domain.metrics.rules import lines
from tests.cases.streams import moment

Case = dict[str, Any]


def _at(value: Any) -> datetime:
    """Return a moment; of a day, its beginning."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return moment(value)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def odr(given: Case) -> Case:
    since, until = (_at(each) for each in given["window"])
    found = marketplace.defective(
        (
            marketplace.Defect(
                order=str(each["order"]),
                ordered=_at(each["order_date"]),
                kind=each["kind"],
                happened=_at(each["t"]),
                stars=each.get("stars"),
                is_denied=bool(each.get("denied")),
            )
            for each in given["defects"]
        ),
        since=since,
        until=until,
        as_of=_at(given["as_of"]),
    )
    value = lines.ratio(len(found), int(given["orders_total"]))
    line = Decimal(str(given.get("target", "0.01")))
    return {
        "defective_orders": len(found),
        "value": _number(value),
        "met": None if value is None else lines.meets(value, "<", line),
    }


def csdr(given: Case) -> Case:
    latest = marketplace.latest_by_order(
        (each["order"], _at(each["t"]), str(each["v"]).lower() in {"yes", "true"})
        for each in given["votes"]
    )
    no = sum(not is_solved for is_solved in latest.values())
    value = lines.ratio(no, len(latest))
    line = Decimal(str(given.get("target", "0.25")))
    return {
        "no_votes": no,
        "total": len(latest),
        "value": _number(value),
        "met": None if value is None else lines.meets(value, "<", line),
    }


def csr(given: Case) -> Case:
    shown = marketplace.shown_ratings(
        (int(week["satisfied"]), int(week["total"])) for week in given["weeks"]
    )
    return {
        "shown": [_number(each.value) for each in shown],
        "fresh": [each.is_fresh for each in shown],
    }


def bdr(given: Case) -> Case:
    counts = {int(stars): int(n) for stars, n in given["counts"].items()}
    found = marketplace.dissatisfied(counts)
    return {
        "bdr_all": _number(found.of_all),
        "bdr_excl_neutral": _number(found.without_neutral),
        "csat_top2": _number(found.content),
    }


def otdr(given: Case) -> Case:
    rows = [(int(each["on_time"]), int(each["units"])) for each in given["cases"]]
    return {
        "value": [_number(lines.ratio(*row)) for row in rows],
        "verdict": [marketplace.on_time_verdict(*row) for row in rows],
    }


def odr_change(given: Case) -> Case:
    target = given.get("target")
    found = marketplace.rate_change(
        Decimal(str(given["p0"])),
        Decimal(str(given["p1"])),
        line=None if target is None else Decimal(str(target)),
        sizes=[int(n) for n in given["n_examples"]],
    )
    return {
        "abs_pp": float(found.points),
        "rel": _number(found.relative),
        "both_below_target": found.are_below,
        "fisher_p": dict(found.chance),
        "n_per_arm_80pct_power": found.needed,
    }
