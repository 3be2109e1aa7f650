"""How fast buyers hear from us. Elapsed time, nights and weekends included."""

from __future__ import annotations

from datetime import timedelta

from firsthand.domain.metrics.model import Example, Share, Target, Wait

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
    hit="answered_at <= %(as_of)s AND answered_at <= asked_at + interval '4 hours'",
    miss=(
        "(answered_at <= %(as_of)s AND answered_at > asked_at + interval '4 hours')"
        " OR ((answered_at IS NULL OR answered_at > %(as_of)s)"
        " AND asked_at < %(as_of)s - interval '4 hours')"
    ),
    hit_when_ripe="answered_at <= asked_at + interval '4 hours'",
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
