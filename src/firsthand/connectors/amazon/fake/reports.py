"""Reports: asked for, worked on, and read at an address, if there is anything in them.

What is in them comes from the sellers at work, else from a folder: a file is called as its
kind of report. Of what neither knows there is nothing to report, and Amazon then cancels.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from firsthand.connectors.amazon.fake.asked import (
    Asked,
    as_json,
    page,
    refusal,
    stamp,
)
from firsthand.connectors.amazon.fake.documents import Document, Documents
from firsthand.connectors.amazon.fake.faults import Fault
from firsthand.foundation.http_serving import Reply

_ROOT = "/reports/2021-06-30"
_STUCK = {Fault.STUCK, Fault.STUCK_APPLIED}
# What sellers at work have to report to an account that asked so, by then.
Tell = Callable[[str, Mapping[str, Any], datetime], bytes | None]
_FATAL = {Fault.FATAL_NONE, Fault.FATAL_HALF, Fault.FATAL_ALL}


@dataclass(frozen=True)
class _Report:
    number: str
    account: str
    asked: Mapping[str, Any]
    taken_at: datetime
    course: Fault
    ended: str = ""
    document: str = ""


class Reports:
    """All reports. Safe to use in many threads.

    Args:
        folder: what is in them; None: nothing in any.
        processing: how long one takes.
        tell: what there is besides the folder; None: nothing.
    """

    def __init__(
        self,
        documents: Documents,
        folder: Path | None,
        processing: timedelta,
        tell: Tell | None = None,
    ) -> None:
        self._tell = tell
        self._documents = documents
        self._folder = folder
        self._processing = processing
        self._lock = threading.RLock()
        self._reports: dict[str, _Report] = {}
        self._numbers = count(90001)
        self.answers: Mapping[str, Callable[[Asked], Reply]] = {
            f"POST {_ROOT}/reports": self._take,
            f"GET {_ROOT}/reports": self._list,
            f"GET {_ROOT}/reports/{{reportId}}": self._show,
            f"DELETE {_ROOT}/reports/{{reportId}}": self._cancel,
            f"GET {_ROOT}/documents/{{reportDocumentId}}": self._document,
        }

    def settle(self, now: datetime) -> None:
        """Finish what has become due by now."""
        with self._lock:
            for report in list(self._reports.values()):
                if not report.ended and now >= report.taken_at + self._processing:
                    self._reports[report.number] = self._settled(report)

    def _take(self, asked: Asked) -> Reply:
        told = {name: asked.told(name) for name in ("reportType", "marketplaceIds")}
        for name in ("dataStartTime", "dataEndTime"):
            if asked.body.get(name):
                told[name] = asked.body[name]
        with self._lock:
            number = str(next(self._numbers))
            self._reports[number] = _Report(
                number, asked.account, told, asked.now, asked.later().fault
            )
        return as_json({"reportId": number}, 202)

    def _list(self, asked: Asked) -> Reply:
        kinds = asked.values.get("reportTypes", "")
        told = [
            self._told(report)
            for report in reversed(list(self._reports.values()))
            if report.account == asked.account
            and (not kinds or report.asked["reportType"] in kinds.split(","))
        ]
        size = int(asked.values.get("pageSize", "10"))
        some, following = page(told, asked.values.get("nextToken", ""), size)
        return as_json({"reports": some, **({"nextToken": following} if following else {})})

    def _show(self, asked: Asked) -> Reply:
        report = self._of(asked)
        return as_json(self._told(report)) if report else _unknown("report")

    def _cancel(self, asked: Asked) -> Reply:
        with self._lock:
            report = self._of(asked)
            if report is None:
                return _unknown("report")
            if report.ended:
                return refusal("InvalidInput", "The report is not in the queue any more.")
            self._reports[report.number] = replace(report, ended="CANCELLED")
        return Reply(200, b"")

    def _document(self, asked: Asked) -> Reply:
        number = asked.values.get("reportDocumentId", "")
        found = self._documents.of(number, asked.account)
        if found is None:
            return _unknown("report document")
        address = self._documents.address(number, asked.base, asked.now)
        packed = {"compressionAlgorithm": "GZIP"} if found.is_packed else {}
        return as_json({"reportDocumentId": number, "url": address, **packed})

    def _of(self, asked: Asked) -> _Report | None:
        report = self._reports.get(asked.values.get("reportId", ""))
        return report if report and report.account == asked.account else None

    def _told(self, report: _Report) -> dict[str, Any]:
        told = {
            "reportId": report.number,
            **report.asked,
            "createdTime": stamp(report.taken_at),
            "processingStatus": report.ended or "IN_PROGRESS",
        }
        if report.ended:
            told["processingEndTime"] = stamp(report.taken_at + self._processing)
        if report.document:
            told["reportDocumentId"] = report.document
        return told

    def _settled(self, report: _Report) -> _Report:
        if report.course in _STUCK:
            return report
        if report.course in _FATAL:
            return replace(report, ended="FATAL")
        content = self._content(report)
        if content is None or report.course is Fault.CANCELLED:
            return replace(report, ended="CANCELLED")
        document = Document(
            report.account, "text/plain; charset=UTF-8", content, is_packed=True
        )
        return replace(report, ended="DONE", document=self._documents.new(document))

    def _content(self, report: _Report) -> bytes | None:
        """Return what is in a report; None: nobody knows anything."""
        ready_at = report.taken_at + self._processing
        if self._tell:
            told = self._tell(report.account, report.asked, ready_at)
            if told is not None:
                return told
        kind = str(report.asked["reportType"])
        files = list(self._folder.iterdir()) if self._folder else []
        found = next((path for path in files if path.stem == kind), None)
        return found.read_bytes() if found else None


def _unknown(what: str) -> Reply:
    return refusal("NotFound", f"The {what} was not found.", 404)
