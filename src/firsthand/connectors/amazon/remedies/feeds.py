"""Feeds of remedies: handed in one at a time, and asked after until they have ended."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from firsthand.connectors.amazon import documents as transfer
from firsthand.connectors.amazon.addressing import Value
from firsthand.connectors.amazon.answers import Garbled, list_at, text_at
from firsthand.connectors.amazon.remedies.calls import Calls, NotPrepared, Unknown
from firsthand.connectors.amazon.remedies.documents import (
    CONTENT_TYPE,
    MESSAGE,
    Document,
)
from firsthand.connectors.amazon.remedies.reports import proven_by, report_in
from firsthand.connectors.amazon.remedies.turns import FeedTurns
from firsthand.connectors.amazon.troubles import Trouble
from firsthand.domain.remedies.ports import (
    Answer,
    Instruction,
    NotSent,
    Taken,
    Unclear,
    Unreadable,
)
from firsthand.foundation.http_calls import Deadline

# A feed that has been under way for so long is stuck: it no longer holds up the others.
STUCK_AFTER = timedelta(hours=2)
_NEXT_FEED_AFTER = timedelta(minutes=2)
_NEXT_TURN_AFTER = timedelta(seconds=10)
_UNDER_WAY = ["IN_QUEUE", "IN_PROGRESS"]
# Two clocks agree within this.
_CLOCK_DIFFERENCE = timedelta(seconds=5)

log = logging.getLogger("firsthand.amazon")


@dataclass(frozen=True)
class Feeds:
    """The feeds of one seller at one marketplace.

    Attributes:
        turns: shared by all processes that hand in feeds for the seller.
    """

    calls: Calls
    seller_id: str
    marketplace: str
    turns: FeedTurns
    now: Callable[[], datetime]

    def ended(self, handle: str, instruction: Instruction, deadline: Deadline) -> Answer:
        """Return what became of a feed.

        Raises:
            Unreadable, TimeoutError: nobody could be asked.
        """
        feed, _, items = handle.partition("/")
        try:
            told = self.calls.read("getFeed", {"feedId": feed}, deadline)
        except Unknown as problem:
            raise Unreadable(str(problem)) from problem
        state = text_at(told, "processingStatus")
        if text_at(told, "feedId") != feed or state in {"", *_UNDER_WAY}:
            return Taken(handle)
        if state != "DONE":
            # Some of it, all of it or nothing may have been done, Amazon says.
            return Unclear(f"feed {feed} ended as {state}")
        number = text_at(told, "resultFeedDocumentId")
        if not number:
            return Unclear(f"feed {feed} is done, without a report")
        try:
            report = report_in(self._report(number, deadline))
        except (Unknown, Garbled) as problem:
            return Unclear(f"the report of feed {feed} cannot be read: {problem}")
        return proven_by(
            report,
            message=MESSAGE,
            order=instruction.order_number,
            items=int(items or 1),
            proof=feed,
        )

    def hand_in(
        self,
        instruction: Instruction,
        document: Document,
        deadline: Deadline,
        needed_seconds: float,
    ) -> Answer:
        """Hand a document in, if no other feed of its kind is under way.

        Raises:
            NotPrepared, TimeoutError: it did not come as far as the call that counts.
        """
        turn = f"{self.seller_id}.{document.feed_type}"
        with self.turns.taken(turn) as is_ours:
            if not is_ours:
                why = "another feed of the account is being handed in"
                return NotSent(why, _NEXT_TURN_AFTER)
            under_way = self._under_way(document.feed_type, deadline)
            if under_way:
                why = f"feed {under_way} of the account is not done yet"
                return NotSent(why, _NEXT_FEED_AFTER)
            number = self._uploaded(document, deadline)
            if deadline.seconds_left() < needed_seconds:
                return NotSent("too little time was left to hand it in")
            log.info(
                "amazon remedy %s: document %s, sha256 %s",
                instruction.remedy_id,
                number,
                hashlib.sha256(document.content).hexdigest(),
            )
            return self._decided(document, number, deadline)

    def _under_way(self, feed_type: str, deadline: Deadline) -> str:
        """Return the feed that has to be waited for; empty: there is none."""
        wanted: dict[str, Value] = {
            "feedTypes": [feed_type],
            "processingStatuses": ["IN_QUEUE", "IN_PROGRESS"],
            "createdSince": self.now() - STUCK_AFTER,
        }
        try:
            told = self.calls.prepare("getFeeds", deadline, parameters=wanted)
        except Unknown as problem:
            raise NotPrepared(str(problem)) from problem
        return next((text_at(feed, "feedId") for feed in list_at(told, "feeds")), "")

    def _uploaded(self, document: Document, deadline: Deadline) -> str:
        """Put a document where Amazon wants it; return its number."""
        body = {"contentType": CONTENT_TYPE}
        try:
            made = self.calls.prepare("createFeedDocument", deadline, body=body)
        except Unknown as problem:
            raise NotPrepared(str(problem)) from problem
        number, url = text_at(made, "feedDocumentId"), text_at(made, "url")
        if not number or not url:
            raise NotPrepared("Amazon has named no place for the document")
        within = timedelta(seconds=deadline.seconds_left())
        line = self.calls.client.line
        try:
            transfer.upload(line, url, document.content, CONTENT_TYPE, within=within)
        except Trouble as trouble:
            raise NotPrepared(trouble.message) from trouble
        return number

    def _decided(self, document: Document, number: str, deadline: Deadline) -> Answer:
        body = {
            "feedType": document.feed_type,
            "marketplaceIds": [self.marketplace],
            "inputFeedDocumentId": number,
        }
        began = self.now()
        told, instead = self.calls.decide("createFeed", body, deadline)
        feed = text_at(told, "feedId")
        if feed:
            return Taken(f"{feed}/{document.items}")
        if instead is None:
            instead = Unclear("an answer without the number of a feed")
        if isinstance(instead, Unclear):
            return self._with_traces(instead, document.feed_type, began, deadline)
        return instead

    def _with_traces(
        self, unclear: Unclear, feed_type: str, since: datetime, deadline: Deadline
    ) -> Unclear:
        """Add the feeds that have come into being meanwhile, for whoever has to decide.

        No proof: neither does a feed name its document, nor is what does not show yet
        not there. So the money is looked for, as if there were no trace.
        """
        wanted: dict[str, Value] = {
            "feedTypes": [feed_type],
            "createdSince": since - timedelta(seconds=5),
        }
        try:
            told = self.calls.read("getFeeds", wanted, deadline)
        except (Unreadable, Unknown):
            return unclear
        feeds = [text_at(feed, "feedId") for feed in list_at(told, "feeds")]
        if not feeds:
            return unclear
        return Unclear(f"{unclear.why} Feeds of that moment: {', '.join(feeds)}.")

    def _report(self, number: str, deadline: Deadline) -> bytes:
        """Return a processing report.

        Raises:
            Unreadable: it could not be had just now.
            Unknown: it is gone.
        """
        told = self.calls.read("getFeedDocument", {"feedDocumentId": number}, deadline)
        into = io.BytesIO()
        try:
            transfer.download(
                self.calls.client.line,
                text_at(told, "url"),
                into,
                compression=text_at(told, "compressionAlgorithm"),
                within=timedelta(seconds=deadline.seconds_left()),
            )
        except Trouble as trouble:
            raise Unreadable(trouble.message) from trouble
        return into.getvalue()
