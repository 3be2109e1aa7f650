"""What another system says of its tickets as a whole, where it does; else what we saw."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firsthand.domain.metrics.catalogue.fcr import NOBODY
from firsthand.domain.metrics.catalogue.work import TICKETS
from firsthand.domain.metrics.model import Example, Exclusion, Share, Wait, text

_TOLD = "(told_at <= %(as_of)s)"
# A count of another system holds, even one of none, where our own replay saw more.
_HANDS = (
    f"CASE WHEN {_TOLD} THEN coalesce(told_reassignments, reassignments)"
    " ELSE reassignments END"
)
_SEEN_AGAIN = (
    "(SELECT count(*) FROM metrics_solving AS solving WHERE solving.ticket_id ="
    " unit.ticket_id AND solving.opened_again_at <= %(as_of)s)"
)
_AGAIN = (
    f"CASE WHEN {_TOLD} AND told_reopens IS NOT NULL THEN told_reopens"
    f" ELSE {_SEEN_AGAIN} END"
)
_SOLVED = (
    "EXISTS (SELECT 1 FROM metrics_solving AS solving WHERE solving.ticket_id ="
    " unit.ticket_id AND solving.solved_at <= %(as_of)s"
    " AND (solving.opened_again_at <= %(as_of)s) IS NOT TRUE)"
)

NOT_REASSIGNED = Share(
    key="work.not_reassigned",
    code="",
    names=text("Never passed on", "未转派率"),
    better="higher",
    facts="told",
    unit_name=TICKETS,
    at="asked_at",
    ticket="ticket_id",
    agent="answered_by_id",
    credit=NOBODY,
    hit=f"({_HANDS}) = 0 AND {_SOLVED}",
    miss=f"({_HANDS}) > 0",
    running_counts=True,
    provisional="true",
    version=2,
    ripe_after=timedelta(days=30),
    maturity=text(
        "Certain once the tickets are solved; until then they may still be passed on.",
        "工单解决后确定；此前仍可能转派。",
    ),
    definition=text(
        "Tickets that nobody passed on from one person to another, of all tickets begun in "
        "the period. Where another system counted the hands, its count holds.",
        "统计期内开始的工单中，从未由一人转给另一人的占比。若外部系统已有转派次数，以其为准。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "Three solved tickets: one nobody was given, one given to one person, one given "
            "to a second person after the first.",
            "三张已解决工单：一张未分配，一张分配给一人，一张先后分配给两人。",
        ),
        result=text("Two of three: 66.7 %.", "三张中两张：66.7 %。"),
    ),
)

NOT_REOPENED = replace(
    NOT_REASSIGNED,
    key="work.not_reopened",
    names=text("Never opened again", "未重开率"),
    hit=f"({_AGAIN}) = 0 AND {_SOLVED}",
    miss=f"({_AGAIN}) > 0",
    version=1,
    maturity=text(
        "Never quite: a solved ticket may be opened again at any time.",
        "不会完全确定：已解决的工单随时可能重开。",
    ),
    definition=text(
        "Solved tickets that were never opened again, by the buyer or by us, of all tickets "
        "begun in the period. Where another system counted the times, its count holds.",
        "统计期内开始的工单中，解决后从未被买家或内部重开的占比。若外部系统已有重开次数，以其为准。",
    ),
    example=Example(
        story=text(
            "Three solved tickets: one stays so, one is opened again by its buyer, one by us.",
            "三张已解决工单：一张保持解决，一张被买家重开，一张由我方重开。",
        ),
        result=text("One of three: 33.3 %.", "三张中一张：33.3 %。"),
    ),
)

STRAIGHT_THROUGH = replace(
    NOT_REOPENED,
    key="work.straight_through",
    names=text("Neither opened again nor passed on", "未重开且未转派率"),
    hit=f"({_AGAIN}) = 0 AND ({_HANDS}) = 0 AND {_SOLVED}",
    miss=f"({_AGAIN}) > 0 OR ({_HANDS}) > 0",
    definition=text(
        "Solved tickets that were neither passed on nor ever opened again, of all tickets "
        "begun in the period. Where another system counted, its counts hold.",
        "统计期内开始的工单中，既未转派、解决后也从未重开的占比。若外部系统已有计数，以其为准。",
    ),
    example=Example(
        story=text(
            "Three solved tickets: one by its first person for good, one passed on, one "
            "opened again.",
            "三张已解决工单：一张由首位客服彻底解决，一张转派过，一张重开过。",
        ),
        result=text("One of three: 33.3 %.", "三张中一张：33.3 %。"),
    ),
)

PROMISE_KEPT = Share(
    key="work.promise_kept",
    code="M-16",
    names=text("Promise kept, as another system says", "SLA达成率（外部系统口径）"),
    better="higher",
    facts="told",
    unit_name=TICKETS,
    at="asked_at",
    ticket="ticket_id",
    agent="answered_by_id",
    credit=NOBODY,
    counted=f"{_TOLD} AND told_promise_kept IS NOT NULL",
    exclusions=(
        Exclusion(
            key="not_told",
            name=text("nobody said", "外部系统未说明"),
            condition=f"({_TOLD} AND told_promise_kept IS NOT NULL) IS NOT TRUE",
        ),
    ),
    hit="told_promise_kept",
    miss="NOT told_promise_kept",
    running_counts=True,
    ripe_after=timedelta(days=30),
    maturity=text(
        "Certain once the tickets are closed there.", "工单在外部系统关闭后确定。"
    ),
    definition=text(
        "Tickets of another system of which its last line says that its promise was kept, "
        "of all of which it says whether. What was promised is that system's own matter.",
        "外部系统的工单中，最后一行标明已按承诺完成的占比；未说明的不计。承诺内容由该系统自定。",
    ),
    source="As the other system has it; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "Four tickets of a log: two kept, one broken, one of which nothing is said.",
            "日志中四张工单：两张达成，一张未达成，一张未说明。",
        ),
        result=text(
            "Two of three: 66.7 %, one left out.", "三张中两张：66.7 %，排除一张。"
        ),
    ),
)

TOLD_RESOLUTION = Wait(
    key="speed.told_resolution",
    code="M-13",
    names=text("Time to resolution, as another system says", "解决时长（外部系统口径）"),
    better="lower",
    facts="told",
    unit_name=TICKETS,
    at="asked_at",
    ticket="ticket_id",
    agent="solved_by_id",
    credit=text("Whoever solved it.", "解决者。"),
    counted="told_at IS NOT NULL",
    exclusions=(
        Exclusion(
            key="not_told",
            name=text("not of another system", "非外部系统工单"),
            condition="told_at IS NULL",
        ),
    ),
    waited=(
        "CASE WHEN told_resolved_at <= %(as_of)s THEN extract(epoch FROM"
        " told_resolved_at - coalesce(told_opened_at, asked_at))::int END"
    ),
    waiting_for="extract(epoch FROM %(as_of)s - asked_at)::int",
    within_hours=(4, 24, 72, 168),
    ripe_after=timedelta(days=30),
    maturity=text(
        "Certain once every ticket has a time of resolution; the others are counted apart.",
        "全部工单均有解决时间后确定；其余单独计数。",
    ),
    definition=text(
        "From the opening to the resolution of tickets of another system, both as its last "
        "line states them. Tickets without a stated resolution are counted as open, even if "
        "they are closed; the time to full resolution takes the closing for them.",
        "外部系统工单从开启到解决的时长，均以其最后一行所载为准。未载明解决时间的工单即使已关闭"
        "也计为未结；“最终解决时长”则取其关闭时间。",
    ),
    source=(
        "As the other system has it; David and Nagaraja, Order Statistics (2003), §7.1, "
        "for the interval of the median."
    ),
    example=Example(
        story=text(
            "Three tickets of a log: resolved after 2 and 10 hours, and one closed without "
            "a time of resolution.",
            "日志中三张工单：2小时和10小时后解决，另一张已关闭但无解决时间。",
        ),
        result=text("Median 6 hours of two, one open.", "两张的中位数6小时，一张未结。"),
    ),
)
