"""How fast buyers hear from us. Elapsed time, nights and weekends included."""

from __future__ import annotations

from datetime import timedelta

from firsthand.domain.metrics.catalogue.fcr import UNKNOWN_WHEN
from firsthand.domain.metrics.model import (
    Example,
    Exclusion,
    Mean,
    Share,
    Target,
    Wait,
    text,
)

REPLIER = text("Whoever answered.", "答复者。")
_ANSWER_UNKNOWN = Exclusion(
    key="answer_unknown",
    name=text(
        "solved nobody knows when, and so answered nobody knows when",
        "已解决但时间未知，答复时间因而未知",
    ),
    condition="NOT is_answer_known",
)

FIRST_REPLY = Wait(
    key="speed.first_reply",
    code="M-10",
    names={"en": "First response time", "zh-hans": "首次响应时长"},
    better="lower",
    facts="course",
    unit_name={"en": "tickets", "zh-hans": "工单"},
    at="asked_at",
    ticket="ticket_id",
    agent="answered_by_id",
    counted="is_answer_known",
    exclusions=(_ANSWER_UNKNOWN,),
    version=2,
    credit=text(
        "Whoever answered first; split by people, from when he was given the ticket.",
        "首位答复者；按人拆分时，自其接手工单起计时。",
    ),
    waited_for_agent=(
        "CASE WHEN answered_at <= %(as_of)s THEN extract(epoch FROM answered_at -"
        " greatest(asked_at, coalesce(assigned_at, asked_at)))::int END"
    ),
    waited="CASE WHEN answered_at <= %(as_of)s THEN wait_seconds END",
    waiting_for="extract(epoch FROM %(as_of)s - asked_at)::int",
    within_hours=(1, 4, 12, 24),
    targets=(
        Target(value=4 * 3600, name={"en": "Median of 4 hours", "zh-hans": "中位数4小时"}),
    ),
    ripe_after=timedelta(hours=24),
    maturity={
        "en": "Certain once every ticket is answered; tickets still waiting are counted apart.",
        "zh-hans": "全部工单答复后确定；仍在等待的工单单独计数。",
    },
    definition={
        "en": (
            "From the first message of a ticket to the first human reply that is not a mere "
            "courtesy. The value is the median of the answered tickets; tickets without an "
            "answer are counted, and enter the Kaplan-Meier median as still waiting."
        ),
        "zh-hans": (
            "从工单首条消息到首次人工答复（纯礼貌性回复除外）的时长。取已答复工单的中位数；"
            "未答复工单单独计数，并作为“仍在等待”计入Kaplan-Meier中位数。"
        ),
    },
    source=(
        "Kaplan and Meier (1958) for what still waits; David and Nagaraja, "
        "Order Statistics (2003), §7.1, for the interval of the median."
    ),
    example=Example(
        story={
            "en": "Five tickets, answered after 30 minutes, 1, 2 and 30 hours, and one not yet.",
            "zh-hans": "五张工单：30分钟、1小时、2小时、30小时后答复，另有一张尚未答复。",
        },
        result={
            "en": (
                "Median 1.5 hours, mean 8.4 hours, one unanswered; the Kaplan-Meier median "
                "is 2 hours, because the one still waiting cannot be among the fast ones."
            ),
            "zh-hans": (
                "中位数1.5小时，平均8.4小时，一张未答复；Kaplan-Meier中位数为2小时，"
                "因为仍在等待的那张不可能属于快的一半。"
            ),
        },
    ),
)

