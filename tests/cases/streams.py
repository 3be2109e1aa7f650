"""Turn the events of a case file into the happenings the rules read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from firsthand.domain.metrics import rules

Raw = dict[str, Any]


def moment(value: Any) -> datetime:
    """Return the time of an event in UTC, however the file wrote it."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def patched(events: list[Raw], patch: dict[int, Raw]) -> list[Raw]:
    """Return the events with some fields of some of them replaced, by position."""
    by_place = {int(place): fields for place, fields in patch.items()}
    return [{**event, **by_place.get(place, {})} for place, event in enumerate(events)]


def policy_of(case: Raw) -> rules.Policy:
    """Return the settings of a case; what it does not say is as the figures have it."""
    said, made = case.get("policy") or {}, rules.STANDARD
    spans = {
        "link_window_days": ("link_window", timedelta(days=1)),
        "chase_hours": ("chase_after", timedelta(hours=1)),
        "resolve_horizon_days": ("resolve_within", timedelta(days=1)),
    }
    given: Raw = {
        field: said[name] * unit for name, (field, unit) in spans.items() if name in said
    }
    if "scope" in said:
        given["scope"] = rules.Scope(said["scope"])
    if "escape" in said:
        given["escapes_count"] = said["escape"]
    if "escalation_fails" in said:
        given["escalation_fails"] = said["escalation_fails"]
    return replace(made, **given)


def by_buyer(events: list[Raw], as_of: datetime) -> dict[Any, list[rules.Event]]:
    """Return what had happened to each buyer by `as_of`.

    Replies name a ticket and claims an order; whose they are follows from the messages.
    Tickets merged with each other belong to the buyer of the first message.
    """
    known = [
        (place, event)
        for place, event in enumerate(_each_once(events))
        if moment(event["t"]) <= as_of
    ]
    buyer_of_ticket, buyers_of_order = _owners([event for _, event in known])
    sorted_out: dict[Any, list[rules.Event]] = defaultdict(list)
    for place, event in known:
        happening = _happening(place, event)
        if happening is None:
            continue
        if isinstance(happening, rules.Escaped):
            owners: Iterable[Any] = buyers_of_order[event["order"]]
        else:
            owners = [buyer_of_ticket.get(event["ticket"], ("ticket", event["ticket"]))]
        for buyer in owners:
            sorted_out[buyer].append(happening)
    return sorted_out


def _each_once(events: list[Raw]) -> list[Raw]:
    """Return the events without what is told a second time, in whatever zone and order."""
    seen: dict[str, Raw] = {}
    for event in events:
        said = {k: v for k, v in event.items() if v not in (None, "")}
        said["t"] = moment(event["t"])
        known_as = said.get("event_id") or sorted((k, str(v)) for k, v in said.items())
        seen.setdefault(repr(known_as), event)
    return list(seen.values())


def tickets_of(events: list[Raw], as_of: datetime) -> set[Any]:
    """Return the tickets that anything was said of by `as_of`, and no merge took away."""
    named: list[rules.Event] = []
    for place, event in enumerate(events):
        at = moment(event["t"])
        if at > as_of or "ticket" not in event:
            continue
        named.append(rules.Reopened(at=at, key=place, ticket=event["ticket"]))
        if event["type"] == "merge":
            into = event["into"]
            named.append(rules.Reopened(at=at, key=-1 - place, ticket=into))
            named.append(rules.Merged(at=at, key=place, ticket=event["ticket"], into=into))
    left = rules.without_merged_tickets(named)
    return {event.ticket for event in left if isinstance(event, rules.Reopened)}


def _owners(events: list[Raw]) -> tuple[dict[Any, Any], dict[Any, set[Any]]]:
    tickets: dict[Any, Any] = {}
    orders: dict[Any, set[Any]] = defaultdict(set)
    for event in sorted(events, key=lambda event: moment(event["t"])):
        if event["type"] == "inbound":
            buyer = event.get("buyer") or ("ticket", event["ticket"])
            tickets.setdefault(event["ticket"], buyer)
    merges = [event for event in events if event["type"] == "merge"]
    for event in merges * len(merges):  # A merged ticket may be merged on, in any order.
        if event["into"] in tickets:
            tickets[event["ticket"]] = tickets[event["into"]]
        elif event["ticket"] in tickets:
            tickets[event["into"]] = tickets[event["ticket"]]
    for event in events:
        if event["type"] == "inbound" and event.get("order"):
            orders[event["order"]].add(tickets[event["ticket"]])
    return tickets, orders


def _happening(place: int, event: Raw) -> rules.Event | None:
    common = {"at": moment(event["t"]), "key": place}
    made: rules.Event | None = None
    match event["type"]:
        case "inbound":
            made = _asked(common, event)
        case "reply":
            made = _replied(common, event)
        case "status" if event["to"] == "solved":
            made = rules.Solved(**common, ticket=event["ticket"], agent=event.get("agent"))
        case "merge":
            made = rules.Merged(**common, ticket=event["ticket"], into=event["into"])
        case "escalate" | "transfer":
            made = rules.Escalated(**common, ticket=event["ticket"])
        case "tag":
            made = rules.Tagged(**common, ticket=event["ticket"], reason=event["reason"])
        case "claim" | "chargeback" | "feedback":
            made = _escaped(common, event)
    return made


def _replied(common: Raw, event: Raw) -> rules.Replied:
    return rules.Replied(
        **common,
        ticket=event["ticket"],
        agent=event.get("agent"),
        kind=event.get("kind") or "resolution",
        macro=event.get("macro") or None,
        session=event.get("session") or None,
    )


def _asked(common: Raw, event: Raw) -> rules.Asked:
    return rules.Asked(
        **common,
        ticket=event["ticket"],
        order=event.get("order") or None,
        asins=frozenset([event["asin"]] if event.get("asin") else []),
        reason=event.get("reason") or None,
        nature=event.get("class") or "question",
        no_response_needed=bool(event.get("nrn"))
        or event.get("class") == "no_response_needed",
        session=event.get("session") or None,
        front_line_can_resolve=event.get("l1_resolvable") is not False,
    )


def _escaped(common: Raw, event: Raw) -> rules.Escaped | None:
    if event.get("denied") or (event.get("stars") or 1) > 2:
        return None
    return rules.Escaped(**common, order=event["order"], way=event["type"])
