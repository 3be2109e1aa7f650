"""How much work there is, what it is about, and where it lies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firsthand.domain.metrics.catalogue.fcr import CONTACTS, ISSUES, NOBODY
from firsthand.domain.metrics.catalogue.solving import IS_TIMED, SOLVED_UNKNOWN_WHEN
from firsthand.domain.metrics.catalogue.speed import REPLIER
from firsthand.domain.metrics.model import (
    Count,
    Example,
    Exclusion,
    Mean,
    Portion,
    Share,
    Snapshot,
    Target,
    text,
)

TICKETS = text("tickets", "工单")
_AT_ONCE = text("Certain at once.", "立即确定。")
_UNANSWERED = "(handled_at <= %(as_of)s) IS NOT TRUE"

HANDLING_TIME = Mean(
    key="work.handling_time",
    code="M-18",
    names=text("Average handling time", "平均处理时长"),
    better="corridor",
    facts="work",
    unit_name=CONTACTS,
    unit="seconds",
    at="happened_at",
    ticket="ticket_id",
    agent="agent_id",
    credit=text("Everybody his own minutes.", "各人计各自的时间。"),
    total="seconds",
    weight="CASE WHEN handled_at <= %(as_of)s THEN handled ELSE 0 END",
    cluster="ticket_id",
    exclusions=(
        Exclusion(
            key="not_answered",
            name=text("contacts nobody has answered yet", "尚未答复的联系"),
            condition=f"handled = 1 AND {_UNANSWERED}",
        ),
    ),
    ripe_after=timedelta(hours=24),
    maturity=text(
        "Certain once the contacts of the period are answered.", "期内联系全部答复后确定。"
    ),
    definition=text(
        "Time people had tickets before them in the period, per contact of the period that "
        "was answered. Tickets open at the same time share it equally, so the parts add up "
        "to the time somebody was busy. Shorter is not better: read it beside the "
        "re-contact rate.",
        "统计期内客服处理工单的时间之和，除以期内已答复的联系数。同时打开的工单平分时间，"
        "因此各部分之和等于实际忙碌时间。并非越短越好，应与复联率同看。",
    ),
    source="As ICMI, Average Handle Time; Cochran (1977), ch. 6, for the interval.",
    example=Example(
        story=text(
            "One agent has two tickets before him for ten minutes each, five of them at "
            "once, and answers one contact on each.",
            "一名客服处理两张工单各十分钟，其中五分钟同时进行，并各答复一次联系。",
        ),
        result=text(
            "15 minutes of work on two contacts: 7.5 minutes.",
            "15分钟处理两次联系：7.5分钟。",
        ),
    ),
)

CONTACT_VOLUME = Count(
    key="volume.contacts",
    code="M-19",
    names=text("Contacts", "联系量"),
    better="context",
    facts="contact",
    unit_name=CONTACTS,
    at="started_at",
    ticket="ticket_id",
    agent="answered_by_id",
    credit=REPLIER,
    ripe_after=timedelta(),
    maturity=_AT_ONCE,
    definition=text(
        "Times buyers needed an answer: messages of one ticket that wait for the same "
        "answer are one contact. Thanks, automatic replies and spam are none.",
        "买家需要答复的次数：同一工单中等待同一答复的消息计为一次。致谢、自动回复和垃圾信息不计。",
    ),
    source="Our own definition.",
    example=Example(
        story=text(
            "A buyer writes twice before we answer, and once more after that.",
            "买家在答复前来信两次，答复后又来信一次。",
        ),
        result=text("Two contacts.", "两次联系。"),
    ),
)

ISSUE_VOLUME = replace(
    CONTACT_VOLUME,
    key="volume.issues",
    names=text("Issues", "问题量"),
    facts="issue",
    unit_name=ISSUES,
    at="opened_at",
    ticket="first_ticket_id",
    agent="first_agent_id",
    reason="reason_now",
    definition=text(
        "Problems buyers began to write about: contacts about the same thing are one issue.",
        "买家开始反映的问题数：关于同一事项的多次联系计为一个问题。",
    ),
    example=replace(CONTACT_VOLUME.example, result=text("One issue.", "一个问题。")),
)

TICKET_VOLUME = replace(
    CONTACT_VOLUME,
    key="volume.tickets",
    names=text("Tickets", "工单量"),
    facts="course",
    unit_name=TICKETS,
    at="asked_at",
    definition=text(
        "Tickets with a message that needs an answer, by their first one.",
        "含需答复消息的工单数，按首条消息归属。",
    ),
    example=replace(CONTACT_VOLUME.example, result=text("One ticket.", "一张工单。")),
)

PER_AGENT_DAY = Mean(
    key="work.contacts_per_agent_day",
    code="M-20",
    names=text("Contacts per agent and day", "人均日处理量"),
    better="corridor",
    facts="agentday",
    unit_name=text("days of agents", "人日"),
    unit="ratio",
    at="started_at",
    ticket="",
    agent="agent_id",
    credit=REPLIER,
    total="contacts",
    cluster="agent_id",
    min_n_ranked=20,
    ripe_after=timedelta(hours=24),
    maturity=text(
        "Certain once the contacts of the period are answered.", "期内联系全部答复后确定。"
    ),
    definition=text(
        "Contacts a person answered on a day (UTC) in a store, on average over the days on "
        "which he answered any there. It plans capacity; it does not weigh how hard they "
        "were, so it does not belong in pay.",
        "客服在某店铺某日（UTC）答复的联系数，按其有答复的日子平均。用于排班；"
        "未计难度，不应用于薪酬。",
    ),
    source="Our own definition; Cochran (1977), ch. 6, for the interval.",
    example=Example(
        story=text(
            "Lin answers two contacts on Monday and one on Tuesday, Maya three on Monday.",
            "林周一答复两次、周二一次；玛雅周一三次。",
        ),
        result=text("Six contacts on three days: 2.", "三个人日六次联系：2。"),
    ),
)

REASON_SHARE = Portion(
    key="volume.reason_share",
    code="M-22",
    names=text("Share of contacts", "联系占比"),
    better="context",
    facts="contact",
    unit_name=CONTACTS,
    at="started_at",
    ticket="ticket_id",
    agent="answered_by_id",
    credit=REPLIER,
    min_n_firm=100,
    ripe_after=timedelta(),
    maturity=text(
        "Certain at once; a later tag moves a contact to another reason.",
        "立即确定；事后改标会使联系归入其他原因。",
    ),
    definition=text(
        "Contacts of one reason (or store, or product) of all contacts of the period, under "
        "the tag they have now. A share may rise because others fell: read it beside the "
        "volume.",
        "某一原因（或店铺、产品）的联系占期内全部联系的比例，按当前标签。"
        "占比上升可能只因其他原因下降，应与联系量同看。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "Four contacts: three about deliveries, one about a return.",
            "四次联系：三次关于物流，一次关于退货。",
        ),
        result=text("Deliveries 75 %, returns 25 %.", "物流75 %，退货25 %。"),
    ),
)

TAG_COVERAGE = Share(
    key="work.tag_coverage",
    code="M-23",
    names=text("Tag coverage", "标签覆盖率"),
    better="higher",
    facts="solving",
    unit_name=text("times a ticket was solved", "次解决"),
    at="solved_at",
    ticket="ticket_id",
    agent="solved_by_id",
    credit=text("Whoever solved it.", "解决者。"),
    counted=IS_TIMED,
    exclusions=(SOLVED_UNKNOWN_WHEN,),
    version=2,
    hit="split_part(reason, '.', 3) <> ''",
    miss="split_part(reason, '.', 3) = ''",
    running_counts=True,
    targets=(Target(value=0.98, name=text("Our own line", "内部目标")),),
    ripe_after=timedelta(),
    maturity=_AT_ONCE,
    definition=text(
        "Tickets solved in the period that have a reason down to the third level, of all "
        "solved. The core reasons want at least 95 %.",
        "统计期内解决的工单中，原因标签达到第三级的占比。核心原因分析要求不低于95 %。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "Three tickets solved: one with a reason of three levels, one of two, one none.",
            "三张已解决工单：一张有三级标签，一张仅二级，一张无标签。",
        ),
        result=text("One of three: 33.3 %.", "三张中一张：33.3 %。"),
    ),
)

_TAGGED = "coalesce(reason, '') <> ''"
_IS_OTHER = "right('.' || upper(reason), 6) = '.OTHER'"

OTHER_SHARE = Share(
    key="work.other_share",
    code="M-23",
    names=text("Share of “other”", "“其他”占比"),
    better="lower",
    facts="solving",
    unit_name=text("times a ticket was solved", "次解决"),
    at="solved_at",
    ticket="ticket_id",
    agent="solved_by_id",
    credit=text("Whoever solved it.", "解决者。"),
    counted=f"{_TAGGED} AND {IS_TIMED}",
    version=2,
    exclusions=(
        SOLVED_UNKNOWN_WHEN,
        Exclusion(
            key="untagged",
            name=text("no reason at all", "无任何标签"),
            condition=f"NOT ({_TAGGED})",
        ),
    ),
    hit=_IS_OTHER,
    miss=f"NOT ({_IS_OTHER})",
    running_counts=True,
    targets=(Target(value=0.05, name=text("Our own line", "内部目标")),),
    ripe_after=timedelta(),
    maturity=_AT_ONCE,
    definition=text(
        "Tickets solved in the period whose reason is a mere “other” (its code ends in "
        "OTHER, on whatever level), of all solved with a reason. Where it is high, the list "
        "of reasons lacks some.",
        "统计期内解决且有标签的工单中，标签仅为“其他”（任一级代码以OTHER结尾）的占比。"
        "占比高说明原因清单有缺项。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "Three tickets solved: one tagged as late, one as other, one not at all.",
            "三张已解决工单：一张标为延误，一张标为其他，一张无标签。",
        ),
        result=text("One of two: 50 %, one left out.", "两张中一张：50 %，排除一张。"),
    ),
)

_SOLVED_THEN = (
    "EXISTS (SELECT 1 FROM metrics_solving AS solving"
    " WHERE solving.ticket_id = unit.ticket_id AND solving.solved_at < period_until"
    " AND (solving.opened_again_at < period_until) IS NOT TRUE)"
)

OPEN_TICKETS = Snapshot(
    key="backlog.open",
    code="M-15",
    names=text("Open tickets", "未结工单"),
    better="lower",
    facts="course",
    unit_name=TICKETS,
    at="asked_at",
    ticket="ticket_id",
    agent="",
    credit=NOBODY,
    counted=f"NOT {_SOLVED_THEN}",
    since="asked_at",
    ripe_after=timedelta(),
    maturity=_AT_ONCE,
    definition=text(
        "Tickets not solved at the end of the period, by how long ago they began: under 4, "
        "12, 24, 48 and 168 hours, and longer.",
        "期末尚未解决的工单数，按开始时间分段：4、12、24、48、168小时以内及更长。",
    ),
    source="Our own definition.",
    example=Example(
        story=text(
            "At noon: one ticket solved, one two hours old, one that has exactly 24 hours.",
            "中午时：一张已解决，一张两小时前开始，一张恰好24小时前开始。",
        ),
        result=text(
            "Two open: one under 4 hours, one from 24 to 48 hours.",
            "两张未结：一张不足4小时，一张24至48小时。",
        ),
    ),
)

WAITING_CONTACTS = Snapshot(
    key="backlog.waiting",
    code="M-15",
    names=text("Contacts waiting for an answer", "待答复联系"),
    better="lower",
    facts="contact",
    unit_name=CONTACTS,
    at="started_at",
    ticket="ticket_id",
    agent="",
    credit=NOBODY,
    counted=(
        "(answered_at < period_until) IS NOT TRUE AND is_answer_known"
        f" AND NOT {_SOLVED_THEN}"
    ),
    since="started_at",
    ripe_after=timedelta(),
    maturity=_AT_ONCE,
    definition=text(
        "Contacts on open tickets that nobody has answered at the end of the period, by how "
        "long the buyer has waited: under 4, 12, 24, 48 and 168 hours, and longer.",
        "期末未结工单上尚未答复的联系数，按买家等待时间分段：4、12、24、48、168小时以内及更长。",
    ),
    source="Our own definition.",
    example=Example(
        story=text(
            "At noon: one contact answered, one that has waited for 30 hours.",
            "中午时：一次已答复，一次已等待30小时。",
        ),
        result=text("One, from 24 to 48 hours.", "一次，24至48小时。"),
    ),
)