FIRST_REPLY_4H = Share(
    key="speed.first_reply_4h",
    code="M-10",
    names={"en": "First replies within 4 hours", "zh-hans": "4小时内首次响应率"},
    better="higher",
    facts="course",
    unit_name={"en": "tickets", "zh-hans": "工单"},
    at="asked_at",
    ticket="ticket_id",
    agent="answered_by_id",
    counted="is_answer_known",
    exclusions=(_ANSWER_UNKNOWN,),
    version=2,
    credit=REPLIER,
    hit="answered_at <= %(as_of)s AND answered_at <= asked_at + interval '4 hours'",
    miss=(
        "(answered_at <= %(as_of)s AND answered_at > asked_at + interval '4 hours')"
        " OR ((answered_at IS NULL OR answered_at > %(as_of)s)"
        " AND asked_at < %(as_of)s - interval '4 hours')"
    ),
    hit_when_ripe="answered_at <= asked_at + interval '4 hours'",
    window=timedelta(hours=4),
    running_counts=False,
    targets=(
        Target(
            value=0.5,
            name={"en": "Half, as the median asks", "zh-hans": "一半（与中位数目标一致）"},
        ),
    ),
    ripe_after=timedelta(hours=4),
    maturity={
        "en": "Certain 4 hours after the ticket began.",
        "zh-hans": "工单开始4小时后确定。",
    },
    definition={
        "en": (
            "Tickets with a first reply within 4 hours, of those answered or unanswered for "
            "longer. It adds up over days and stores where a median does not, so it draws "
            "the course beside the first response time."
        ),
        "zh-hans": (
            "4小时内得到首次响应的工单，占已答复及超过4小时未答复工单的比例。"
            "它可按天和店铺累加（中位数则不能），因此用于展示首次响应时长的走势。"
        ),
    },
    source="As the first response time; Wilson (1927) for the interval.",
    example=Example(
        story={
            "en": "Five tickets, answered after 30 minutes, 1, 2 and 30 hours, and one not in a day.",
            "zh-hans": "五张工单：30分钟、1小时、2小时、30小时后答复，另有一张一天未答复。",
        },
        result={"en": "Three of five: 60 %.", "zh-hans": "五分之三：60 %。"},
    ),
)

REPLIED_24H = Share(
    key="speed.replied_24h",
    code="M-12",
    names={"en": "Reply rate within 24 hours", "zh-hans": "24小时回复率"},
    better="higher",
    facts="contact",
    unit_name={"en": "contacts", "zh-hans": "联系"},
    at="started_at",
    ticket="ticket_id",
    agent="answered_by_id",
    counted="is_answer_known",
    exclusions=(_ANSWER_UNKNOWN,),
    version=2,
    credit=REPLIER,
    window=timedelta(hours=24),
    # Exactly 24 hours is in time. A contact that is not due yet is neither.
    hit="answered_at <= %(as_of)s AND answered_at <= started_at + interval '24 hours'",
    miss=(
        "(answered_at <= %(as_of)s AND answered_at > started_at + interval '24 hours')"
        " OR ((answered_at IS NULL OR answered_at > %(as_of)s)"
        " AND started_at < %(as_of)s - interval '24 hours')"
    ),
    hit_when_ripe="answered_at <= started_at + interval '24 hours'",
    running_counts=False,
    targets=(
        Target(value=0.98, name={"en": "Our own line", "zh-hans": "内部目标"}),
        Target(value=0.90, name={"en": "Amazon's line", "zh-hans": "亚马逊要求"}),
    ),
    ripe_after=timedelta(hours=24),
    maturity={
        "en": "Certain 24 hours after the contact began.",
        "zh-hans": "联系开始24小时后确定。",
    },
    definition={
        "en": (
            "Contacts answered by a person within 24 hours, of those answered or unanswered "
            "for longer. Messages that need no answer are left out."
        ),
        "zh-hans": (
            "24小时内得到人工答复的联系，占已答复及超过24小时未答复联系的比例。"
            "无需回复的消息不计入。"
        ),
    },
    source="Amazon Seller Central, Contact Response Time: all days count, weekends included.",
    example=Example(
        story={
            "en": (
                "Four contacts: answered after 2 hours, after exactly 24 hours, not answered "
                "for 30 hours, and one that came an hour ago."
            ),
            "zh-hans": "四次联系：2小时后答复、恰好24小时后答复、30小时未答复、一小时前刚到。",
        },
        result={
            "en": "Two of three: 66.7 %. The newest is not due yet and is left out.",
            "zh-hans": "三分之二：66.7 %。最新一次尚未到期，不计入。",
        },
    ),
)

