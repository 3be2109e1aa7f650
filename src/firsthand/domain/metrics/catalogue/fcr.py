"""Whether the first contact settles it."""

from __future__ import annotations

from datetime import timedelta

from firsthand.domain.metrics.model import Example, Share, Target

ISSUES_7D = Share(
    key="fcr.issues_7d",
    code="M-01",
    names={
        "en": "First contact resolution, 7 days",
        "zh-hans": "首次联系解决率（7天复联）",
    },
    better="higher",
    facts="issue",
    unit_name={"en": "issues", "zh-hans": "问题"},
    at="opened_at",
    ticket="first_ticket_id",
    agent="first_agent_id",
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
            "of one or two stars on the order, or no resolution within seven days."
        ),
        "zh-hans": (
            "统计期内开启的问题中，解决后七天内未出现失败事件的占比。失败事件包括：买家就同一问题"
            "再次联系、买家催促、未被驳回的A-to-z索赔、拒付、订单一至二星反馈，或七天内未解决。"
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
