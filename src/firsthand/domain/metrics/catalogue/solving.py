"""How tickets were solved: when for good, and whether they came back."""

from __future__ import annotations

from datetime import timedelta

from firsthand.domain.metrics.catalogue.speed import FIRST_REPLY
from firsthand.domain.metrics.model import Example, Exclusion, Share, Target, Wait, text

IS_TIMED = "is_timed"
SOLVED_UNKNOWN_WHEN = Exclusion(
    key="unknown_when",
    name=text("solved, and nobody knows when", "已解决但解决时间未知"),
    condition=f"NOT {IS_TIMED}",
)

FULL_RESOLUTION = Wait(
    key="speed.full_resolution",
    code="M-13",
    names=text("Time to full resolution", "最终解决时长"),
    better="lower",
    facts="solving",
    unit_name=text("tickets", "工单"),
    at="solved_at",
    ticket="ticket_id",
    agent="solved_by_id",
    credit=text("Whoever solved it.", "解决者。"),
    # A ticket that was opened again counts with the next time it is solved.
    counted=(
        "solved_at <= %(as_of)s AND (opened_again_at <= %(as_of)s) IS NOT TRUE"
        f" AND {IS_TIMED}"
    ),
    version=2,
    exclusions=(
        Exclusion(
            key="opened_again",
            name=text("opened again since", "其后已重开"),
            condition="opened_again_at <= %(as_of)s",
        ),
        SOLVED_UNKNOWN_WHEN,
    ),
    waited="extract(epoch FROM solved_at - asked_at)::int",
    waiting_for="0",
    within_hours=(4, 24, 72, 168),
    targets=(Target(value=72 * 3600, name=text("72 hours", "72小时")),),
    ripe_after=timedelta(days=30),
    maturity=text(
        "Certain as far as tickets are not opened again.",
        "工单不再重开时确定。",
    ),
    definition=text(
        "From the first message of a ticket to the last time it was solved, by the day it "
        "was solved. A ticket that is opened again is taken out and timed anew.",
        "从工单首条消息到最后一次解决的时长，按解决日归属。重开的工单移出，待再次解决后重新计时。",
    ),
    source=FIRST_REPLY.source,
    example=Example(
        story=text(
            "Two tickets: one solved after 2 hours; one solved after 3 hours, opened again "
            "by the buyer, and solved for good after 20 hours.",
            "两张工单：一张2小时后解决；一张3小时后解决、被买家重开、20小时后最终解决。",
        ),
        result=text("Median 11 hours of two.", "两张的中位数11小时。"),
    ),
)

REOPENED_7D = Share(
    key="speed.reopened_7d",
    code="M-60",
    names=text("Reopen rate, 7 days", "重开率（7天）"),
    better="lower",
    facts="solving",
    unit_name=text("times a ticket was solved", "次解决"),
    at="solved_at",
    ticket="ticket_id",
    agent="solved_by_id",
    credit=text("Whoever solved it.", "解决者。"),
    counted=IS_TIMED,
    exclusions=(SOLVED_UNKNOWN_WHEN,),
    version=2,
    hit="came_back_at <= %(as_of)s AND came_back_at <= solved_at + interval '7 days'",
    miss=(
        "(came_back_at <= solved_at + interval '7 days') IS NOT TRUE"
        " AND solved_at <= %(as_of)s - interval '7 days'"
    ),
    hit_when_ripe="came_back_at <= solved_at + interval '7 days'",
    running_counts=True,
    provisional="true",
    wait=(
        "least(604800, extract(epoch FROM"
        " least(coalesce(came_back_at, %(as_of)s), %(as_of)s) - solved_at))"
    ),
    event=(
        "coalesce(came_back_at <= %(as_of)s"
        " AND came_back_at <= solved_at + interval '7 days', false)"
    ),
    event_hits=True,
    watched=timedelta(days=7),
    window=timedelta(days=7),
    targets=(Target(value=0.10, name=text("Our own line", "内部目标")),),
    ripe_after=timedelta(days=7),
    maturity=text("Certain 7 days after it was solved.", "解决7天后确定。"),
    definition=text(
        "Tickets solved in the period that the buyer opened again within seven days by a "
        "message that needs an answer, of all solved. Reopening by us does not count. It "
        "is not one minus first contact resolution: it misses new tickets and claims.",
        "统计期内解决的工单中，七天内买家以需答复的消息重开的占比。内部重开不计。"
        "它不等于1减首次联系解决率：新工单和索赔不在其中。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "Four tickets solved: one stays so, one is opened again by its buyer after two "
            "days, one after nine days, one by us.",
            "四张已解决工单：一张保持解决，一张两天后被买家重开，一张九天后重开，一张由我方重开。",
        ),
        result=text("One of four: 25 %.", "四张中一张：25 %。"),
    ),
)
