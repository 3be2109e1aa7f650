"""Contacts per 100 orders of the same days: quick, and biased where sales jump."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firsthand.domain.metrics.catalogue.fcr import NOBODY
from firsthand.domain.metrics.catalogue.orders import ORDERS
from firsthand.domain.metrics.model import Example, Rate, text

CONTACTS_PER_100_CALENDAR = Rate(
    key="orders.contacts_per_100_calendar",
    code="M-21",
    names=text("Contacts per 100 orders, by the calendar", "每百单联系量（按日历）"),
    better="lower",
    facts="trade",
    unit_name=ORDERS,
    unit="per 100",
    scale=100,
    at="happened_at",
    ticket="ticket_id",
    agent="",
    credit=NOBODY,
    total="contacts",
    weight="orders",
    shared=("store", "marketplace"),
    min_n_shown=30,
    min_n_firm=200,
    min_n_ranked=200,
    ripe_after=timedelta(),
    maturity=text("Certain at once.", "立即确定。"),
    definition=text(
        "Contacts of the period, whatever they are about, per 100 orders placed in the same "
        "period. It needs no waiting, but the contacts are about earlier orders: when sales "
        "jump it falls, and when they drop it rises. The figure by the day of the order is "
        "free of that.",
        "统计期内的联系数（不论涉及哪张订单）按同期每百张订单计。无需等待，但联系多涉及更早的"
        "订单：销量骤增时偏低，骤降时偏高。按下单日统计的指标无此偏差。",
    ),
    source=(
        "Our own definition; Cochran, Sampling Techniques (1977), ch. 6, for the interval, "
        "by buyer."
    ),
    example=Example(
        story=text(
            "In March four orders are placed, and two buyers write: one about an order of "
            "February, one about a delivery of March.",
            "三月有四张订单，两位买家来信：一位关于二月的订单，一位关于三月的物流。",
        ),
        result=text(
            "Two contacts of four orders: 50 per 100.", "四单两次联系：每百单50次。"
        ),
    ),
)

REASON_RATE = replace(
    CONTACTS_PER_100_CALENDAR,
    key="volume.reason_rate",
    code="M-22",
    names=text("Reason per 100 orders", "原因每百单量"),
    better="context",
    maturity=text(
        "Certain at once; a later tag moves a contact to another reason.",
        "立即确定；事后改标会使联系归入其他原因。",
    ),
    definition=text(
        "Contacts of one reason per 100 orders placed in the same period, under the tag "
        "they have now; split it by the reason. Every reason is held against all orders, so "
        "that, unlike its share, it does not rise because others fell.",
        "某一原因的联系数按同期每百张订单计，按当前标签，请按原因拆分。每个原因都以全部订单为"
        "分母，因此不会像占比那样因其他原因下降而上升。",
    ),
    example=Example(
        story=text(
            "Four orders and three contacts: two about deliveries, one about a return.",
            "四张订单，三次联系：两次关于物流，一次关于退货。",
        ),
        result=text(
            "Deliveries 50 per 100, returns 25 per 100.", "物流每百单50次，退货每百单25次。"
        ),
    ),
)
