"""What each key of an events case asks for, computed by the program's own rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.rules import clock
from firsthand.foundation.statistics import wilson
from tests.cases.functions import km
from tests.cases.streams import by_buyer, moment, policy_of, tickets_of


class Stream:
    """The events of one case, sorted out by buyer, as known at its `as_of`."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.as_of = moment(case["as_of"])
        self.policy = policy_of(case)
        self.tickets = tickets_of(case["events"], self.as_of)
        self.in_time = timedelta(hours=(case.get("policy") or {}).get("reply_hours", 24))
        self.buyers = list(by_buyer(case["events"], self.as_of).values())

    @cached_property
    def issues(self) -> list[rules.Issue]:
        return self.issues_by(self.policy)

    def issues_by(self, policy: rules.Policy) -> list[rules.Issue]:
        found = [issue for buyer in self.buyers for issue in rules.issues(buyer, policy)]
        return sorted(found, key=lambda issue: (issue.opened_at, issue.opening_message))

    @cached_property
    def first_replies(self) -> list[rules.FirstReply]:
        return [row for buyer in self.buyers for row in rules.first_replies(buyer)]

    def contacts(self, *, as_marketplace: bool = False) -> list[rules.Contact]:
        return [
            contact
            for buyer in self.buyers
            for contact in rules.contacts(buyer, as_marketplace=as_marketplace)
        ]


def fcr(stream: Stream, days: int, *, net: bool = False, **settings: Any) -> dict[str, Any]:
    policy = replace(stream.policy, **settings)
    issues = stream.issues_by(policy)
    if net:
        issues = [issue for issue in issues if issue.front_line_can_resolve]
    return tally([rules.outcome(issue, stream.as_of, days, policy) for issue in issues])


def tally(outcomes: list[rules.Outcome]) -> dict[str, Any]:
    count = Counter(outcome.state.value for outcome in outcomes)
    n, running = len(outcomes), count["provisional"] + count["open"]
    return {
        "n": n,
        **{state.value: count[state.value] for state in rules.State},
        "value": count["success"] / n if n and not running else None,
        "lower": count["success"] / n if n else None,
        "upper": 1 - count["failed"] / n if n else None,
    }


def reply24(stream: Stream, *, as_marketplace: bool = False) -> dict[str, Any]:
    count: Counter[str] = Counter()
    waits: list[float] = []
    for contact in stream.contacts(as_marketplace=as_marketplace):
        if contact.answered_at is None:
            late = stream.as_of - contact.started_at > stream.in_time
            count["no_response" if late else "pending"] += 1
            continue
        wait = contact.answered_at - contact.started_at
        waits.append(wait / timedelta(hours=1))
        count["on_time" if wait <= stream.in_time else "late"] += 1
    due = count["on_time"] + count["late"] + count["no_response"]
    rate = count["on_time"] / due if due else None
    names = ("on_time", "late", "no_response", "pending")
    return {
        **{name: count[name] for name in names},
        "den": due,
        "rate": rate,
        "late_response_rate": None if rate is None else 1 - rate,
        "art_hours": sum(waits) / len(waits) if waits else None,
    }


def frt_min(stream: Stream, wanted: dict[Any, Any]) -> dict[Any, float | None]:
    """A ticket that nobody asked a question on has no first reply either."""
    return dict.fromkeys(wanted or ()) | {
        row.ticket: None
        if row.answered_at is None
        else (row.answered_at - row.asked_at) / timedelta(minutes=1)
        for row in stream.first_replies
    }


def one_touch(stream: Stream) -> dict[str, int]:
    hits = sum(rules.is_one_touch(issue, stream.as_of) for issue in stream.issues)
    return {"num": hits, "den": len(stream.issues)}


def naive_ticket_fcr(stream: Stream) -> dict[str, int]:
    inbound = Counter(
        event.ticket
        for buyer in stream.buyers
        for event in rules.without_merged_tickets(buyer)
        if isinstance(event, rules.Asked)
    )
    return {"num": sum(n == 1 for n in inbound.values()), "den": len(inbound)}


def attribution(stream: Stream) -> dict[str, Any]:
    if not stream.issues:
        return {"first_agent": None, "resolver": None}
    issue = stream.issues[0]
    return {"first_agent": issue.first_agent, "resolver": issue.resolver}


def cohort_date(stream: Stream, zones: dict[str, Any]) -> dict[str, Any]:
    opened = stream.issues[0].opened_at if stream.issues else None
    return {zone: opened and opened.astimezone(ZoneInfo(zone)).date() for zone in zones}


def business_minutes(stream: Stream, hours: dict[str, Any]) -> dict[str, Any]:
    rows = {str(row.ticket): row for row in stream.first_replies}
    row = rows.get(str(hours["ticket"]))
    if row is None or row.answered_at is None:
        return {**hours, "value": None}
    open_hours = clock.OpenHours(
        tz=ZoneInfo(hours["tz"]),
        start_hour=hours["start"],
        end_hour=hours["end"],
        weekdays=frozenset(hours["days"]),
    )
    return {**hours, "value": open_hours.minutes(row.asked_at, row.answered_at)}


def naive_wrong(stream: Stream) -> dict[str, float | None]:
    count = fcr(stream, 7)
    settled = count["success"] + count["failed"]
    return {"success/(success+failed)": count["success"] / settled if settled else None}


def macro_fcr7(stream: Stream) -> dict[Any, dict[str, Any]]:
    by_macro: dict[Any, list[rules.Outcome]] = defaultdict(list)
    for issue in stream.issues:
        macro = issue.first_macro or "no macro"
        by_macro[macro].append(rules.outcome(issue, stream.as_of, 7, stream.policy))
    return {macro: tally(outcomes) for macro, outcomes in by_macro.items()}


def wilson95(stream: Stream) -> dict[Any, list[float]]:
    return {
        macro: list(wilson(count["success"], count["n"]))
        for macro, count in macro_fcr7(stream).items()
    }


KEYS: dict[str, Callable[[Stream, Any], Any]] = {
    "fcr7_gross": lambda stream, _: fcr(stream, 7),
    "fcr30_gross": lambda stream, _: fcr(stream, 30),
    "fcr7_net": lambda stream, _: fcr(stream, 7, net=True),
    "fcr7_any": lambda stream, _: fcr(stream, 7, scope=rules.Scope.ANY_ORDER),
    "fcr7_noescape": lambda stream, _: fcr(stream, 7, escapes_count=False),
    "fcr7_empowered": lambda stream, _: fcr(stream, 7, escalation_fails=True),
    "one_touch_7": lambda stream, _: one_touch(stream),
    "contacts": lambda stream, _: len(stream.contacts()),
    "issues": lambda stream, _: len(stream.issues),
    "surviving_tickets": lambda stream, _: len(stream.tickets),
    "frt_min": frt_min,
    "reply24": lambda stream, _: reply24(stream),
    "reply24_raw": lambda stream, _: reply24(stream, as_marketplace=True),
    "attribution": lambda stream, _: attribution(stream),
    "cohort_date": cohort_date,
    "business_minutes": business_minutes,
    "naive_ticket_fcr": lambda stream, _: naive_ticket_fcr(stream),
    "km": lambda _, wanted: {**wanted, **km(wanted)},
    "naive_wrong": lambda stream, _: naive_wrong(stream),
    "macro_fcr7": lambda stream, _: macro_fcr7(stream),
    "wilson95": lambda stream, _: wilson95(stream),
}
