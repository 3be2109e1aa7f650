"""Turn the events of a case file into the happenings the rules read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from firsthand.domain.metrics import rules

Raw = dict[str, Any]


def moment(value: Any) -> datetime:
    """Return the time of an event in UTC, however the file wrote it."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def patched(events: list[Raw], patch: dict[int, Raw]) -> list[Raw]:
    """Return the events with some fields of some of them replaced, by position."""
    return [{**event, **patch.get(place, {})} for place, event in enumerate(events)]


def by_buyer(events: list[Raw], as_of: datetime) -> dict[Any, list[rules.Event]]:
    """Return what had happened to each buyer by `as_of`.

    Replies name a ticket and claims an order; whose they are follows from the messages.
    Tickets merged with each other belong to the buyer of the first message.
    """
    known = [
        (place, event) for place, event in enumerate(events) if moment(event["t"]) <= as_of
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


def _owners(events: list[Raw]) -> tuple[dict[Any, Any], dict[Any, set[Any]]]:
    tickets: dict[Any, Any] = {}
    orders: dict[Any, set[Any]] = defaultdict(set)
    for event in sorted(events, key=lambda event: moment(event["t"])):
        if event["type"] == "inbound":
            buyer = event.get("buyer") or ("ticket", event["ticket"])
            tickets.setdefault(event["ticket"], buyer)
    for event in events:
        if event["type"] == "merge" and event["into"] in tickets:
            tickets[event["ticket"]] = tickets[event["into"]]
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
        macro=event.get("macro"),
        session=event.get("session"),
    )


def _asked(common: Raw, event: Raw) -> rules.Asked:
    return rules.Asked(
        **common,
        ticket=event["ticket"],
        order=event.get("order"),
        asins=frozenset([event["asin"]] if event.get("asin") else []),
        reason=event.get("reason"),
        nature=event.get("class") or "question",
        no_response_needed=bool(event.get("nrn"))
        or event.get("class") == "no_response_needed",
        session=event.get("session"),
        front_line_can_resolve=event.get("l1_resolvable") is not False,
    )


def _escaped(common: Raw, event: Raw) -> rules.Escaped | None:
    if event.get("denied") or event.get("stars", 1) > 2:
        return None
    return rules.Escaped(**common, order=event["order"], way=event["type"])
