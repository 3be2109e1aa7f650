"""How often somebody else has to decide, and how long that takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firsthand.domain.metrics.catalogue.fcr import FIRST_AGENT, ISSUES, NOBODY
from firsthand.domain.metrics.model import Example, Exclusion, Share, Wait, text

_STORY = text(
    "Four issues: one as it is, one escalated by its agent, one whose refund had to be "
    "approved, one with both.",
    "四个问题：一个正常处理，一个由客服升级，一个退款须经审批，一个两者皆有。",
)

ESCALATED = Share(
    key="escalation.rate",
    code="M-24",
    names=text("Escalation rate", "升级率"),
    better="corridor",
    facts="escalated",
    unit_name=ISSUES,
    at="opened_at",
    ticket="first_ticket_id",
    agent="",
    credit=NOBODY,
    hit="coalesce(passed_up_at <= %(as_of)s, false)",
    miss="(passed_up_at <= %(as_of)s) IS NOT TRUE AND resolved_at <= %(as_of)s",
    running_counts=True,
    ripe_after=timedelta(days=7),
    maturity=text(
        "Certain once the issues are resolved; what is passed up later still counts.",
        "问题解决后基本确定；此后才升级的仍会计入。",
    ),
    definition=text(
        "Issues that somebody escalated, or in which the policy sent a remedy for approval, of "
        "all issues opened in the period. A corridor, not a race: nobody who sits on a risk is "
        "to look good. Tickets passed to a colleague are in “Never passed on”.",
        "统计期内开启的问题中，被升级或其补救措施按政策送审批的占比。这是区间指标而非越低越好：把风险"
        "压在手里不应显得优秀。转给同事的工单见“未转派率”。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=_STORY, result=text("Three of four: 75 %.", "四个中三个：75 %。")
    ),
)

VOLUNTARY = replace(
    ESCALATED,
    key="escalation.voluntary",
    names=text("Escalated by choice", "主动升级率"),
    facts="issue",
    agent="first_agent_id",
    credit=FIRST_AGENT,
    hit="coalesce(escalated_at <= %(as_of)s, false)",
    miss="(escalated_at <= %(as_of)s) IS NOT TRUE AND resolved_at <= %(as_of)s",
    definition=text(
        "Issues that somebody escalated of his own accord, of all issues opened in the period. "
        "The desk has no button for that yet: what is counted came with imported histories.",
        "统计期内开启的问题中，由客服主动升级的占比。系统目前没有升级按钮：所统计的来自导入的历史。",
    ),
    example=Example(story=_STORY, result=text("Two of four: 50 %.", "四个中两个：50 %。")),
)

FORCED = replace(
    ESCALATED,
    key="escalation.forced",
    names=text("Escalated by policy", "按政策升级率"),
    hit="coalesce(forced_at <= %(as_of)s, false)",
    miss="(forced_at <= %(as_of)s) IS NOT TRUE AND resolved_at <= %(as_of)s",
    definition=text(
        "Issues in which the policy sent a remedy for approval, of all issues opened in the "
        "period. It is held against nobody: the limit did it.",
        "统计期内开启的问题中，补救措施按政策送审批的占比。不归于个人：是限额所致。",
    ),
    example=Example(story=_STORY, result=text("Two of four: 50 %.", "四个中两个：50 %。")),
)

DELAY = Wait(
    key="escalation.delay",
    code="M-24",
    names=text("Time until an escalation is taken up", "升级响应时长"),
    better="lower",
    facts="passedup",
    unit_name=text("escalations", "升级"),
    at="passed_up_at",
    ticket="ticket_id",
    agent="",
    credit=NOBODY,
    counted="(is_taken_back AND acted_at <= %(as_of)s) IS NOT TRUE",
    exclusions=(
        Exclusion(
            key="taken_back",
            name=text("taken back by whoever asked", "申请人已撤回"),
            condition="is_taken_back AND acted_at <= %(as_of)s",
        ),
    ),
    waited=(
        "CASE WHEN acted_at <= %(as_of)s"
        " THEN extract(epoch FROM acted_at - passed_up_at)::int END"
    ),
    waiting_for="extract(epoch FROM %(as_of)s - passed_up_at)::int",
    within_hours=(1, 4, 24, 72),
    ripe_after=timedelta(days=3),
    maturity=text(
        "Certain after three days: then a request nobody decided on has run out.",
        "三天后确定：届时无人处理的申请已过期。",
    ),
    definition=text(
        "From the moment a remedy was sent for approval until it was approved or rejected, and "
        "from an escalation until somebody else did something on the ticket. A request that "
        "ran out counts with the time until then: it was at least that long. Elapsed time, "
        "nights included, because the buyer waits through them.",
        "从补救措施送审批到批准或拒绝的时长，以及从升级到他人在工单上有所动作的时长。过期的申请按到过期"
        "为止的时长计（至少如此之久）。按自然时间，夜间也算，因为买家也在等。",
    ),
    source="The sample median with its interval by order statistics (Conover 1999, ch. 3.2).",
    example=Example(
        story=text(
            "Three refunds sent for approval: approved after one hour, rejected after three, "
            "taken back by the agent.",
            "三次退款送审批：一次一小时后批准，一次三小时后拒绝，一次由客服撤回。",
        ),
        result=text(
            "Median two hours of two, one left out.", "两次的中位数2小时，排除一次。"
        ),
    ),
)
