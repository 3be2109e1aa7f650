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
