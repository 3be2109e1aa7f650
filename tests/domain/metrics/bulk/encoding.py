"""Turn happenings into columns, and what the compiled rules make of them into rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.rules.matching import topic

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NATURES = ("question", "info_supplied", "thanks_only", "auto_reply", "spam", "notice")
REPLIES = ("resolution", "info_request", "holding", "courtesy")
KINDS: dict[type[Any], int] = {
    rules.Merged: a.MERGED,
    rules.Tagged: a.TAGGED,
    rules.OrderLinked: a.ORDER_LINKED,
    rules.Asked: a.ASKED,
    rules.Reopened: a.REOPENED,
    rules.Assigned: a.ASSIGNED,
    rules.Escalated: a.ESCALATED,
    rules.Replied: a.REPLIED,
    rules.Solved: a.SOLVED,
    rules.Escaped: a.ESCAPED,
    rules.Focused: a.FOCUSED,
}


def micros(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def moment(micros: int) -> datetime | None:
    return None if micros == a.NONE else EPOCH + int(micros) * MICROSECOND


class Encoder:
    """Columns of happenings. Ids must be whole numbers above 0."""

    def __init__(self) -> None:
        self.reasons, self.sessions = [""], [""]
        self.sets: list[tuple[str, ...]] = [()]
        self.products = [""]
        self.rows: list[dict[str, int]] = []

    def add(self, buyer: int, event: rules.Event) -> None:
        row = dict.fromkeys(a.Events._fields, 0)
        row |= {
            "buyer": buyer,
            "at": micros(event.at),
            "kind": KINDS[type(event)],
            "key": event.key,
            "ticket": getattr(event, "ticket", 0),
            "order": getattr(event, "order", None) or 0,
            "actor": getattr(event, "agent", None) or 0,
            "reason": self._place(self.reasons, getattr(event, "reason", None) or ""),
            "session": self._place(self.sessions, getattr(event, "session", None) or ""),
        }
        self.rows.append(row | self._more(event))

    def _more(self, event: rules.Event) -> dict[str, int]:
        match event:
            case rules.Asked():
                for one in sorted(event.asins):
                    self._place(self.products, one)
                return {
                    "products": self._place(self.sets, tuple(sorted(event.asins))),
                    "nature": NATURES.index(event.nature),
                    "other": int(not event.front_line_can_resolve),
                }
            case rules.Replied():
                return {
                    "nature": REPLIES.index(event.kind),
                    "other": event.macro or 0,  # type: ignore[dict-item]
                }
            case rules.Merged():
                return {"other": event.into}  # type: ignore[dict-item]
            case rules.Assigned():
                return {"other": event.to or 0, "session": event.reassignments}  # type: ignore[dict-item]
            case rules.Tagged():
                return {"nature": (None, False, True).index(event.front_line_can_resolve)}
            case rules.Escaped():
                return {"nature": a.WHY.index(event.way)}
            case rules.Focused():
                return {"other": event.seconds}
        return {}

    @staticmethod
    def _place(words: list[Any], word: Any) -> int:
        if word not in words:
            words.append(word)
        return words.index(word)

    def columns(self) -> tuple[a.Events, a.Words]:
        types = {"kind": "int8", "nature": "int8", "products": "int32", "reason": "int32",
                 "session": "int32"}  # fmt: skip
        events = a.Events(
            *(
                np.array([row[name] for row in self.rows], dtype=types.get(name, "int64"))
                for name in a.Events._fields
            )
        )
        topics = [topic(reason) for reason in self.reasons]
        # By the alphabet within each set, whatever place a product got.
        members = [self.products.index(one) for members in self.sets for one in members]
        begins = np.cumsum([0, *(len(members) for members in self.sets)])
        words = a.Words(
            topics=np.array([topics.index(one) for one in topics], dtype="int32"),
            begins=begins.astype("int32"),
            members=np.array(members, dtype="int32"),
        )
        return events, words


def issues_of(encoder: Encoder, e: a.Events, s: a.State, audit: bool) -> list[Any]:
    """Return the issues as the plain rules would say them."""
    issues, used = (s.audit, a.AUDIT) if audit else (s.issues, a.ISSUES)
    return [
        (
            int(e.key[issues[i]["opening"]]),
            int(issues[i]["ticket"]),
            moment(issues[i]["resolved_at"]),
            int(issues[i]["resolver"]) or None,
            moment(issues[i]["failed_at"]),
            a.WHY[issues[i]["why"]],
            moment(issues[i]["settles_at"]),
            moment(issues[i]["failed_30_at"]),
            a.WHY[issues[i]["why_30"]],
            moment(issues[i]["settles_30_at"]),
            moment(issues[i]["returned_at"]),
            moment(issues[i]["escalated_at"]),
            int(issues[i]["first_agent"]) or None,
            int(issues[i]["first_macro"]) or None,
            int(issues[i]["touches"]),
            moment(issues[i]["touched_again_at"]),
            int(issues[i]["order"]) or None,
            encoder.products[issues[i]["product"]],
            encoder.reasons[issues[i]["reason"]],
            encoder.reasons[issues[i]["reason_now"]],
            bool(issues[i]["front_line"]),
        )
        for i in range(s.used[used])
    ]


def plain_issues(events: list[rules.Event], policy: rules.Policy) -> list[Any]:
    return [
        (
            issue.opening_message,
            issue.first_ticket,
            issue.resolved_at,
            issue.resolver,
            *(rules.failure(issue, 7, policy) or (None, "")),
            rules.settles_at(issue, 7, policy),
            *(rules.failure(issue, 30, policy) or (None, "")),
            rules.settles_at(issue, 30, policy),
            issue.returned_at,
            issue.escalated_at,
            issue.first_agent,
            issue.first_macro,
            issue.touches,
            issue.touched_again_at,
            issue.order,
            issue.product or "",
            issue.reason or "",
            issue.reason_now or "",
            issue.front_line_can_resolve,
        )
        for issue in rules.issues(events, policy)
    ]


def contacts_of(e: a.Events, s: a.State) -> list[Any]:
    c = s.contacts
    return [
        (
            int(e.key[c[i]["first"]]),
            int(s.courses[c[i]["course"]]["ticket"]),
            int(e.key[s.issues[c[i]["issue"]]["opening"]]),
            int(c[i]["number"]),
            moment(c[i]["answered_at"]),
            int(c[i]["answered_by"]) or None,
            moment(c[i]["assigned_at"]),
        )
        for i in range(s.used[a.CONTACTS])
    ]


def plain_contacts(events: list[rules.Event]) -> list[Any]:
    issue_of = {key: issue for issue in rules.issues(events) for key in issue.messages}
    met: dict[int, int] = {}
    rows = []
    for contact in rules.contacts(events):
        opening = issue_of[contact.first_message].opening_message
        met[opening] = met.get(opening, 0) + 1
        rows.append(
            (
                contact.first_message,
                contact.ticket,
                opening,
                met[opening],
                contact.answered_at,
                contact.answered_by,
                contact.assigned_at,
            )
        )
    return rows


def courses_of(encoder: Encoder, e: a.Events, s: a.State) -> list[Any]:
    c, solvings = s.courses, s.solvings
    made = []
    for i in range(s.used[a.COURSES]):
        if c[i]["first"] < 0:
            continue
        mine = [n for n in range(s.used[a.SOLVINGS]) if solvings[n]["course"] == i]
        made.append(
            (
                int(c[i]["ticket"]),
                moment(e.at[c[i]["first"]]),
                moment(c[i]["answered_at"]),
                int(c[i]["answered_by"]) or None,
                moment(c[i]["assigned_at"]),
                int(c[i]["order"]) or None,
                encoder.products[c[i]["product"]],
                encoder.reasons[c[i]["reason"]],
                int(c[i]["reassignments"]),
                int(c[i]["opened_again"]),
                [
                    (
                        int(e.key[solvings[n]["row"]]),
                        int(e.actor[solvings[n]["row"]]) or None,
                        moment(solvings[n]["opened_again_at"]),
                        moment(solvings[n]["came_back_at"]),
                    )
                    for n in mine
                ],
            )
        )
    return sorted(made)


def plain_courses(events: list[rules.Event]) -> list[Any]:
    replies = {row.ticket: row for row in rules.first_replies(events)}
    return sorted(
        (
            course.ticket,
            replies[course.ticket].asked_at,
            replies[course.ticket].answered_at,
            replies[course.ticket].answered_by,
            replies[course.ticket].assigned_at,
            course.order,
            course.product or "",
            course.reason or "",
            course.reassignments,
            sum(one.opened_again_at is not None for one in course.solvings),
            [
                (one.key, one.by, one.opened_again_at, one.came_back_at)
                for one in course.solvings
            ],
        )
        for course in rules.courses(events)
    )
