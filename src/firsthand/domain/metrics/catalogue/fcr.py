"""Whether the first contact settles it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firsthand.domain.metrics.model import Example, Exclusion, Share, Target, text

ISSUES = text("issues", "问题")
CONTACTS = text("contacts", "联系")
FIRST_AGENT = text(
    "The person who first answered with more than a courtesy.",
    "首位作出实质答复的客服。",
)
NOBODY = text("Nobody: it is the team's.", "不归个人，归团队。")

# An unresolved issue always has a failure, if only one that lies ahead.
_JUDGED = "(resolved_at IS NOT NULL OR failed_at IS NOT NULL)"
UNKNOWN_WHEN = Exclusion(
    key="unknown_when",
    name=text("resolved, and nobody knows when", "已解决但解决时间未知"),
    condition=f"NOT {_JUDGED}",
)

ISSUES_7D = Share(
    key="fcr.issues_7d",
    code="M-01",
    names={
        "en": "First contact resolution, 7 days",
        "zh-hans": "首次联系解决率（7天复联）",
    },
    better="higher",
    facts="issue",
    unit_name=ISSUES,
    at="opened_at",
    ticket="first_ticket_id",
    agent="first_agent_id",
    credit=FIRST_AGENT,
    counted=_JUDGED,
    exclusions=(UNKNOWN_WHEN,),
    version=2,
    window=timedelta(days=7),
    # `failed_at` may lie ahead: it is when an unresolved issue runs out of time.
    hit="failed_at IS NULL AND settles_at <= %(as_of)s",
    miss="failed_at <= %(as_of)s",
    hit_when_ripe="failed_at IS NULL",
    running_counts=True,
    provisional="resolved_at <= %(as_of)s",
    # From the resolution to the buyer's return. What failed before it failed at once.
    wait=(
        "CASE WHEN failed_at <= %(as_of)s"
        " THEN greatest(0, coalesce(extract(epoch FROM failed_at - resolved_at), 0))"
        " WHEN resolved_at <= %(as_of)s"
        " THEN least(604800, extract(epoch FROM %(as_of)s - resolved_at)) ELSE 0 END"
    ),
    event="coalesce(failed_at <= %(as_of)s, false)",
    watched=timedelta(days=7),
    targets=(
        Target(value=0.85, name={"en": "Base", "zh-hans": "基准"}),
        Target(value=0.90, name={"en": "Better", "zh-hans": "优秀"}),
    ),
    ripe_after=timedelta(days=14),
    maturity={
        "en": "Certain 14 days after opening: 7 days to resolve, 7 days to come back.",
        "zh-hans": "开启14天后确定：7天内解决，解决后再观察7天是否复联。",
    },
    definition={
        "en": (
            "Issues with no failure up to seven days after their resolution, of all issues "
            "opened in the period. A failure is a return of the buyer about the same issue, "
            "having to chase us, an A-to-z claim that was not denied, a chargeback, feedback "
            "of one or two stars on the order, or no resolution within seven days. Issues "
            "resolved nobody knows when cannot be judged and are left out."
        ),
        "zh-hans": (
            "统计期内开启的问题中，解决后七天内未出现失败事件的占比。失败事件包括：买家就同一问题"
            "再次联系、买家催促、未被驳回的A-to-z索赔、拒付、订单一至二星反馈，或七天内未解决。"
            "已解决但解决时间未知的问题无法判定，不计入。"
        ),
    },
    source=(
        "Our own definition: the field has no common one. Wilson (1927) for the interval, "
        "Kaplan and Meier (1958) for the estimate of a period that still runs."
    ),
    example=Example(
        story={
            "en": (
                "Four issues: one answered once; one answered, and the buyer is back on day "
                "three; one answered, and the buyer is back on day nine; one never answered."
            ),
            "zh-hans": (
                "四个问题：一个一次答复后再无来信；一个答复后第三天买家再次联系；"
                "一个答复后第九天买家再次联系；一个始终未答复。"
            ),
        },
        result={
            "en": "Two of four succeeded: 50 %. The return on day nine came after the window.",
            "zh-hans": "四个中两个成功：50 %。第九天的复联已在观察期之外。",
        },
    ),
)

ISSUES_30D = replace(
    ISSUES_7D,
    key="fcr.issues_30d",
    code="M-02",
    names=text("First contact resolution, 30 days", "首次联系解决率（30天复联）"),
    hit="failed_30_at IS NULL AND settles_30_at <= %(as_of)s",
    miss="failed_30_at <= %(as_of)s",
    hit_when_ripe="failed_30_at IS NULL",
    wait=(
        "CASE WHEN failed_30_at <= %(as_of)s"
        " THEN greatest(0, coalesce(extract(epoch FROM failed_30_at - resolved_at), 0))"
        " WHEN resolved_at <= %(as_of)s"
        " THEN least(2592000, extract(epoch FROM %(as_of)s - resolved_at)) ELSE 0 END"
    ),
    event="coalesce(failed_30_at <= %(as_of)s, false)",
    watched=timedelta(days=30),
    window=timedelta(days=30),
    targets=(),
    ripe_after=timedelta(days=37),
    maturity=text(
        "Certain 37 days after opening: 7 days to resolve, 30 days to come back.",
        "开启37天后确定：7天内解决，解决后再观察30天是否复联。",
    ),
    definition=text(
        "As the headline over seven days, but the buyer has thirty days to come back. "
        "The time to resolve stays seven days, so it is never higher than the headline.",
        "定义同7天口径，但买家复联的观察期为三十天。解决时限仍为七天，因此不会高于7天口径。",
    ),
    example=Example(
        story=text(
            "The same four issues: one answered once; one with the buyer back on day three; "
            "one with the buyer back on day nine; one never answered.",
            "同样四个问题：一个一次答复后再无来信；一个第三天复联；一个第九天复联；"
            "一个始终未答复。",
        ),
        result=text(
            "One of four: 25 %. The return on day nine lies within thirty days.",
            "四个中一个成功：25 %。第九天的复联在三十天之内。",
        ),
    ),
)

_SUCCEEDED = "failed_at IS NULL AND settles_at <= %(as_of)s"
_TOUCHED_ONCE = (
    "touches > 0 AND (touched_again_at <= %(as_of)s) IS NOT TRUE"
    " AND (escalated_at <= %(as_of)s) IS NOT TRUE"
)

ONE_TOUCH = Share(
    key="fcr.one_touch",
    code="M-03",
    names=text("Resolved with one reply", "一次回复解决率"),
    better="higher",
    facts="issue",
    unit_name=ISSUES,
    at="opened_at",
    ticket="first_ticket_id",
    agent="first_agent_id",
    credit=FIRST_AGENT,
    counted=_JUDGED,
    exclusions=(UNKNOWN_WHEN,),
    version=2,
    hit=f"{_SUCCEEDED} AND {_TOUCHED_ONCE}",
    miss=(
        f"failed_at <= %(as_of)s OR ({_SUCCEEDED} AND touches = 0)"
        " OR touched_again_at <= %(as_of)s OR escalated_at <= %(as_of)s"
    ),
    running_counts=True,
    provisional="resolved_at <= %(as_of)s",
    window=timedelta(days=7),
    ripe_after=timedelta(days=14),
    maturity=text(
        "Certain 14 days after opening, unless the issue is taken up again later: a second "
        "reply takes it out.",
        "开启14天后确定；若问题此后再次被提起并得到第二次答复，则不再计入。",
    ),
    definition=text(
        "Issues that succeed within seven days after exactly one reply of substance by a "
        "person, without escalation, of all issues opened in the period. Courtesies are "
        "not counted as replies; an issue closed without a reply is no success here.",
        "统计期内开启的问题中，仅经一次人工实质答复、未升级且七天内成功的占比。"
        "礼貌性回复不计为答复；未答复即关闭的问题不算一次解决。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "Three issues: one answered once; one answered with a holding reply, then with "
            "the solution; one answered once and escalated.",
            "三个问题：一个一次答复；一个先回复“处理中”再给出方案；一个一次答复后升级。",
        ),
        result=text("One of three: 33.3 %.", "三个中一个：33.3 %。"),
    ),
)

NET_7D = replace(
    ISSUES_7D,
    key="fcr.net_7d",
    code="M-05",
    names=text("First contact resolution, net, 7 days", "首次联系解决率（净值，7天）"),
    counted=f"front_line_can_resolve AND {_JUDGED}",
    exclusions=(
        Exclusion(
            key="not_resolvable",
            name=text("the front line cannot resolve them", "一线无权或无法解决"),
            condition="NOT front_line_can_resolve",
        ),
        UNKNOWN_WHEN,
    ),
    targets=(),
    definition=text(
        "As the headline over seven days, without issues whose reason the front line "
        "cannot resolve. The reason is the one in force at the resolution: what is "
        "re-tagged later stays where it was. It judges agents; the headline judges the team.",
        "定义同7天口径，但不含一线无法解决的原因。以解决时的标签为准，事后改标不影响。"
        "净值用于评价个人，总值用于评价团队。",
    ),
    source="MetricNet, First Contact Resolution: what level 1 cannot resolve is left out.",
    example=Example(
        story=text(
            "Three issues answered once, of which one has a reason that the front line "
            "cannot resolve; the buyer of one of the others is back on day two.",
            "三个一次答复的问题，其中一个属于一线无法解决的原因；另两个中有一个买家第二天复联。",
        ),
        result=text("One of two: 50 %, one left out.", "两个中一个：50 %，排除一个。"),
    ),
)

ANY_ORDER_7D = replace(
    ISSUES_7D,
    key="fcr.any_order_7d",
    names=text(
        "First contact resolution, whatever the reason", "首次联系解决率（不看原因）"
    ),
    facts="auditissue",
    targets=(),
    definition=text(
        "As the headline over seven days, but contacts of a buyer about one order are one "
        "issue whatever their reasons. Re-tagging gains nothing here: where the headline "
        "is more than three points higher, the tags want a review.",
        "定义同7天口径，但同一买家就同一订单的联系不论原因均视为同一问题，改标无法获益。"
        "若7天口径高出三个百分点以上，应复核标签。",
    ),
    example=Example(
        story=text(
            "A buyer asks how to return an order and is answered; a day later he asks where "
            "the refund of the same order is, under another reason, and is answered.",
            "买家询问如何退货并得到答复；次日以另一原因询问同一订单的退款并得到答复。",
        ),
        result=text(
            "None of one: 0 %. The headline counts two issues that both succeeded.",
            "一个中零个：0 %。7天口径则为两个问题且均成功。",
        ),
    ),
)

MACRO_7D = replace(
    ISSUES_7D,
    key="fcr.macro_7d",
    code="M-07",
    names=text("First contact resolution by macro", "宏首次联系解决率"),
    counted=f"first_agent_id IS NOT NULL AND {_JUDGED}",
    exclusions=(
        Exclusion(
            key="not_answered",
            name=text("never answered by a person", "从未得到人工答复"),
            condition="first_agent_id IS NULL",
        ),
        UNKNOWN_WHEN,
    ),
    targets=(),
    definition=text(
        "As the headline over seven days, of issues a person answered; split it by the "
        "macro of the first reply. Macros of different reasons are not to be compared: "
        "split by the reason as well.",
        "定义同7天口径，仅含已有人工答复的问题，按首次答复所用的宏拆分。"
        "不同原因的宏不可直接比较，应同时按原因拆分。",
    ),
    example=Example(
        story=text(
            "Three issues: two answered with a macro, of which one buyer is back on day "
            "two; one never answered.",
            "三个问题：两个用宏答复，其中一个买家第二天复联；一个始终未答复。",
        ),
        result=text("One of two: 50 %, one left out.", "两个中一个：50 %，排除一个。"),
    ),
)

RECONTACT_7D = Share(
    key="fcr.recontact_7d",
    code="M-08",
    names=text("Re-contact rate, 7 days", "复联率（7天）"),
    better="lower",
    facts="issue",
    unit_name=ISSUES,
    at="opened_at",
    ticket="first_ticket_id",
    agent="first_agent_id",
    credit=FIRST_AGENT,
    counted="resolved_at <= %(as_of)s AND resolved_at <= opened_at + interval '7 days'",
    exclusions=(
        Exclusion(
            key="not_resolved",
            name=text(
                "not resolved within seven days, or not yet", "七天内未解决或尚未解决"
            ),
            condition=(
                "(resolved_at <= %(as_of)s"
                " AND resolved_at <= opened_at + interval '7 days') IS NOT TRUE"
                f" AND {_JUDGED}"
            ),
        ),
        UNKNOWN_WHEN,
    ),
    version=2,
    hit="failed_at <= %(as_of)s",
    miss="failed_at IS NULL AND settles_at <= %(as_of)s",
    running_counts=True,
    provisional="true",
    wait=(
        "CASE WHEN failed_at <= %(as_of)s"
        " THEN greatest(0, extract(epoch FROM failed_at - resolved_at))"
        " ELSE least(604800, extract(epoch FROM %(as_of)s - resolved_at)) END"
    ),
    event="coalesce(failed_at <= %(as_of)s, false)",
    event_hits=True,
    watched=timedelta(days=7),
    window=timedelta(days=7),
    targets=(Target(value=0.15, name=text("Our own line", "内部目标")),),
    ripe_after=timedelta(days=14),
    maturity=ISSUES_7D.maturity,
    definition=text(
        "Resolved issues whose buyer came back, had to chase us, or went to a claim, a "
        "chargeback or bad feedback within seven days, of all issues resolved in time.",
        "按时解决的问题中，七天内买家复联、催促，或提出索赔、拒付、差评的占比。",
    ),
    source="One minus first contact resolution, among resolved issues.",
    example=Example(
        story=text(
            "Four issues: one answered once; one answered, and the buyer is back on day "
            "three; one answered, and the buyer is back on day nine; one never answered.",
            "四个问题：一个一次答复后再无来信；一个第三天复联；一个第九天复联；一个始终未答复。",
        ),
        result=text(
            "One of three: 33.3 %. The one never answered is left out.",
            "三个中一个：33.3 %。始终未答复的不计入。",
        ),
    ),
)
