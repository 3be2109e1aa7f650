"""Which issue a message continues, found without looking at every issue."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from firsthand.domain.metrics.rules.policy import Policy, Scope

if TYPE_CHECKING:
    from firsthand.domain.metrics.rules.happenings import Asked, Key
    from firsthand.domain.metrics.rules.issues import Issue

# What an issue and a message may have in common, as the key of a list.
_Shared = tuple[object, ...]


def matches(issue: Issue, message: Asked, about: str, policy: Policy) -> bool:
    """Say whether the message continues the issue.

    It does when it is on the same ticket; else when both name an order and it is the same;
    else when both name a product and it is the same; else when both have the same reason
    to the second level. In the headline scope two known reasons must agree as well.

    Args:
        issue: what is to be continued.
        message: what is to continue it.
        about: the topic of its reason, "" for none.
        policy: what counts.
    """
    if message.at - issue.last_activity_at > policy.link_window:
        return False
    if message.ticket in issue.tickets:
        return True
    both_tagged = bool(about and issue.topic)
    same_reason = both_tagged and about == issue.topic
    if policy.scope is Scope.SAME_ISSUE and both_tagged and not same_reason:
        return False
    if message.order is not None and issue.orders:
        return message.order in issue.orders
    if message.asins and issue.asins:
        return not message.asins.isdisjoint(issue.asins)
    return same_reason


def topic(reason: str | None) -> str:
    """Return the first two levels of a reason."""
    return ".".join((reason or "").split(".")[:2])


class Candidates:
    """The issues by everything a match needs in common: no buyer is too busy.

    Every match shares a ticket, an order, a product or a topic. A topic alone counts only
    where order and product cannot be compared, so the lists are kept apart by whether they
    can; a message then looks at a handful of issues, not at all of the buyer's.
    """

    def __init__(self, policy: Policy, issues: list[Issue]) -> None:
        self._policy = policy
        self._issues = issues
        self._numbers: dict[_Shared, list[int]] = {}  # Of issues, rising.
        self._listed_as: dict[int, tuple[bool, bool, str]] = {}

    def add(self, issue: Issue, *, ticket: Key, order: Key | None, asins: Set[str]) -> None:
        """Make the issue findable by what became known about it just now."""
        self._list(issue, ("ticket", ticket))
        if order is not None:
            self._list(issue, ("order", order))
        now = (bool(issue.orders), bool(issue.asins), issue.topic)
        before = self._listed_as.get(issue.number)
        if before is not None and before != now:
            # What can be compared has changed: the old lists would only slow the search.
            self._unlist(issue, ("topic", before[2], *before[:2]))
            for asin in issue.asins:
                self._unlist(issue, ("asin", asin, before[0]))
            asins = issue.asins
        for asin in asins:
            self._list(issue, ("asin", asin, now[0]))
        if now[2]:
            self._list(issue, ("topic", now[2], *now[:2]))
        self._listed_as[issue.number] = now

    def newest_match(self, message: Asked, about: str) -> Issue | None:
        """Return the latest opened issue that the message continues."""
        best = -1
        for shared in self._shared_by(message, about):
            for number in reversed(self._numbers.get(shared, ())):
                if number <= best:
                    break
                if matches(self._issues[number], message, about, self._policy):
                    best = number
        return self._issues[best] if best >= 0 else None

    def _list(self, issue: Issue, shared: _Shared) -> None:
        numbers = self._numbers.setdefault(shared, [])
        place = bisect_left(numbers, issue.number)
        if place == len(numbers) or numbers[place] != issue.number:
            numbers.insert(place, issue.number)

    def _unlist(self, issue: Issue, shared: _Shared) -> None:
        numbers = self._numbers.get(shared, [])
        place = bisect_left(numbers, issue.number)
        if place < len(numbers) and numbers[place] == issue.number:
            del numbers[place]

    @staticmethod
    def _shared_by(message: Asked, about: str) -> Iterator[_Shared]:
        yield ("ticket", message.ticket)
        if message.order is not None:
            yield ("order", message.order)
        for has_order in (False,) if message.order is not None else (False, True):
            for asin in message.asins:
                yield ("asin", asin, has_order)
            for has_asin in (False,) if message.asins else (False, True):
                if about:
                    yield ("topic", about, has_order, has_asin)
