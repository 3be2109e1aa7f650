"""A marketplace of feeds: documents in, reports out, money seen much later.

What it has is Amazon's: an answer to `createFeed` says only that something was taken, a
FATAL feed may have been applied in part, the listing of money is far behind and names
nothing of ours. Only a parcel sent again (`outbound`) has a number of our own choice.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from functools import partial

from firsthand.connectors.sandbox.marketplace.books import (
    Books,
    Impossible,
    Manner,
    Wanted,
)
from firsthand.connectors.sandbox.marketplace.calls import (
    Course,
    Misunderstood,
    Request,
    Step,
    amount_of,
    as_json,
    part,
    refusal,
)
from firsthand.connectors.sandbox.marketplace.faults import Fault, Mishap, Operation
from firsthand.connectors.sandbox.marketplace.feeds import Feed as KeptFeed
from firsthand.connectors.sandbox.marketplace.kinds.statements import Statements
from firsthand.connectors.sandbox.marketplace.terms import Terms
from firsthand.foundation.http_serving import Reply

REFUNDS = "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA"
CANCELLATIONS = "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA"
UPLOADS, DOWNLOADS = "/uploads/", "/downloads/"
_FEEDS = "/feeds/2021-06-30"
_ADJUSTMENTS = ("item-price-adj", "item-tax-adj", "shipping-price-adj")
_NO_REPORT = {Fault.FATAL_NONE, Fault.FATAL_HALF, Fault.FATAL_ALL, Fault.CANCELLED}
_NEVER_APPLIED = {Fault.FAILED, Fault.STUCK, Fault.FATAL_NONE, Fault.CANCELLED}
_HALF_APPLIED = {Fault.FATAL_HALF, Fault.HALF_REFUSED}

Refused = tuple[int, str, str]  # Number of the record from 1, code, message.


class Feed:
    """Answers for documents and feeds; what is read comes from `Statements`."""

    def __init__(self, books: Books, terms: Terms) -> None:
        self._books = books
        self._terms = terms
        self._statements = Statements(books, terms)

    def step(self, request: Request) -> Step:
        """Say what a call asks for.

        Raises:
            Misunderstood: nothing this marketplace knows.
        """
        asked = f"{request.method} {request.path}"
        routes: dict[str, Callable[..., Step]] = {
            f"POST {_FEEDS}/documents": self._new_document,
            f"PUT {UPLOADS}(.+)": self._upload,
            f"POST {_FEEDS}/feeds": self._new_feed,
            f"GET {_FEEDS}/feeds/(.+)": self._feed,
            f"GET {_FEEDS}/documents/(.+)": self._document,
            f"GET {DOWNLOADS}(.+)": self._download,
        }
        for pattern, step in routes.items():
            found = re.fullmatch(pattern, asked)
            if found is not None:
                return step(request, *found.groups())
        return self._statements.step(request)

    def account_of_document(self, document: str) -> str:
        """Return whose it is: its address is secret, and lets in without a token."""
        return self._books.feeds.documents.get(document, ("", None))[0]

    def _new_document(self, request: Request) -> Step:
        part(request.json(), "contentType")

        def make(_course: Course) -> Reply:
            document = self._books.next_id("D")
            self._books.keep_document(request.account, document, None)
            url = f"{request.base}{UPLOADS}{document}"
            return as_json({"feedDocumentId": document, "url": url}, 201)

        return Step(Operation.PREPARE, "", make)

    def _upload(self, request: Request, document: str) -> Step:
        def keep(_course: Course) -> Reply:
            text = request.body.decode()
            self._books.keep_document(request.account, document, text)
            return Reply(200, b"", "text/plain")

        return Step(Operation.PREPARE, "", keep)

    def _new_feed(self, request: Request) -> Step:
        content = request.json()
        feed_type = part(content, "feedType")
        owner, text = self._books.feeds.documents.get(
            part(content, "inputFeedDocumentId"), ("", None)
        )
        if owner != request.account or text is None:
            raise Misunderstood("there is no such document, or nothing in it")
        rows = _rows(feed_type, text)
        return Step(
            Operation.ACT,
            rows[0].order,
            partial(self._taken, request.account, feed_type, rows),
            is_processed=True,
        )

    def _taken(
        self, account: str, feed_type: str, rows: Sequence[Wanted], course: Course
    ) -> Reply:
        """Take a feed: what becomes of it is settled now, and shows when it is done."""
        fault = course.later.fault
        wait = course.manner.delay_seconds + self._terms.processing.total_seconds()
        is_stuck = fault in {Fault.STUCK, Fault.STUCK_APPLIED}
        with self._books.lock:
            refused = self._processed(
                account, rows, course.later, Manner(wait, course.manner.times)
            )
            now = self._books.now()
            report = ""
            if fault not in _NO_REPORT and not is_stuck:
                report = self._books.next_id("D")
                text = "" if fault is Fault.NO_REPORT else _report(len(rows), refused)
                self._books.keep_document(account, report, text)
            feed_id = self._books.next_id("F")
            self._books.keep_feed(
                KeptFeed(
                    feed_id=feed_id,
                    account=account,
                    feed_type=feed_type,
                    created_at=now,
                    done_at=None if is_stuck else now + wait,
                    state=_state(fault),
                    report=report,
                )
            )
        return as_json({"feedId": feed_id}, 202)

    def _processed(
        self, account: str, rows: Sequence[Wanted], later: Mishap, manner: Manner
    ) -> list[Refused]:
        """Apply the rows, as far as the fault has it; return those the report refuses."""
        good: list[Wanted] = []
        if later.fault in _NEVER_APPLIED:
            return [
                (number, "NOT_ELIGIBLE", "The order is not eligible for it.")
                for number in range(1, len(rows) + 1)
            ]
        most = len(rows)
        if later.fault in _HALF_APPLIED:
            most = (len(rows) + 1) // 2
        refused: list[Refused] = []
        for number, wanted in enumerate(rows, start=1):
            if number > most:
                refused.append((number, "INTERNAL", "The record was not processed."))
                continue
            try:
                before = [each for each in good if each.order == wanted.order]
                self._books.check(account, [*before, wanted])
            except Impossible as problem:
                refused.append((number, problem.code, str(problem)))
            else:
                good.append(wanted)
        if good:
            self._books.do(account, good, manner)  # All at one time.
        return refused

    def _feed(self, request: Request, feed_id: str) -> Step:
        def tell(_course: Course) -> Reply:
            feed = self._books.feeds.of(request.account, feed_id)
            if feed is None:
                return refusal("NotFound", f"There is no feed {feed_id}.", 404)
            state = feed.state_at(self._books.now())
            told = {"feedId": feed_id, "feedType": feed.feed_type}
            told["processingStatus"] = state
            if state == "DONE" and feed.report:
                told["resultFeedDocumentId"] = feed.report
            return as_json(told)

        return Step(Operation.POLL, feed_id, tell)

    def _document(self, request: Request, document: str) -> Step:
        def tell(_course: Course) -> Reply:
            if self.account_of_document(document) != request.account:
                return refusal("NotFound", f"There is no document {document}.", 404)
            url = f"{request.base}{DOWNLOADS}{document}"
            return as_json({"feedDocumentId": document, "url": url})

        return Step(Operation.POLL, document, tell)

    def _download(self, _request: Request, document: str) -> Step:
        def tell(_course: Course) -> Reply:
            text = self._books.feeds.documents[document][1] or ""
            return Reply(200, text.encode(), "text/tab-separated-values")

        return Step(Operation.POLL, document, tell)


def _state(fault: Fault) -> str:
    if fault is Fault.CANCELLED:
        return "CANCELLED"
    return "FATAL" if fault.value.startswith("fatal") else "DONE"


def _rows(feed_type: str, text: str) -> list[Wanted]:
    """Read a flat file: one row is one thing wanted.

    Raises:
        Misunderstood: it is not one of the two known types, or has no rows.
    """
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    if not rows:
        raise Misunderstood("the document has no records")
    if feed_type == CANCELLATIONS:
        return [Wanted(part(row, "order-id"), "cancel", "", 0) for row in rows]
    if feed_type != REFUNDS:
        raise Misunderstood(f"there is no feed type {feed_type}")
    return [_refund(row) for row in rows]


def _refund(row: dict[str, str]) -> Wanted:
    currency = part(row, "currency")
    line = part(row, "order-item-id")
    return Wanted(
        order=part(row, "order-id"),
        kind="refund",
        currency=currency,
        # Kept for the truth alone: as in life, no listing gives it back.
        reference=row.get("merchant-adjustment-item-id") or "",
        minor_units=sum(
            amount_of(row[name], currency) for name in _ADJUSTMENTS if row[name]
        ),
        line_number=int(line) if line else None,
    )


def _report(processed: int, refused: Sequence[Refused]) -> str:
    lines = [
        "Feed Processing Summary:",
        f"\tNumber of records processed\t\t{processed}",
        f"\tNumber of records successful\t\t{processed - len(refused)}",
        "",
    ]
    if refused:
        lines.append("original-record-number\terror-code\terror-type\terror-message")
    lines += [f"{number}\t{code}\tError\t{why}" for number, code, why in refused]
    return "\n".join(lines) + "\n"