_WAITING = "(answered_at <= %(as_of)s) IS NOT TRUE"

AVERAGE_REPLY = Mean(
    key="speed.average_reply",
    code="M-11",
    names=text("Average response time", "平均响应时长"),
    better="lower",
    facts="contact",
    unit_name=text("contacts", "联系"),
    unit="seconds",
    at="started_at",
    ticket="ticket_id",
    agent="answered_by_id",
    counted="is_answer_known",
    version=2,
    credit=REPLIER,
    total="CASE WHEN answered_at <= %(as_of)s THEN wait_seconds ELSE 0 END",
    weight="CASE WHEN answered_at <= %(as_of)s THEN 1 ELSE 0 END",
    running=_WAITING,
    exclusions=(
        Exclusion(
            key="waiting",
            name=text("still waiting for an answer", "仍在等待答复"),
            condition=f"{_WAITING} AND is_answer_known",
        ),
        _ANSWER_UNKNOWN,
    ),
    targets=(Target(value=12 * 3600, name=text("12 hours", "12小时")),),
    ripe_after=timedelta(hours=24),
    maturity=text(
        "Certain once every contact is answered; those still waiting are counted apart.",
        "全部联系答复后确定；仍在等待的联系单独计数。",
    ),
    definition=text(
        "From the beginning of a contact to the next answer by a person, on average over "
        "all answered contacts. Nights, weekends and holidays count.",
        "从一次联系开始到下一次人工答复的平均时长，按全部已答复联系计算，夜间、周末和节假日均计入。",
    ),
    source=(
        "Amazon Seller Central, Average Response Time; Cochran, Sampling Techniques (1977), "
        "ch. 6, for the interval."
    ),
    example=Example(
        story=text(
            "Three contacts, answered after 1 and 4 hours, and one not yet.",
            "三次联系：1小时和4小时后答复，另一次尚未答复。",
        ),
        result=text("2.5 hours, one waiting.", "2.5小时，一次仍在等待。"),
    ),
)

FIRST_RESOLUTION = Wait(
    key="speed.first_resolution",
    code="M-13",
    names=text("Time to first resolution", "首次解决时长"),
    better="lower",
    facts="issue",
    unit_name=text("issues", "问题"),
    at="opened_at",
    ticket="first_ticket_id",
    agent="resolver_id",
    credit=text("Whoever resolved it.", "解决者。"),
    counted="(resolved_at IS NOT NULL OR failed_at IS NOT NULL)",
    exclusions=(UNKNOWN_WHEN,),
    version=2,
    waited=(
        "CASE WHEN resolved_at <= %(as_of)s"
        " THEN extract(epoch FROM resolved_at - opened_at)::int END"
    ),
    waiting_for="extract(epoch FROM %(as_of)s - opened_at)::int",
    within_hours=(4, 24, 72, 168),
    ripe_after=timedelta(days=7),
    maturity=text(
        "Certain once every issue is resolved; those still open are counted apart.",
        "全部问题解决后确定；尚未解决的问题单独计数。",
    ),
    definition=text(
        "From the opening of an issue to the first reply that resolves it, or to its being "
        "solved. The value is the median of the resolved issues; open ones are counted, and "
        "enter the Kaplan-Meier median as still waiting.",
        "从问题开启到首次解决性答复（或标记为已解决）的时长。取已解决问题的中位数；"
        "未解决的单独计数，并作为“仍在等待”计入Kaplan-Meier中位数。",
    ),
    source=FIRST_REPLY.source,
    example=Example(
        story=text(
            "Three issues, resolved after 2 and 10 hours, and one still open.",
            "三个问题：2小时和10小时后解决，另一个仍未解决。",
        ),
        result=text(
            "Median 6 hours of two; the Kaplan-Meier median is 10 hours.",
            "两个的中位数6小时；Kaplan-Meier中位数为10小时。",
        ),
    ),
)
