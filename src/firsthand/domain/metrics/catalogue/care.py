"""What a marketplace judges a seller's care for buyers by, counted from what we know."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firsthand.domain.metrics.catalogue.account import (
    AMAZON,
    NOT_OURS,
    ODR,
    OURS,
)
from firsthand.domain.metrics.catalogue.orders import LAST_ANSWERED
from firsthand.domain.metrics.catalogue.speed import REPLIED_24H
from firsthand.domain.metrics.model import (
    Count,
    Example,
    Exclusion,
    Share,
    Target,
    text,
)
from firsthand.domain.metrics.selling import (
    agent_of,
    held_against,
    sent_back,
    ticket_of,
    written_about,
)

LATE_RESPONSE = replace(
    REPLIED_24H,
    key="health.late_response",
    code="M-56",
    names=text("Late response rate", "延迟回复率"),
    better="lower",
    counted=f"({REPLIED_24H.counted}) AND channel = 'amazon'",
    exclusions=tuple(
        replace(each, condition=f"({each.condition}) AND channel = 'amazon'")
        for each in REPLIED_24H.exclusions
    ),
    hit=REPLIED_24H.miss,
    miss=REPLIED_24H.hit,
    hit_when_ripe="",
    targets=(Target(value=0.10, name=AMAZON),),
    definition=text(
        "Contacts on Amazon that were not answered by a person within 24 hours, of those "
        "answered or unanswered for longer: what is missing to the reply rate within 24 "
        "hours. Amazon also counts mere thanks, unless they are marked there as needing no "
        "response.",
        "亚马逊渠道中24小时内未得到人工答复的联系占比，与24小时回复率互补。亚马逊会把仅表示感谢的"
        "消息也计入，除非在其页面标记为无需回复。",
    ),
    source="Amazon Seller Central, Contact Response Time (200549770): all days count.",
    example=Example(
        story=REPLIED_24H.example.story,
        result=text("One of three: 33.3 %.", "三分之一：33.3 %。"),
    ),
)

_TWO_DAYS = "requested_at + interval '48 hours'"
_DECIDED = "(is_said_to_be_decided AND (dealt_with_at <= %(as_of)s) IS NOT TRUE)"
RETURN_DISSATISFACTION = Share(
    key="health.return_dissatisfaction",
    code="M-37",
    names=text("Return dissatisfaction rate (RDR)", "退货不满意率（RDR）"),
    better="lower",
    facts="returned",
    unit_name=text("returns asked for", "退货申请"),
    at="requested_at",
    ticket=ticket_of("unit.id"),
    agent=agent_of("unit.id"),
    credit=LAST_ANSWERED,
    counted=f"{OURS} AND NOT {_DECIDED}",
    exclusions=(
        NOT_OURS,
        Exclusion(
            key="decided",
            name=text(
                "decided nobody here knows when, mostly by the marketplace itself",
                "已处理但时间未知，多为平台自动处理",
            ),
            condition=f"{OURS} AND {_DECIDED}",
        ),
    ),
    hit=f"{_TWO_DAYS} <= %(as_of)s AND (dealt_with_at <= {_TWO_DAYS}) IS NOT TRUE",
    miss=f"dealt_with_at <= {_TWO_DAYS} AND dealt_with_at <= %(as_of)s",
    running_counts=False,
    window=timedelta(hours=48),
    targets=(Target(value=0.10, name=AMAZON),),
    min_n_shown=10,
    min_n_firm=20,
    ripe_after=timedelta(hours=48),
    maturity=text("Certain 48 hours after it was asked for.", "申请48小时后确定。"),
    definition=text(
        "Returns of orders we ship ourselves that nobody dealt with within 48 hours, of "
        "all asked for: no answer to the buyer, no money given back, no parcel taken in. "
        "What the marketplace says is decided, nobody knows when, is left out. Amazon adds "
        "returns wrongly refused and those the buyer was unhappy with, which nobody tells "
        "us.",
        "自发货订单的退货申请中，48小时内无人处理（未答复买家、未退款、未收到退件）的占比。平台称已处理但"
        "时间未知的不计。亚马逊还计入被错误拒绝的退货和买家的负面退货反馈，我方无从得知。",
    ),
    source="As Amazon Seller Central, Return Dissatisfaction Rate (201887610), in part.",
    example=Example(
        story=text(
            "Four returns asked for: answered after an hour, refunded after a day, answered "
            "after three days, and one an hour ago.",
            "四个退货申请：一小时后答复、一天后退款、三天后答复、一个刚于一小时前提出。",
        ),
        result=text(
            "One of three: 33.3 %. The newest is not due yet.",
            "三分之一：33.3 %。最新的未到期。",
        ),
    ),
)

_UNHAPPY = (
    "("
    + written_about(
        "unit.id",
        "contact.reason LIKE 'AFT.QUA%%' OR contact.reason LIKE 'AFT.ERR%%'"
        " OR contact.reason LIKE 'AFT.DMG%%'",
    )
    + " OR "
    + held_against("unit.id", "held.stars = 1")
    + f" OR {sent_back('unit.id')})"
)
CUSTOMER_EXPERIENCE = replace(
    ODR,
    key="health.customer_experience",
    code="M-58",
    names=text("Negative customer experience (NCX)", "负面客户体验率（NCX）"),
    hit=_UNHAPPY,
    miss=f"NOT {_UNHAPPY}",
    targets=(),
    ripe_after=timedelta(days=30),
    maturity=text("Returns come for 30 days and more.", "退货在30天甚至更久后仍会到来。"),
    definition=text(
        "Orders with a problem of the product or its listing, of all placed in the period: "
        "a return, a message about quality, damage or the wrong item, or one star. Split it "
        "by the product: Amazon judges each listing against its peers.",
        "统计期内下单的订单中，商品或页面存在问题的占比：退货、关于质量、破损或错发的来信，或一星反馈。"
        "请按产品拆分：亚马逊按页面与同类对比。",
    ),
    source="After Amazon Seller Central, Voice of the Customer; the windows are ours.",
    example=Example(
        story=text(
            "Four orders: one sent back, one written about as broken, two with nothing.",
            "四张订单：一张退货，一张来信称损坏，两张无。",
        ),
        result=text("Two of four: 50 %.", "四张中两张：50 %。"),
    ),
)

CLAIMS = Count(
    key="health.claims",
    code="M-59",
    names=text("A-to-z claims", "A-to-z索赔数"),
    better="lower",
    facts="claim",
    unit_name=text("claims", "索赔"),
    at="claimed_at",
    ticket=ticket_of("unit.id"),
    agent=agent_of("unit.id"),
    credit=LAST_ANSWERED,
    ripe_after=timedelta(),
    maturity=text("Certain at once.", "立即确定。"),
    definition=text(
        "A-to-z claims by the day they were made, those that were denied among them; split "
        "them by the reason the buyer wrote for. By when each has to be answered stands on "
        "the page of claims.",
        "按提出日统计的A-to-z索赔数，含被驳回的；可按买家来信原因拆分。各索赔的答复期限见索赔页。",
    ),
    source="Our own count; Amazon gives no list of claims to programs.",
    example=Example(
        story=text(
            "Two claims in a week, one of them denied later.",
            "一周内两起索赔，其中一起后被驳回。",
        ),
        result=text("Two.", "两起。"),
    ),
)
