"""Try out what an account may do at Amazon: for the page, the command line, the doctor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from firsthand.connectors.amazon import answers
from firsthand.connectors.amazon.answers import Answer, list_at, text_at
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.judging import skew
from firsthand.connectors.amazon.operations import Operations
from firsthand.connectors.amazon.regions import Place
from firsthand.connectors.amazon.troubles import Declined, NotAllowed, Trouble
from firsthand.domain.accounts import commands, queries
from firsthand.domain.accounts.ports import (
    Granted,
    Problem,
    ProblemKind,
    Region,
    Trial,
    Tried,
)
from firsthand.domain.accounts.queries import MarketplaceAccount
from firsthand.domain.people.queries import Person
from firsthand.foundation.errors import Refused
from firsthand.foundation.http_calls import Deadline
from firsthand.wiring.amazon import forget_client, open_client, place_of, problem_of

PARTICIPATIONS = "sellers.getMarketplaceParticipations"
SEARCH_ORDERS = "orders_2026-01-01.searchOrders"
GET_ORDER = "orders_2026-01-01.getOrder"
# Those for the buyers' names and addresses: no operation needs it, only some fields do.
RESTRICTED_ROLE = "Direct-to-Consumer Delivery (Restricted)"

_EACH = timedelta(seconds=8)
# Somebody waits for it at a screen.
_ALL = timedelta(seconds=40)
_LOOKED_BACK = timedelta(days=30)

PlaceIn = Callable[[Region], Place]


def knock(
    account: MarketplaceAccount, *, at: datetime, place_in: PlaceIn = Place.of
) -> Trial:
    """Ask Amazon one question: are we let in, where does the seller sell, what time is it.

    Args:
        account: whose secrets are tried.
        at: what time it is by this machine's clock.
        place_in: where the other regions answer, should this one not let us in.
    """
    try:
        client = _client(account, place_of(account))
        answer = client.call(PARTICIPATIONS, within=_EACH)
    except NotAllowed as trouble:
        elsewhere = _elsewhere(account, place_in)
        facts = {"region": account.region, "right": elsewhere.value if elsewhere else ""}
        if elsewhere is not None:
            return Trial([Problem(ProblemKind.WRONG_REGION, facts)])
        problem = problem_of(trouble, at=at)[0]
        return Trial([problem], _rights_by(PARTICIPATIONS, problem))
    except Refused as refusal:
        return Trial([problem_of(refusal, at=at)[0]])
    fast = round(skew(answer.headers, now=at).total_seconds() / 60)
    wrong = [Problem(ProblemKind.CLOCK_WRONG, {"minutes": str(fast)})] if fast else []
    return Trial(wrong, _rights_by(PARTICIPATIONS), _participations(answer))


def try_out(
    account: MarketplaceAccount, *, at: datetime, place_in: PlaceIn = Place.of
) -> Trial:
    """Ask Amazon for something of each role that a desk needs. Takes some ten calls.

    Nothing is changed by it. What could not be tried, for want of an order or of a turn,
    is said to be not known.
    """
    deadline = Deadline(_ALL)
    found = knock(account, at=at, place_in=place_in)
    blocked = {ProblemKind.ROLE_MISSING, ProblemKind.NOT_ALLOWED, ProblemKind.CLOCK_WRONG}
    if any(problem.kind not in blocked for problem in found.problems):
        return found
    places = queries.marketplace_ids(account)
    if not places:
        return found
    client = _client(account, place_of(account))
    rights = [*found.rights, *_rights(_Asking(client, deadline), places, at)]
    return Trial(found.problems, rights, found.marketplace_ids)


def test_account(account: MarketplaceAccount, *, by: Person | None, at: datetime) -> Trial:
    """Try out what an account may do, and keep what was found.

    Args:
        account: which.
        by: who wants to know; None for the operator at the machine.
        at: when (UTC).
    """
    trial = try_out(account, at=at)
    forget_client(account)
    commands.note_test(account_id=account.pk, trial=trial, by=by, at=at)
    return trial


@dataclass(frozen=True)
class _Asking:
    client: Client
    deadline: Deadline


def _rights(asking: _Asking, places: list[str], now: datetime) -> Iterator[Tried]:
    since = (now - _LOOKED_BACK).astimezone(UTC)
    tried, answer = _tried(
        asking,
        SEARCH_ORDERS,
        {"marketplaceIds": places, "lastUpdatedAfter": since, "maxResultsPerPage": 1},
    )
    yield tried
    plain: list[tuple[str, dict[str, Any]]] = [
        ("finances_2024-06-19.listTransactions", {"postedAfter": since}),
        (
            "fulfillmentOutbound_2020-07-01.listAllFulfillmentOrders",
            {"queryStartDate": since},
        ),
        (
            "catalogItems_2022-04-01.searchCatalogItems",
            {"marketplaceIds": places[:1], "keywords": ["lamp"], "pageSize": 1},
        ),
    ]
    for operation, parameters in plain:
        yield _tried(asking, operation, parameters)[0]
    orders = list_at(answer.content, "orders") if answer else []
    yield from _rights_of_order(asking, orders[0] if orders else None)


def _rights_of_order(asking: _Asking, order: object) -> Iterator[Tried]:
    """Yield what can only be tried with an order that is there."""
    number = text_at(order, "orderId")
    place = text_at(order, "salesChannel.marketplaceId")
    named = {"amazonOrderId": number, "marketplaceIds": [place]}
    for operation in (
        "messaging.getMessagingActionsForOrder",
        "solicitations.getSolicitationActionsForOrder",
    ):
        if number and place:
            yield _tried(asking, operation, named)[0]
        else:
            yield from _rights_by(operation, answer=Granted.UNKNOWN)
    yield _restricted(asking, number)


def _restricted(asking: _Asking, number: str) -> Tried:
    """Return whether a buyer's name and address can be had."""
    if not number:
        return Tried(RESTRICTED_ROLE, GET_ORDER, Granted.UNKNOWN)
    asked = {"orderId": number, "includedData": ["BUYER", "RECIPIENT"]}
    tried, answer = _tried(asking, GET_ORDER, asked)
    has_address = answer is not None and answers.at(
        answer.content, "order.recipient.deliveryAddress.addressLine1"
    )
    if tried.answer is Granted.GRANTED and not has_address:
        # Amazon leaves it out for orders it fulfils itself as well.
        return Tried(RESTRICTED_ROLE, GET_ORDER, Granted.UNKNOWN)
    return Tried(RESTRICTED_ROLE, GET_ORDER, tried.answer)


