"""How orders went, and how many of them make buyers write."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firsthand.domain.metrics.catalogue.fcr import NOBODY
from firsthand.domain.metrics.model import (
    Example,
    Exclusion,
    Mean,
    Share,
    Target,
    Wait,
    text,
)
from firsthand.domain.metrics.selling import agent_of, ticket_of

LAST_ANSWERED = text(
    "Whoever last answered about the order.", "最后就该订单作出答复的客服。"
)
ORDERS = text("orders", "订单")
_WHEN_DELIVERED = text(
    "Certain as soon as the orders are delivered, or late already.",
    "订单送达或已逾期时确定。",
)

CONTACTS_PER_100 = Mean(
    key="orders.contacts_per_100",
    code="M-21",
    names=text("Contacts per 100 orders", "每百单联系量"),
    better="lower",
    facts="order",
    unit_name=ORDERS,
    unit="per 100",
    scale=100,
    at="placed_at",
    ticket="",
    agent="",
    credit=NOBODY,
    total=(
        "(SELECT count(*) FROM metrics_contact AS contact WHERE contact.order_id = unit.id"
        " AND contact.started_at >= unit.placed_at AND contact.started_at <= %(as_of)s"
        " AND contact.started_at < unit.placed_at + interval '30 days')"
    ),
    cluster="coalesce(buyer_id, -id)",
    running="placed_at > %(as_of)s - interval '30 days'",
    running_counts=True,
    window=timedelta(days=30),
    targets=(Target(value=5, name=text("Our own line", "内部目标")),),
    min_n_shown=30,
    min_n_firm=200,
    min_n_ranked=200,
    ripe_after=timedelta(days=30),
    maturity=text("Certain 30 days after the order.", "下单30天后确定。"),
    definition=text(
        "Contacts about an order within thirty days of it, per 100 orders placed in the "
        "period. Until the thirty days are over, the number so far is a lower bound.",
        "下单后三十天内关于该订单的联系数，按期内每百张订单计。三十天未满时，当前值为下限。",
    ),
    source="Our own definition; Cochran (1977), ch. 6, for the interval.",
    example=Example(
        story=text(
            "Two orders: about one the buyer writes after two days and after 40 days, about "
            "the other never.",
            "两张订单：一张的买家在两天后和40天后来信，另一张从未来信。",
        ),
        result=text("One contact of two orders: 50 per 100.", "两单一次联系：每百单50次。"),
    ),
)

LATE_DELIVERY = Share(
    key="orders.late_delivery",
    code="",
    names=text("Late deliveries", "迟到率"),
    better="lower",
    facts="order",
    unit_name=ORDERS,
    at="placed_at",
    ticket="",
    agent="",
    credit=NOBODY,
    counted="deliver_by IS NOT NULL AND state <> 'cancelled'",
    exclusions=(
        Exclusion(
            key="cancelled",
            name=text("cancelled", "已取消"),
            condition="state = 'cancelled'",
        ),
        Exclusion(
            key="no_promise",
            name=text("no promised date", "无承诺日期"),
            condition="deliver_by IS NULL AND state <> 'cancelled'",
        ),
    ),
    hit="delivered_at <= %(as_of)s AND delivered_at > deliver_by",
    miss="delivered_at <= %(as_of)s AND delivered_at <= deliver_by",
    running_counts=False,
    ripe_after=timedelta(days=30),
    maturity=_WHEN_DELIVERED,
    definition=text(
        "Orders delivered after the promised moment, of those delivered, by the day of the "
        "order. Cancelled orders, and those without a promise, are left out.",
        "按下单日统计，已送达订单中晚于承诺时间送达的占比。已取消及无承诺日期的订单不计。",
    ),
    source="Our own definition; by the moment, not by the day.",
    example=Example(
        story=text(
            "Three orders promised for the tenth: delivered on the ninth, on the eleventh, "
            "and one not yet.",
            "三张承诺十日送达的订单：九日送达、十一日送达、一张未送达。",
        ),
        result=text("One of two: 50 %.", "两张中一张：50 %。"),
    ),
)

LATE_BY_DAY = replace(
    LATE_DELIVERY,
    key="orders.late_delivery_by_day",
    names=text("Late deliveries, by the day", "迟到率（按日）"),
    hit="delivered_at <= %(as_of)s AND delivered_on > deliver_by_day",
    miss="delivered_at <= %(as_of)s AND delivered_on <= deliver_by_day",
    definition=text(
        "As late deliveries, but an order that came on the promised day, whatever the hour, "
        "was in time. Days are those of the store's time zone.",
        "定义同迟到率，但在承诺当日送达（不论几点）即为准时。日期按店铺时区计。",
    ),
    source="Our own definition; by the day, for promises that name no hour.",
    example=Example(
        story=text(
            "Three orders promised for the tenth at midnight: delivered on the ninth, on "
            "the tenth at noon, and on the eleventh.",
            "三张承诺十日零时前送达的订单：九日、十日中午、十一日送达。",
        ),
        result=text("One of three: 33.3 %.", "三张中一张：33.3 %。"),
    ),
)

DELIVERY_TIME = Wait(
    key="orders.delivery_time",
    code="",
    names=text("Time to delivery", "送达时长"),
    better="lower",
    facts="order",
    unit_name=ORDERS,
    at="placed_at",
    ticket="",
    agent="",
    credit=NOBODY,
    counted="state <> 'cancelled'",
    exclusions=(LATE_DELIVERY.exclusions[0],),
    waited=(
        "CASE WHEN delivered_at <= %(as_of)s"
        " THEN extract(epoch FROM delivered_at - placed_at)::int END"
    ),
    waiting_for="extract(epoch FROM %(as_of)s - placed_at)::int",
    within_hours=(48, 120, 240),
    ripe_after=timedelta(days=30),
    maturity=text(
        "Certain once the orders are delivered; those on their way are counted apart.",
        "订单送达后确定；在途订单单独计数。",
    ),
    definition=text(
        "From the order to its delivery. The value is the median of the orders delivered; "
        "those on their way are counted, and enter the Kaplan-Meier median as such.",
        "从下单到送达的时长。取已送达订单的中位数；在途订单单独计数，并计入Kaplan-Meier中位数。",
    ),
    source=(
        "Kaplan and Meier (1958) for what is on its way; David and Nagaraja, Order "
        "Statistics (2003), §7.1, for the interval of the median."
    ),
    example=Example(
        story=text(
            "Three orders: delivered after 4 and after 8 days, and one not yet.",
            "三张订单：4天、8天后送达，一张未送达。",
        ),
        result=text(
            "Median 6 days of two; the Kaplan-Meier median is 8 days.",
            "两张的中位数6天；Kaplan-Meier中位数为8天。",
        ),
    ),
)

CANCELLED = Share(
    key="orders.cancelled",
    code="",
    names=text("Cancelled orders", "取消率"),
    better="lower",
    facts="order",
    unit_name=ORDERS,
    at="placed_at",
    ticket="",
    agent="",
    credit=NOBODY,
    hit="state = 'cancelled'",
    miss="state <> 'cancelled'",
    running_counts=True,
    ripe_after=timedelta(days=30),
    maturity=text(
        "Certain once the orders are shipped or cancelled.", "订单发出或取消后确定。"
    ),
    definition=text(
        "Orders that are cancelled, whoever did so, of all orders placed in the period.",
        "统计期内下单的订单中已取消（不论由谁取消）的占比。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "Four orders: one cancelled, two delivered, one not shipped yet.",
            "四张订单：一张取消、两张送达、一张未发货。",
        ),
        result=text("One of four: 25 %.", "四张中一张：25 %。"),
    ),
)

LATE_SHIPMENT = Share(
    key="orders.late_shipment",
    code="M-52",
    names=text("Late shipments", "迟发率"),
    better="lower",
    facts="shipment",
    unit_name=ORDERS,
    at="placed_at",
    ticket=ticket_of("unit.id"),
    agent=agent_of("unit.id"),
    credit=LAST_ANSWERED,
    counted="fulfilment = 'FBM' AND ship_by IS NOT NULL AND state <> 'cancelled'",
    exclusions=(
        Exclusion(
            key="not_ours",
            name=text("not shipped by us", "非自发货"),
            condition="fulfilment <> 'FBM'",
        ),
        Exclusion(
            key="cancelled",
            name=text("cancelled", "已取消"),
            condition="fulfilment = 'FBM' AND state = 'cancelled'",
        ),
        Exclusion(
            key="no_limit",
            name=text("no date to ship by", "无发货期限"),
            condition=("fulfilment = 'FBM' AND ship_by IS NULL AND state <> 'cancelled'"),
        ),
    ),
    hit=(
        "(shipped_at <= %(as_of)s AND shipped_at > ship_by)"
        " OR ((shipped_at <= %(as_of)s) IS NOT TRUE AND ship_by < %(as_of)s)"
    ),
    miss="shipped_at <= %(as_of)s AND shipped_at <= ship_by",
    running_counts=False,
    targets=(Target(value=0.04, name=text("Amazon's line", "亚马逊要求")),),
    ripe_after=timedelta(days=10),
    maturity=text("Certain once the date to ship by is past.", "发货期限过后确定。"),
    definition=text(
        "Orders we ship ourselves that left after their date to ship by, or have not left "
        "though it is past, of those that are due or left. The last parcel counts.",
        "自发货订单中，晚于发货期限发出或逾期未发的占比，以最后一个包裹为准；未到期且未发出的不计。",
    ),
    source="As Amazon Seller Central, Late Shipment Rate; by the day of the order.",
    example=Example(
        story=text(
            "Three orders to be shipped by the fifth: shipped on the fourth, shipped on the "
            "sixth, and not shipped on the eighth.",
            "三张须五日前发货的订单：四日发出、六日发出、八日仍未发出。",
        ),
        result=text("Two of three: 66.7 %.", "三张中两张：66.7 %。"),
    ),
)

LATE_AMONG_SHIPPED = replace(
    LATE_SHIPMENT,
    key="orders.late_among_shipped",
    code="",
    facts="order",
    ticket="",
    agent="",
    credit=NOBODY,
    names=text("Late among shipped", "已发货迟发率"),
    counted="shipped_at <= %(as_of)s AND ship_by IS NOT NULL",
    exclusions=(
        Exclusion(
            key="not_shipped",
            name=text("not shipped", "未发货"),
            condition="(shipped_at <= %(as_of)s) IS NOT TRUE",
        ),
        Exclusion(
            key="no_limit",
            name=text("no date to ship by", "无发货期限"),
            condition="shipped_at <= %(as_of)s AND ship_by IS NULL",
        ),
    ),
    hit="shipped_at > ship_by",
    miss="shipped_at <= ship_by",
    targets=(),
    maturity=text("Certain once the orders are shipped.", "订单发出后确定。"),
    definition=text(
        "Orders that were handed to the carrier after their date to ship by, of all that "
        "were handed over and have such a date; of several items the latest date counts. "
        "What was never shipped is left out: see late shipments for that.",
        "已交承运商且有发货期限的订单中，晚于期限交运的占比；多件商品以最晚期限为准。"
        "从未发出的订单不计，见迟发率。",
    ),
    source="Our own definition; by the day of the order.",
    example=Example(
        story=LATE_SHIPMENT.example.story,
        result=text("One of two: 50 %.", "两张中一张：50 %。"),
    ),
)

NEGATIVE_REVIEWS = Share(
    key="orders.negative_reviews",
    code="M-34",
    names=text("Negative reviews", "差评率"),
    better="lower",
    facts="review",
    unit_name=text("reviews", "评价"),
    at="rated_at",
    ticket="",
    agent="",
    credit=NOBODY,
    hit="stars <= 2",
    miss="stars > 2",
    running_counts=False,
    ripe_after=timedelta(),
    maturity=text("Certain at once.", "立即确定。"),
    version=2,
    definition=text(
        "Reviews of orders with one or two stars, of all reviews, by the day of the review.",
        "一至二星评价占全部订单评价的比例，按评价日统计。",
    ),
    source="As Amazon Seller Central, seller feedback; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "Four reviews, with one, two, three and five stars.",
            "四条评价，分别为一、二、三、五星。",
        ),
        result=text("Two of four: 50 %.", "四条中两条：50 %。"),
    ),
)

LOW_REVIEWS = replace(
    NEGATIVE_REVIEWS,
    key="orders.low_reviews",
    code="",
    names=text("Reviews of three stars or fewer", "三星及以下评价率"),
    hit="stars <= 3",
    miss="stars > 3",
    version=1,
    definition=text(
        "Reviews of orders with one, two or three stars, of all reviews, by the day of the "
        "review. Three stars are neutral: what is more than negative reviews is indifference.",
        "一至三星评价占全部订单评价的比例，按评价日统计。三星为中评：超出差评率的部分即中评。",
    ),
    example=Example(
        story=NEGATIVE_REVIEWS.example.story,
        result=text("Three of four: 75 %.", "四条中三条：75 %。"),
    ),
)
