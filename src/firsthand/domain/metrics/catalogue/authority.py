"""What agents give on their own word, and what it comes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firsthand.domain.metrics.catalogue.fcr import FIRST_AGENT, ISSUES, ISSUES_7D, NOBODY
from firsthand.domain.metrics.model import Example, Exclusion, Share, Target, text

_USES = text("uses of authority", "授权使用")
_AT_ONCE = text("Certain at once.", "立即确定。")
_WILSON = "Our own definition; Wilson (1927) for the interval."

# Passed up before it was resolved: then the first line has not solved it by itself.
_ALONE = "(passed_up_at < coalesce(resolved_at, 'infinity')) IS NOT TRUE"
_PASSED_UP = (
    "(passed_up_at < coalesce(resolved_at, 'infinity') AND passed_up_at <= %(as_of)s)"
    " IS TRUE"
)

EMPOWERED_7D = replace(
    ISSUES_7D,
    key="fcr.empowered_7d",
    code="M-06",
    names=text(
        "First contact resolution of high-risk issues, 7 days",
        "高风险问题首次联系解决率（7天）",
    ),
    facts="highrisk",
    version=1,
    hit=f"failed_at IS NULL AND settles_at <= %(as_of)s AND {_ALONE}",
    miss=f"coalesce(failed_at <= %(as_of)s, false) OR {_PASSED_UP}",
    hit_when_ripe="",
    provisional=f"resolved_at <= %(as_of)s AND {_ALONE}",
    wait=(
        f"CASE WHEN {_PASSED_UP} THEN 0 WHEN failed_at <= %(as_of)s"
        " THEN greatest(0, coalesce(extract(epoch FROM failed_at - resolved_at), 0))"
        " WHEN resolved_at <= %(as_of)s"
        " THEN least(604800, extract(epoch FROM %(as_of)s - resolved_at)) ELSE 0 END"
    ),
    event=f"coalesce(failed_at <= %(as_of)s, false) OR {_PASSED_UP}",
    targets=(),
    definition=text(
        "Of the issues whose reason has a high or critical risk, those that succeed as in the "
        "headline and were neither escalated nor sent for approval before their resolution. "
        "The reason is the one in force at the resolution; its risk is that of the tree as it "
        "is today. Split it by authority: “used” are issues where somebody gave something on "
        "his own word before the resolution. The two are no experiment, since other issues "
        "call for money. It can be bought with refunds, so read it beside the refund rate.",
        "原因风险为高或严重的问题中，按7天口径解决，且解决前既未升级也未送审批的占比。以解决时的"
        "标签为准，风险取原因树当前的设定。可按授权拆分：“used”指解决前客服曾自行决定给付的问题。"
        "两组并非实验对照，因为需要给付的问题本就不同。该指标可以用退款换来，须与退款率一起看。",
    ),
    example=Example(
        story=text(
            "Four high-risk issues answered at once: one as it is; one with a refund on the "
            "agent's own word; one whose refund had to be approved; one escalated.",
            "四个高风险问题均立即答复：一个直接解决；一个由客服自行决定退款；一个退款须经审批；"
            "一个被升级。",
        ),
        result=text(
            "Two of four: 50 %. With authority one of one, without it one of three.",
            "四个中两个：50 %。使用授权的一个中一个，未使用的三个中一个。",
        ),
    ),
)

NOTE_COMPLIANCE = Share(
    key="authority.note_compliance",
    code="M-42",
    names=text("Uses of authority with a complete note", "授权备注合规率"),
    better="higher",
    facts="used",
    unit_name=_USES,
    at="used_at",
    ticket="ticket_id",
    agent="agent_id",
    credit=text("Whoever used it.", "使用授权的人。"),
    hit="has_note",
    miss="NOT has_note",
    running_counts=True,
    targets=(Target(value=1.0, name=text("Every one", "每一次")),),
    ripe_after=timedelta(),
    maturity=_AT_ONCE,
    definition=text(
        "Of all times somebody asked to give a buyer something, whether he was allowed to or "
        "had to have it approved, those whose note was judged complete in that moment: long "
        "enough, names the reason, is no copy of another. The desk lets nothing through "
        "without one, so anything below 100 % means that something went round it. What was "
        "refused for its note is no use and stands in the audit log. Money that a marketplace "
        "gave back by itself has no note of ours and is not counted here.",
        "客服申请给付的全部次数（无论自行决定还是送审批）中，当时备注被判定为完整的占比：长度足够、"
        "写明原因、并非照抄。系统不会放行没有完整备注的申请，因此低于100 %说明有人绕过了系统。"
        "因备注被拒绝的不算使用，记录在审计日志中。平台自行退还的款项没有我方备注，不在此统计。",
    ),
    source=_WILSON,
    min_n_firm=10,
    example=Example(
        story=text(
            "Three refunds asked for: two with a complete note, one that reached us without.",
            "三次退款申请：两次备注完整，一次没有。",
        ),
        result=text("Two of three: 66.7 %.", "三次中两次：66.7 %。"),
    ),
)

OVER_LIMIT = replace(
    NOTE_COMPLIANCE,
    key="authority.over_limit",
    code="M-43",
    names=text("Attempts over the limit", "超限申请占比"),
    better="corridor",
    counted="is_money",
    exclusions=(
        Exclusion(
            key="no_money",
            name=text("nothing was to be given", "不涉及金额"),
            condition="NOT is_money",
        ),
    ),
    hit="is_over",
    miss="NOT is_over",
    targets=(),
    min_n_firm=30,
    definition=text(
        "Of all times somebody asked to give money, those beyond a limit of his own: for the "
        "order, its share, the hours, the day or the month. They were sent for approval. None "
        "at all can mean that people ask for just under the limit: see the report on amounts "
        "near the limit.",
        "涉及金额的申请中，超出本人某项限额（订单、占订单比例、时段、每日或每月）而送审批的占比。"
        "一次都没有，也可能说明金额被刻意压在限额之下：请看临界金额报告。",
    ),
    example=Example(
        story=text(
            "With a limit of 100 USD: asked for 99.99, for 100, for 100.01.",
            "限额100美元：分别申请99.99、100、100.01美元。",
        ),
        result=text("One of three: 33.3 %.", "三次中一次：33.3 %。"),
    ),
)

SPLIT = replace(
    OVER_LIMIT,
    key="authority.split",
    names=text("Attempts to split", "拆分申请占比"),
    better="lower",
    hit="is_split",
    miss="NOT is_split",
    definition=text(
        "Of all times somebody asked to give money, those within his limit by themselves that "
        "passed it with what the same order had been given before.",
        "涉及金额的申请中，单次未超限、但与同一订单此前已给付金额相加后超限的占比。",
    ),
    example=Example(
        story=text(
            "With a limit of 100 USD: 60 for one order, 60 for the same order, 120 for another.",
            "限额100美元：某订单申请60美元，同一订单再申请60美元，另一订单申请120美元。",
        ),
        result=text("One of three: 33.3 %.", "三次中一次：33.3 %。"),
    ),
)

_REFUNDED = "(refunded_at <= opened_at + interval '30 days' AND refunded_at <= %(as_of)s)"
REFUND_RATE = Share(
    key="refunds.rate",
    code="M-43",
    names=text("Issues with money given back", "退款率（按问题）"),
    better="corridor",
    facts="refunded",
    unit_name=ISSUES,
    at="opened_at",
    ticket="first_ticket_id",
    agent="first_agent_id",
    credit=FIRST_AGENT,
    hit=f"{_REFUNDED} IS TRUE",
    miss=f"{_REFUNDED} IS NOT TRUE AND opened_at + interval '30 days' <= %(as_of)s",
    running_counts=True,
    window=timedelta(days=30),
    ripe_after=timedelta(days=30),
    maturity=text("Certain 30 days after opening.", "开启30天后确定。"),
    definition=text(
        "Issues in which we gave money back within thirty days of their opening, in full or "
        "in part, of all issues opened in the period; too many and too few both deserve a "
        "look. Only what was done from the desk and has happened counts. Not counted, because "
        "nobody says it yet: what the goods and the freight of a replacement cost, so there is "
        "no cost per resolution; and what of a refund was goodwill.",
        "统计期内开启的问题中，三十天内由我方退款（全额或部分）的占比；过多过少都值得查看。仅统计"
        "从本系统发出且已成功的。尚无数据因而不统计：补发的货值与运费（故不给出每次解决成本），"
        "以及退款中属于善意补偿的部分。",
    ),
    source=_WILSON,
    example=Example(
        story=text(
            "Three issues: one refunded on day two, one on day forty, one never.",
            "三个问题：一个第二天退款，一个第四十天退款，一个未退款。",
        ),
        result=text("One of three: 33.3 %.", "三个中一个：33.3 %。"),
    ),
)

_CLAIMED = "(claimed_at <= opened_at + interval '30 days' AND claimed_at <= %(as_of)s)"
_ORDERLESS = Exclusion(
    key="no_order",
    name=text("about no order we know", "没有已知订单"),
    condition="order_id IS NULL",
)
THREATS_RESOLVED = Share(
    key="claims.none_after_answer",
    code="M-50",
    names=text("Threatened claims resolved without a claim", "扬言索赔解决后未索赔率"),
    better="context",
    facts="threat",
    unit_name=text("threats", "索赔威胁"),
    at="opened_at",
    ticket="first_ticket_id",
    agent="",
    credit=NOBODY,
    counted="order_id IS NOT NULL AND is_resolved_first",
    exclusions=(
        _ORDERLESS,
        Exclusion(
            key="not_resolved",
            name=text(
                "not resolved before a claim or in seven days", "索赔前或七天内未解决"
            ),
            condition="order_id IS NOT NULL AND NOT is_resolved_first",
        ),
    ),
    hit=f"{_CLAIMED} IS NOT TRUE AND opened_at + interval '30 days' <= %(as_of)s",
    miss=f"{_CLAIMED} IS TRUE",
    running_counts=True,
    min_n_firm=20,
    min_n_ranked=20,
    window=timedelta(days=30),
    ripe_after=timedelta(days=30),
    maturity=text("Certain 30 days after the threat.", "威胁提出30天后确定。"),
    definition=text(
        "Issues in which the buyer threatened an A-to-z claim and which were resolved within "
        "seven days, before any claim: those on whose order none was made for thirty days. A "
        "denied claim was made, too. Hold it against the same figure of threats that were not "
        "resolved: the difference is what answering may have prevented, and part of it is that "
        "who claims at once cannot be answered first.",
        "买家扬言提出A-to-z索赔、且在七天内先于索赔得到解决的问题中，三十天内该订单没有索赔的占比；"
        "被驳回的索赔也算提出。应与未解决的威胁对照：差值是答复可能避免的索赔，其中一部分只是因为"
        "立即索赔的买家来不及答复。",
    ),
    source=_WILSON,
    example=Example(
        story=text(
            "Five threats: three resolved the same day, of which one is followed by a claim in "
            "ten days and one in forty; two never resolved, one with a claim.",
            "五次威胁：三次当天解决，其中一次十天后、一次四十天后提出索赔；两次未解决，一次提出索赔。",
        ),
        result=text("Two of three: 66.7 %.", "三次中两次：66.7 %。"),
    ),
)

THREATS_UNRESOLVED = replace(
    THREATS_RESOLVED,
    key="claims.none_after_silence",
    names=text("Unresolved threats without a claim", "未解决威胁的未索赔率"),
    counted="order_id IS NOT NULL AND NOT is_resolved_first",
    exclusions=(_ORDERLESS,),
    definition=text(
        "Issues in which the buyer threatened an A-to-z claim and which were not resolved "
        "within seven days or before a claim: those on whose order none was made for thirty "
        "days. It says what would have happened by itself.",
        "买家扬言提出A-to-z索赔、且七天内或索赔前未解决的问题中，三十天内该订单没有索赔的占比。"
        "它说明不答复时会怎样。",
    ),
    example=Example(
        story=THREATS_RESOLVED.example.story,
        result=text("One of two: 50 %.", "两次中一次：50 %。"),
    ),
)
