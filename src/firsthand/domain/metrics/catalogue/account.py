"""What a marketplace judges a seller's account by, counted from what we know ourselves.

Amazon's own numbers are imported beside these (area health): they decide; these explain.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firsthand.domain.metrics.catalogue.orders import LAST_ANSWERED, ORDERS
from firsthand.domain.metrics.model import (
    Example,
    Exclusion,
    Mean,
    Share,
    Target,
    text,
)
from firsthand.domain.metrics.selling import (
    agent_of,
    held_against,
    ticket_of,
    written_about,
)

AMAZON = text("Amazon's line", "亚马逊要求")
OURS = "fulfilment = 'FBM'"
_PENDING = Exclusion(
    key="pending",
    name=text("not confirmed by the marketplace yet", "平台尚未确认"),
    condition="state = 'pending'",
)
NOT_OURS = Exclusion(
    key="not_ours",
    name=text("not shipped by us", "非自发货"),
    condition=f"NOT ({OURS})",
)
FEEDBACK = held_against("unit.id", "held.kind = 'feedback' AND held.stars <= 2")
CLAIM = held_against(
    "unit.id", "held.kind = 'claim' AND (held.denied_at <= %(as_of)s) IS NOT TRUE"
)
CHARGEBACK = held_against("unit.id", "held.kind = 'chargeback'")
_DEFECT = f"({FEEDBACK} OR {CLAIM} OR {CHARGEBACK})"
_CERTAIN_LATE = text(
    "Claims and feedback come for about 90 days: a young period looks better than it will.",
    "索赔和评价在约90天内陆续到来：较新的时段看起来总比最终好。",
)

ODR = Share(
    key="health.odr",
    code="M-51",
    names=text("Order defect rate (ODR)", "订单缺陷率（ODR）"),
    better="lower",
    facts="sale",
    unit_name=ORDERS,
    at="placed_at",
    ticket=ticket_of("unit.id"),
    agent=agent_of("unit.id"),
    credit=LAST_ANSWERED,
    counted="state <> 'pending'",
    exclusions=(_PENDING,),
    hit=_DEFECT,
    miss=f"NOT {_DEFECT}",
    running_counts=False,
    targets=(Target(value=0.01, name=AMAZON),),
    min_n_shown=20,
    min_n_firm=100,
    min_n_ranked=1000,
    ripe_after=timedelta(days=90),
    maturity=_CERTAIN_LATE,
    definition=text(
        "Orders with at least one defect, of all orders placed in the period: feedback of "
        "one or two stars, an A-to-z claim that was not denied, or a chargeback. An order "
        "with several counts once, under the day it was placed. Amazon counts 60 days, "
        "orders it ships and orders we ship each by itself.",
        "统计期内下单的订单中至少有一项缺陷的占比：一至二星店铺反馈、未被驳回的A-to-z索赔或"
        "信用卡拒付。一单多项只计一次，归入下单日。亚马逊按60天统计，FBA与自发货分别计算。",
    ),
    source="As Amazon Seller Central, Order Defect Rate (200285170): by the order's date.",
    example=Example(
        story=text(
            "Four orders: one with a one-star feedback and a claim, one with a denied "
            "claim, one with three stars, one with nothing.",
            "四张订单：一张有一星反馈和索赔，一张索赔被驳回，一张三星，一张无。",
        ),
        result=text("One of four: 25 %.", "四张中一张：25 %。"),
    ),
)


def _part(key: str, en: str, zh: str, hit: str, means: tuple[str, str]) -> Share:
    """Return a part of the defect rate: orders with one kind of defect, of all orders."""
    return replace(
        ODR,
        key=f"health.odr_{key}",
        names=text(en, zh),
        hit=hit,
        miss=f"NOT {hit}",
        targets=(),
        definition=text(
            f"Orders with {means[0]}, of all orders placed in the period: a part of the "
            "order defect rate. An order may be in several parts.",
            f"统计期内下单的订单中{means[1]}的占比，是订单缺陷率的一部分。一张订单可计入多个部分。",
        ),
    )


ODR_FEEDBACK = replace(
    _part(
        "feedback", "Negative feedback on orders", "负面反馈率（按订单）", FEEDBACK,
        ("feedback of one or two stars", "有一至二星反馈"),
    ),
    example=Example(
        story=ODR.example.story,
        result=text("One of four has one or two stars: 25 %.", "四张中一张有一至二星：25 %。"),
    ),
)  # fmt: skip
ODR_CLAIMS = replace(
    _part(
        "claims", "Orders with an A-to-z claim", "A-to-z索赔率", CLAIM,
        ("an A-to-z claim that was not denied", "有未被驳回的A-to-z索赔"),
    ),
    example=Example(
        story=ODR.example.story,
        result=text(
            "One of four: 25 %; the denied claim does not count.",
            "四张中一张：25 %；被驳回的索赔不计。",
        ),
    ),
)  # fmt: skip
ODR_CHARGEBACKS = replace(
    _part(
        "chargebacks", "Orders with a chargeback", "信用卡拒付率", CHARGEBACK,
        ("a chargeback, however it was decided", "有信用卡拒付（不论结果）"),
    ),
    example=Example(
        story=ODR.example.story, result=text("None of four: 0 %.", "四张中没有：0 %。")
    ),
)  # fmt: skip

_ASKED = (
    "(is_buyers_wish OR "
    + written_about("unit.id", "contact.reason IN ('INS.ORD.CANCEL', 'INS.ORD.CANERR')")
    + ")"
)
CANCELLED = Share(
    key="health.cancelled",
    code="M-54",
    names=text("Cancelled before shipping", "发货前取消率"),
    better="lower",
    facts="sale",
    unit_name=ORDERS,
    at="placed_at",
    ticket=ticket_of("unit.id"),
    agent=agent_of("unit.id"),
    credit=LAST_ANSWERED,
    counted=f"{OURS} AND state <> 'pending'",
    exclusions=(
        NOT_OURS,
        replace(_PENDING, condition=f"{OURS} AND state = 'pending'"),
    ),
    hit=f"state = 'cancelled' AND NOT {_ASKED}",
    miss=f"state <> 'cancelled' OR {_ASKED}",
    running_counts=False,
    targets=(Target(value=0.025, name=AMAZON),),
    min_n_shown=20,
    min_n_firm=100,
    ripe_after=timedelta(days=7),
    maturity=text(
        "Certain once the orders are shipped or cancelled.", "订单发出或取消后确定。"
    ),
    definition=text(
        "Orders we ship ourselves that were cancelled without the buyer having asked for "
        "it, of all of them placed in the period. That he asked we know from the order as "
        "the marketplace tells it, or from his message, tagged so. Of an order from a table "
        "that says neither we take it to be ours.",
        "自发货订单中，非买家要求而取消的占比。是否买家要求，依据平台提供的订单信息，或买家来信及其标签；"
        "由表格导入且两者均无的，视为我方取消。",
    ),
    source="As Amazon Seller Central, Pre-fulfilment Cancel Rate (200285210): 7 days.",
    example=Example(
        story=text(
            "Four orders: one cancelled because it was sold out, one because the buyer "
            "wrote that he changed his mind, two shipped.",
            "四张订单：一张缺货取消，一张买家来信改变主意而取消，两张已发货。",
        ),
        result=text("One of four: 25 %.", "四张中一张：25 %。"),
    ),
)

VALID_TRACKING = Share(
    key="health.valid_tracking",
    code="M-53",
    names=text("Valid tracking rate (VTR)", "有效追踪率（VTR）"),
    better="higher",
    facts="parcel",
    unit_name=text("parcels", "包裹"),
    at="deliver_by",
    ticket=ticket_of("unit.id"),
    agent=agent_of("unit.id"),
    credit=LAST_ANSWERED,
    counted="tracking_number <> '' AND state <> 'cancelled'",
    exclusions=(
        Exclusion(
            key="no_number",
            name=text(
                "known only to have been sent, without a number here",
                "仅知已发出，此处无运单号",
            ),
            condition="tracking_number = '' AND state <> 'cancelled'",
        ),
    ),
    hit="is_scanned",
    miss="NOT is_scanned",
    running_counts=False,
    targets=(Target(value=0.95, name=AMAZON),),
    min_n_shown=20,
    min_n_firm=100,
    ripe_after=timedelta(days=14),
    maturity=text(
        "Amazon counts two weeks later: carriers scan late.",
        "亚马逊延后两周统计：承运商扫描有滞后。",
    ),
    definition=text(
        "Parcels of orders we ship ourselves that a carrier has scanned, of all those sent "
        "with a number, by the day their order was promised for. Ours is only as good as "
        "the scans that reach us.",
        "自发货包裹中已有承运商扫描记录的占比，分母为有运单号的包裹，按承诺送达日统计。"
        "取决于我方收到的扫描记录是否齐全。",
    ),
    source="As Amazon Seller Central, Valid Tracking Rate: 30 days, by the promised date.",
    example=Example(
        story=text(
            "Of 200 parcels 190 have a number the carrier has scanned.",
            "200个包裹中，190个的运单号有承运商扫描。",
        ),
        result=text("190 of 200: 95 %, which is met.", "200个中190个：95 %，达标。"),
    ),
)

ON_TIME = Mean(
    key="health.on_time_delivery",
    code="M-55",
    names=text("On-time delivery rate (OTDR)", "准时送达率（OTDR）"),
    better="higher",
    facts="delivery",
    unit_name=text("units delivered", "送达件数"),
    at="deliver_by",
    ticket=ticket_of("unit.id"),
    agent=agent_of("unit.id"),
    credit=LAST_ANSWERED,
    counted="is_tracked AND state <> 'cancelled' AND units > 0 AND deliver_by <= %(as_of)s",
    exclusions=(
        Exclusion(
            key="not_tracked",
            name=text("without valid tracking", "无有效追踪"),
            condition="NOT is_tracked AND state <> 'cancelled'",
        ),
    ),
    total=(
        "CASE WHEN delivered_at <= %(as_of)s AND delivered_on <= deliver_by_day"
        " THEN units ELSE 0 END"
    ),
    weight="units",
    cluster="id",
    targets=(
        Target(value=0.90, name=AMAZON),
        Target(value=0.95, name=text("As Amazon advises", "亚马逊建议")),
    ),
    min_n_shown=1,
    min_n_firm=20,
    ripe_after=timedelta(days=7),
    maturity=text("Amazon counts seven days later.", "亚马逊延后七天统计。"),
    definition=text(
        "Units of orders we ship ourselves, with valid tracking, that were delivered on or "
        "before the promised day, of all that were promised for the period. What is not "
        "delivered on that day is late. Held against nobody under 20 units.",
        "自发货且追踪有效的订单中，在承诺日或之前送达的件数占期内应送达件数的比例。当日未送达即为"
        "迟到。不足20件不作考核。",
    ),
    source="As Amazon Seller Central, On-Time Delivery Rate (2024-09-25): 14 days, in units.",
    example=Example(
        story=text(
            "Two orders promised for the tenth: one of 18 units came on the tenth, one of "
            "two units on the eleventh.",
            "两张承诺十日送达的订单：一张18件十日送达，一张2件十一日送达。",
        ),
        result=text("18 of 20 units: 90 %.", "20件中18件：90 %。"),
    ),
)
