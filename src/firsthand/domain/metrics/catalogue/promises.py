"""What the team promised: replies within its own working time."""

from __future__ import annotations

from datetime import timedelta

from firsthand.domain.metrics.model import Example, Exclusion, Share, Target, text

_DROPPED = "outcome = 'dropped'"

REPLIES_IN_TIME = Share(
    key="speed.promise_kept",
    code="M-16",
    names=text("Replies within the promised time", "SLA达成率"),
    better="higher",
    facts="promise",
    unit_name=text("promised replies", "承诺的答复"),
    at="promised_at",
    ticket="ticket_id",
    agent="",
    credit=text("Nobody: the team promised it.", "不归于个人：由团队承诺。"),
    counted=f"NOT ({_DROPPED})",
    exclusions=(
        Exclusion(
            key="dropped",
            name=text("no longer owed before it was due", "到期前已无需答复"),
            condition=_DROPPED,
        ),
    ),
    hit="due_at <= %(as_of)s AND ended_at <= due_at",
    miss="due_at <= %(as_of)s AND (ended_at IS NULL OR ended_at > due_at)",
    running_counts=False,
    targets=(Target(value=0.95, name=text("95 %", "95%")),),
    ripe_after=timedelta(days=7),
    maturity=text(
        "Certain once the replies are due: days off may put that off by a week.",
        "答复到期后确定；休息日最多可推迟一周。",
    ),
    definition=text(
        "Messages of buyers to which the team promised a reply (the first or a further one) "
        "and gave it in time, of all whose reply is due. Counted in the working time of the "
        "policy that held for the ticket; a reply of any kind keeps it. What is not due yet "
        "is left out even if it was answered, so that quick answers do not flatter.",
        "买家消息中，团队承诺答复（首次或后续）且按时答复的，占全部已到期者的比例。按工单适用"
        "政策的工作时间计算；任何类型的答复均算履行。尚未到期的即使已答复也不计，以免快速答复"
        "美化结果。",
    ),
    source="Attainment of a service level as the field has it; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "Four replies promised within two hours: two given in time, one late, one not "
            "due yet.",
            "承诺两小时内答复四次：两次按时，一次超时，一次尚未到期。",
        ),
        result=text(
            "Two of three: 66.7 %, one still open.", "三次中两次：66.7 %，一次未到期。"
        ),
    ),
)

_IN_TIME = "kept_at <= due_at + grace"
_WITHDRAWN = "coalesce(withdrawn_at < due_at, false)"

KEPT = Share(
    key="promise.kept",
    code="M-14",
    names=text("Promises to buyers that were kept", "承诺兑现率"),
    better="higher",
    facts="promised",
    unit_name=text("promises due", "到期的承诺"),
    at="due_at",
    ticket="ticket_id",
    agent="agent_id",
    credit=text("Whoever made the promise.", "作出承诺的人。"),
    counted=f"NOT ({_WITHDRAWN})",
    exclusions=(
        Exclusion(
            key="withdrawn",
            name=text("taken back before it was due", "到期前已收回"),
            condition=_WITHDRAWN,
        ),
    ),
    hit=f"due_at <= %(as_of)s AND {_IN_TIME}",
    miss=f"due_at + grace <= %(as_of)s AND ({_IN_TIME}) IS NOT TRUE",
    running_counts=False,
    targets=(Target(value=1.0, name=text("all of them", "全部")),),
    ripe_after=timedelta(hours=1),
    maturity=text(
        "Certain a quarter of an hour after the promise was due; where it is kept to the "
        "minute, at once.",
        "到期一刻钟后确定；按分钟兑现的站点到期即确定。",
    ),
    definition=text(
        "Of the promises with a time that somebody confirmed, those that were kept by then: "
        "by a reply of ours or as somebody says. Germany, Austria, Switzerland and Japan are "
        "kept to the minute, elsewhere a quarter of an hour is forgiven. Nothing sent by then "
        "is broken, whatever comes later; a reply that came back has kept nothing. What was "
        "taken back before it was due is left out, and what was moved before it was due counts "
        "by its new time.",
        "经确认且有时间的承诺中，到时已兑现的占比：以我方答复为准，或由人工标记。德国、奥地利、瑞士"
        "和日本按分钟计，其他地区宽限一刻钟。到时未发出即为违约，之后补发也不改变；被退回的答复不算"
        "兑现。到期前收回的承诺不计入；到期前改期的，按新时间计算。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "In Germany four answers promised by 15:00: sent at 14:50 and at 15:00, one at "
            "16:12 (72 minutes late), one taken back in the morning.",
            "德国站四次承诺15:00前答复：14:50和15:00各发出一次，一次16:12发出（迟72分钟），"
            "一次上午已收回。",
        ),
        result=text("Two of three: 66.7 %.", "三次中两次：66.7 %。"),
    ),
)
