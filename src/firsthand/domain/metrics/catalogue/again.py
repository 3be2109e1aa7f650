"""How often buyers have to write about the same thing."""

from __future__ import annotations

from datetime import timedelta

from firsthand.domain.metrics.catalogue.fcr import CONTACTS, FIRST_AGENT, ISSUES
from firsthand.domain.metrics.model import Example, Mean, Share, Target, text

CONTACTS_PER_ISSUE = Mean(
    key="contacts.per_issue",
    code="M-08",
    names=text("Contacts per issue", "每个问题的联系次数"),
    better="lower",
    facts="issue",
    unit_name=ISSUES,
    unit="ratio",
    at="opened_at",
    ticket="first_ticket_id",
    agent="first_agent_id",
    credit=FIRST_AGENT,
    total=(
        "(SELECT count(*) FROM metrics_contact AS contact"
        " WHERE contact.issue_id = unit.opening_message_id"
        " AND contact.started_at <= %(as_of)s)"
    ),
    targets=(Target(value=1.2, name=text("Our own line", "内部目标")),),
    ripe_after=timedelta(),
    maturity=text(
        "Never quite: an issue may gain contacts for as long as the buyer writes.",
        "不会完全确定：只要买家继续来信，问题的联系次数就会增加。",
    ),
    definition=text(
        "Contacts up to now of the issues opened in the period, per issue. It drives cost: "
        "1.25 means that one in four comes back. The interval knows that issues of one "
        "buyer resemble each other.",
        "统计期内开启的问题至今的联系次数之和除以问题数。它决定成本：1.25意味着四个中有一个再次联系。"
        "区间已考虑同一买家的问题彼此相似。",
    ),
    source="Cochran, Sampling Techniques (1977), ch. 6, for the interval of the ratio.",
    example=Example(
        story=text(
            "Four issues: two with one contact, two where the buyer wrote again once.",
            "四个问题：两个各一次联系，两个买家各再来信一次。",
        ),
        result=text("Six contacts of four issues: 1.5.", "四个问题六次联系：1.5。"),
    ),
)

REPEAT_SHARE = Share(
    key="contacts.repeat_share",
    code="M-08",
    names=text("Repeat contacts", "重复联系占比"),
    better="lower",
    facts="contact",
    unit_name=CONTACTS,
    at="started_at",
    ticket="ticket_id",
    agent="answered_by_id",
    credit=text("Whoever answered the contact.", "答复该次联系的客服。"),
    hit="number > 1",
    miss="number = 1",
    running_counts=True,
    ripe_after=timedelta(),
    maturity=text("Certain at once.", "立即确定。"),
    definition=text(
        "Contacts that are not the first of their issue, of all contacts. It needs no "
        "waiting, so it suits the day to day.",
        "非其问题首次联系的联系，占全部联系的比例。无需等待观察期，适合每日查看。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=CONTACTS_PER_ISSUE.example.story,
        result=text("Two of six: 33.3 %.", "六次中两次：33.3 %。"),
    ),
)
