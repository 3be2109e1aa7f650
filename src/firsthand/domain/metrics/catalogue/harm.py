"""What an answer can do harm by: a claim, a chargeback, a bad rating."""

from __future__ import annotations

from datetime import timedelta

from firsthand.domain.metrics.catalogue.fcr import FIRST_AGENT, ISSUES
from firsthand.domain.metrics.model import Example, Exclusion, Share, text

_UP_TO = "opened_at + interval '30 days'"
_HARMED = f"escaped_at <= {_UP_TO} AND escaped_at <= %(as_of)s"

HARM_30D = Share(
    key="fcr.harm_30d",
    code="M-07",
    names=text(
        "Claims, chargebacks and bad ratings, 30 days", "索赔、拒付与差评率（30天）"
    ),
    better="lower",
    facts="issue",
    unit_name=ISSUES,
    at="opened_at",
    ticket="first_ticket_id",
    agent="first_agent_id",
    credit=FIRST_AGENT,
    counted="first_agent_id IS NOT NULL",
    exclusions=(
        Exclusion(
            key="not_answered",
            name=text("never answered by a person", "从未得到人工答复"),
            condition="first_agent_id IS NULL",
        ),
    ),
    hit=_HARMED,
    miss=f"{_UP_TO} <= %(as_of)s AND ({_HARMED}) IS NOT TRUE",
    running_counts=True,
    provisional="true",
    wait=(
        f"CASE WHEN {_HARMED} THEN extract(epoch FROM escaped_at - opened_at)"
        " ELSE least(2592000, extract(epoch FROM %(as_of)s - opened_at)) END"
    ),
    event=f"coalesce({_HARMED}, false)",
    event_hits=True,
    watched=timedelta(days=30),
    window=timedelta(days=30),
    ripe_after=timedelta(days=30),
    maturity=text("Certain 30 days after opening.", "开启30天后确定。"),
    definition=text(
        "Issues a person answered whose order got an A-to-z claim that was not denied, a "
        "chargeback, or feedback of one or two stars within thirty days of the issue's "
        "opening, of all that a person answered. The other side of first contact "
        "resolution: a macro must not win by silencing buyers.",
        "统计期内开启且有人工答复的问题中，开启后三十天内其订单出现未被驳回的A-to-z索赔、拒付或"
        "一至二星反馈的占比。它是首次联系解决率的反面：宏不能靠让买家沉默取胜。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "Four issues answered once: one with a chargeback on day five, one with one "
            "star on day forty, one whose buyer came back on day three.",
            "四个一次答复的问题：一个第五天拒付，一个第四十天收到一星，一个第三天买家再次联系。",
        ),
        result=text(
            "One of four: 25 %. The star came after the window; coming back is no harm.",
            "四个中一个：25 %。一星在观察期之外；再次联系不算伤害。",
        ),
    ),
)