def _tried(
    asking: _Asking, operation: str, parameters: dict[str, Any]
) -> tuple[Tried, Answer | None]:
    known = Operations.known().named(operation)
    try:
        within = min(_EACH, timedelta(seconds=asking.deadline.seconds_left()))
        answer = asking.client.call(known, parameters, within=within)
    except NotAllowed:
        return Tried(known.role, known.key, Granted.MISSING), None
    except Declined:
        # It was looked at, so we were let in.
        return Tried(known.role, known.key, Granted.GRANTED), None
    except (Trouble, TimeoutError):
        return Tried(known.role, known.key, Granted.UNKNOWN), None
    return Tried(known.role, known.key, Granted.GRANTED), answer


def _rights_by(
    operation: str,
    problem: Problem | None = None,
    *,
    answer: Granted = Granted.GRANTED,
) -> list[Tried]:
    role = Operations.known().named(operation).role
    is_missing = problem is not None and problem.kind is ProblemKind.ROLE_MISSING
    return [Tried(role, operation, Granted.MISSING if is_missing else answer)]


def _client(account: MarketplaceAccount, place: Place) -> Client:
    """Return a client with a log-in of its own, that does not try for long."""
    return open_client(account, place, most_tries=2)


def _elsewhere(account: MarketplaceAccount, place_in: PlaceIn) -> Region | None:
    """Return the region whose Amazon lets this account in, if another one does."""
    if account.address and place_in is Place.of:
        return None  # A stand-in's secrets are nothing to Amazon.
    for region in Region:
        if region == account.region:
            continue
        try:
            _client(account, place_in(region)).call(PARTICIPATIONS, within=_EACH)
        except Refused:
            continue
        return region
    return None


def _participations(answer: Answer) -> dict[str, bool]:
    """Return where the seller takes part, each with whether listings are suspended."""
    return {
        text_at(one, "marketplace.id"): answers.at(
            one, "participation.hasSuspendedListings"
        )
        is True
        for one in list_at(answer.content, "payload")
        if answers.at(one, "participation.isParticipating") is True
    }
