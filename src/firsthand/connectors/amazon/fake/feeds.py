"""Feeds: a document, a number, a time of waiting, and a report, if all goes well."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from firsthand.connectors.amazon.fake.asked import (
    Asked,
    as_json,
    moment_of,
    page,
    refusal,
    stamp,
)
from firsthand.connectors.amazon.fake.documents import Document, Documents
from firsthand.connectors.amazon.fake.effects import Effect, Effects
from firsthand.connectors.amazon.fake.faults import Fault
from firsthand.connectors.amazon.fake.messages import Message, NoFeed, read, report
from firsthand.connectors.amazon.fake.sales import Sales
from firsthand.foundation.http_serving import Reply

_ROOT = "/feeds/2021-06-30"
NEW_DOCUMENT = f"POST {_ROOT}/documents"
_STUCK = {Fault.STUCK, Fault.STUCK_APPLIED}
_FATAL = {Fault.FATAL_NONE, Fault.FATAL_HALF, Fault.FATAL_ALL}
_NOT_APPLIED = {Fault.STUCK, Fault.FATAL_NONE, Fault.CANCELLED, Fault.REFUSED}
_HALF_APPLIED = {Fault.FATAL_HALF, Fault.HALF_REFUSED}


@dataclass(frozen=True)
class _Feed:
    """A feed as it was taken, and what became of it once it is `settled`.

    `ended` is what is said of it in the end; empty: nothing, it is stuck.
    """

    number: str
    account: str
    kind: str
    marketplaces: tuple[str, ...]
    content: bytes
    taken_at: datetime
    course: Fault
    is_settled: bool = False
    ended: str = ""
    report: str = ""


class Feeds:
    """All feeds. Safe to use in many threads.

    Args:
        processing: how long a feed waits in all; half of that in the queue.
        shows_at: when the finances show a refund of an account done at a moment.
        sales: what was sold, by which messages are judged.
    """

    def __init__(
        self,
        documents: Documents,
        effects: Effects,
        processing: timedelta,
        shows_at: Callable[[str, datetime], datetime | None],
        sales: Sales,
    ) -> None:
        self._documents = documents
        self._effects = effects
        self._processing = processing
        self._shows_at = shows_at
        self._sales = sales
        self._lock = threading.RLock()
        self._feeds: dict[str, _Feed] = {}
        self._numbers = count(50001)
        self.answers: Mapping[str, Callable[[Asked], Reply]] = {
            NEW_DOCUMENT: self._new_document,
            f"POST {_ROOT}/feeds": self._take,
            f"GET {_ROOT}/feeds": self._list,
            f"GET {_ROOT}/feeds/{{feedId}}": self._show,
            f"DELETE {_ROOT}/feeds/{{feedId}}": self._cancel,
            f"GET {_ROOT}/documents/{{feedDocumentId}}": self._document,
        }

    def settle(self, now: datetime) -> None:
        """Do what has become due by now."""
        with self._lock:
            for feed in list(self._feeds.values()):
                if not feed.is_settled and now >= feed.taken_at + self._processing:
                    self._feeds[feed.number] = self._settled(feed)

    def _new_document(self, asked: Asked) -> Reply:
        number = self._documents.new(Document(asked.account, asked.told("contentType")))
        address = self._documents.address(number, asked.base, asked.now)
        return as_json({"feedDocumentId": number, "url": address}, 201)

    def _take(self, asked: Asked) -> Reply:
        number = str(asked.told("inputFeedDocumentId"))
        document = self._documents.of(number, asked.account)
        if document is None:
            return _unknown("feed document")
        if document.content is None:
            return refusal("InvalidInput", "The feed document was not uploaded.")
        with self._lock:
            feed = _Feed(
                number=str(next(self._numbers)),
                account=asked.account,
                kind=asked.told("feedType"),
                marketplaces=tuple(asked.told("marketplaceIds")),
                content=document.content,
                taken_at=asked.now,
                course=asked.later().fault,
            )
            self._feeds[feed.number] = feed
        return as_json({"feedId": feed.number}, 202)

    def _list(self, asked: Asked) -> Reply:
        kinds = asked.values.get("feedTypes", "")
        since = asked.values.get("createdSince", "")
        states = asked.values.get("processingStatuses", "")
        if not kinds and "nextToken" not in asked.values:
            return refusal("InvalidInput", "feedTypes or nextToken is needed.")
        told = [
            self._told(feed, asked.now)
            for feed in reversed(list(self._feeds.values()))
            if feed.account == asked.account
            and (not kinds or feed.kind in kinds.split(","))
            and (not since or feed.taken_at >= moment_of(since))
        ]
        wanted = states.split(",")
        kept = [one for one in told if not states or one["processingStatus"] in wanted]
        size = int(asked.values.get("pageSize", "10"))
        some, following = page(kept, asked.values.get("nextToken", ""), size)
        return as_json({"feeds": some, **({"nextToken": following} if following else {})})

    def _show(self, asked: Asked) -> Reply:
        feed = self._of(asked)
        return as_json(self._told(feed, asked.now)) if feed else _unknown("feed")

    def _cancel(self, asked: Asked) -> Reply:
        with self._lock:
            feed = self._of(asked)
            if feed is None:
                return _unknown("feed")
            if self._state(feed, asked.now) != "IN_QUEUE":
                return refusal("InvalidInput", "The feed is not in the queue any more.")
            self._feeds[feed.number] = replace(feed, is_settled=True, ended="CANCELLED")
        return Reply(200, b"")

    def _document(self, asked: Asked) -> Reply:
        number = asked.values.get("feedDocumentId", "")
        if self._documents.of(number, asked.account) is None:
            return _unknown("feed document")
        address = self._documents.address(number, asked.base, asked.now)
        return as_json(
            {"feedDocumentId": number, "url": address, "compressionAlgorithm": "GZIP"}
        )

    def _of(self, asked: Asked) -> _Feed | None:
        feed = self._feeds.get(asked.values.get("feedId", ""))
        return feed if feed and feed.account == asked.account else None

    def _told(self, feed: _Feed, now: datetime) -> dict[str, Any]:
        state = self._state(feed, now)
        told: dict[str, Any] = {
            "feedId": feed.number,
            "feedType": feed.kind,
            "marketplaceIds": list(feed.marketplaces),
            "createdTime": stamp(feed.taken_at),
            "processingStatus": state,
        }
        if state in {"IN_PROGRESS", "DONE", "FATAL"}:
            told["processingStartTime"] = stamp(feed.taken_at + self._processing / 2)
        if feed.is_settled and feed.ended:
            told["processingEndTime"] = stamp(feed.taken_at + self._processing)
        if feed.report:
            told["resultFeedDocumentId"] = feed.report
        return told

    def _state(self, feed: _Feed, now: datetime) -> str:
        if feed.ended:
            return feed.ended
        return "IN_QUEUE" if now < feed.taken_at + self._processing / 2 else "IN_PROGRESS"

    def _settled(self, feed: _Feed) -> _Feed:
        """Do what a feed asks for, as far as its course lets it; return it as it ended."""
        if feed.course is Fault.CANCELLED:
            return replace(feed, is_settled=True, ended="CANCELLED")
        try:
            messages = read(feed.kind, feed.content)
        except NoFeed:
            return replace(feed, is_settled=True, ended="FATAL")
        told = [
            one
            if one.wrong
            else replace(one, wrong=self._sales.complaint(feed.account, one))
            for one in messages
        ]
        judged = _judged(told, feed.course)
        for message in judged:
            applied = message.applied()
            if applied is not None and applied.kind in {"refund", "cancel"}:
                self._apply(feed, applied)
        if feed.course in _STUCK:
            return replace(feed, is_settled=True)
        if feed.course in _FATAL:
            return replace(feed, is_settled=True, ended="FATAL")
        number = ""
        if feed.course is not Fault.NO_REPORT:
            content = report(feed.number, judged)
            number = self._documents.new(
                Document(feed.account, "text/xml; charset=UTF-8", content, is_packed=True)
            )
        return replace(feed, is_settled=True, ended="DONE", report=number)

    def _apply(self, feed: _Feed, message: Message) -> None:
        at = feed.taken_at + self._processing
        self._effects.add(
            Effect(
                number=self._effects.next_number(),
                account=feed.account,
                order=message.order,
                kind=message.kind,
                amount=message.amount,
                currency=message.currency,
                components=message.components,
                at=at,
                posted_at=self._shows_at(feed.account, at),
                cause=feed.number,
                skus=self._sales.skus(feed.account, message.order),
            )
        )


def _unknown(what: str) -> Reply:
    return refusal("NotFound", f"The {what} was not found.", 404)


def _judged(messages: Sequence[Message], course: Fault) -> list[Message]:
    """Return the messages, with those that are not applied said to be wrong.

    Half of a single message are the first half of its lines.
    """
    declined = "The adjustment was declined."
    if course in _HALF_APPLIED and len(messages) == 1 and not messages[0].wrong:
        [one] = messages
        refused = frozenset(one.items[(len(one.items) + 1) // 2 :])
        return [replace(one, wrong=declined, refused=refused) if refused else one]
    applied = len(messages)
    if course in _NOT_APPLIED:
        applied = 0
    elif course in _HALF_APPLIED:
        applied = (len(messages) + 1) // 2
    return [
        one if number < applied or one.wrong else replace(one, wrong=declined)
        for number, one in enumerate(messages)
    ]
