"""What the compiled rules make of happenings, as rows to compare; and the same plainly."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk import vocabulary
from firsthand.domain.metrics.bulk.encoding import (
    EPOCH,
    MICROSECOND,
    Row,
    Vocabulary,
    row_of,
    table_of,
)


def moment(micros: int) -> datetime | None:
    return None if micros == a.NONE else EPOCH + int(micros) * MICROSECOND


class Encoder:
    """Columns of happenings. Ids must be whole numbers above 0."""

    def __init__(self) -> None:
        self.known = Vocabulary()
        self.rows: list[Row] = []

    def add(self, buyer: int, event: rules.Event) -> None:
        row = row_of(buyer, event, self.known)
        self.rows.append(row | {"store": buyer % 3 + 1, "channel": buyer % 5})

    @property
    def reasons(self) -> list[str]:
        return list(self.known.reasons)

    @property
    def products(self) -> list[str]:
        return list(self.known.products)

    def table(self) -> pa.Table:
        return table_of(self.rows)

    def columns(self) -> tuple[a.Events, a.Words]:
        columns = [np.asarray(column) for column in self.table().columns]
        events = a.Events(*columns[: len(a.Events._fields)])
        return events, vocabulary.words_of(self.known)


def issues_of(encoder: Encoder, e: a.Events, s: a.State, audit: bool) -> list[Any]:
    """Return the issues as the plain rules would say them."""
    issues = s.issues[: s.used[a.ISSUES]]
    if audit:
        issues = s.linked[s.audited[: s.used[a.AUDITED]]]
    products, reasons = encoder.products, encoder.reasons
    return [
        (
            int(e.key[issues[i]["opening"]]),
            int(issues[i]["ticket"]),
            moment(issues[i]["resolved_at"]),
            moment(issues[i]["resolved_after"]),
            int(issues[i]["resolver"]) or None,
            moment(issues[i]["failed_at"]),
            a.WHY[issues[i]["why"]],
            moment(issues[i]["settles_at"]),
            moment(issues[i]["failed_30_at"]),
            a.WHY[issues[i]["why_30"]],
            moment(issues[i]["settles_30_at"]),
            moment(issues[i]["returned_at"]),
            moment(issues[i]["escalated_at"]),
            moment(issues[i]["escaped_at"]),
            int(issues[i]["first_agent"]) or None,
            int(issues[i]["first_macro"]) or None,
            int(issues[i]["touches"]),
            moment(issues[i]["touched_again_at"]),
            int(issues[i]["order"]) or None,
            products[issues[i]["product"]],
            reasons[issues[i]["reason"]],
            reasons[issues[i]["reason_now"]],
            bool(issues[i]["front_line"]),
        )
        for i in range(len(issues))
    ]


def plain_issues(events: list[rules.Event], policy: rules.Policy) -> list[Any]:
    return [
        (
            issue.opening_message,
            issue.first_ticket,
            issue.resolved_at,
            issue.resolved_after,
            issue.resolver,
            *(rules.failure(issue, 7, policy) or (None, "")),
            rules.settles_at(issue, 7, policy),
            *(rules.failure(issue, 30, policy) or (None, "")),
            rules.settles_at(issue, 30, policy),
            issue.returned_at,
            issue.escalated_at,
            min((at for at, _ in issue.escapes), default=None),
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
            bool(c[i]["answer_known"]),
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
                contact.is_answer_known,
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
                bool(c[i]["answer_known"]),
                int(c[i]["order"]) or None,
                encoder.products[c[i]["product"]],
                encoder.reasons[c[i]["reason"]],
                int(c[i]["reassignments"]),
                int(c[i]["opened_again"]),
                [
                    (
                        int(e.key[solvings[n]["row"]]),
                        int(e.actor[solvings[n]["row"]]) or None,
                        e.nature[solvings[n]["row"]] == a.TIMED,
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
            replies[course.ticket].is_answer_known,
            course.order,
            course.product or "",
            course.reason or "",
            course.reassignments,
            sum(one.opened_again_at is not None for one in course.solvings),
            [
                (one.key, one.by, one.is_timed, one.opened_again_at, one.came_back_at)
                for one in course.solvings
            ],
        )
        for course in rules.courses(events)
    )
