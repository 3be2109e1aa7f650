"""What buyers say when they are asked, and of their own accord."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firsthand.domain.metrics.catalogue.account import AMAZON
from firsthand.domain.metrics.catalogue.orders import LAST_ANSWERED, NEGATIVE_REVIEWS
from firsthand.domain.metrics.catalogue.speed import REPLIER
from firsthand.domain.metrics.model import Example, Exclusion, Share, Target, text
from firsthand.domain.metrics.selling import agent_of, held_against, ticket_of

_AGAIN = text("voted again later", "之后又投票")

SERVICE_DISSATISFACTION = Share(
    key="health.service_dissatisfaction",
    code="M-31",
    names=text("Customer service dissatisfaction rate (CSDR)", "客户服务不满意率（CSDR）"),
    better="lower",
    facts="vote",
    unit_name=text("orders with a vote", "有投票的订单"),
    at="voted_at",
    ticket=ticket_of("unit.order_id"),
    agent=agent_of("unit.order_id"),
    credit=LAST_ANSWERED,
    counted="question = 'solved' AND order_number <> '' AND NOT is_voted_again_on_order",
    exclusions=(
        Exclusion(
            key="again",
            name=_AGAIN,
            condition=(
                "question = 'solved' AND order_number <> '' AND is_voted_again_on_order"
            ),
        ),
        Exclusion(
            key="no_order",
            name=text("without an order", "无订单号"),
            condition="question = 'solved' AND order_number = ''",
        ),
    ),
    hit="value = 0",
    miss="value = 1",
    running_counts=False,
    targets=(Target(value=0.25, name=AMAZON),),
    min_n_shown=10,
    min_n_firm=20,
    ripe_after=timedelta(),
    maturity=text(
        "Certain at once, until the buyer votes again.", "立即确定，除非买家再次投票。"
    ),
    definition=text(
        "Orders whose latest answer to “Did this solve your problem?” is no, of all orders "
        "with an answer, by the day of that answer. Exactly a quarter misses “less than "
        "25 %”.",
        "对“这是否解决了您的问题？”的最近一次回答为“否”的订单，占有回答订单的比例，按回答日统计。"
        "恰好四分之一不符合“低于25 %”。",
    ),
    source="As Amazon Seller Central, Customer Service Dissatisfaction Rate: no sanction.",
    example=Example(
        story=text(
            "Four orders have a vote: one first no and then yes, one no, two yes.",
            "四张订单有投票：一张先否后是，一张否，两张是。",
        ),
        result=text("One of four: 25 %, which is missed.", "四张中一张：25 %，未达标。"),
    ),
)

SERVICE_RATING = replace(
    SERVICE_DISSATISFACTION,
    key="health.service_rating",
    code="M-32",
    names=text("Customer service rating (CSR)", "客户服务评分（CSR）"),
    better="higher",
    unit_name=text("conversations with a vote", "有投票的会话"),
    counted="question = 'solved' AND NOT is_voted_again",
    exclusions=(
        Exclusion(
            key="again", name=_AGAIN, condition="question = 'solved' AND is_voted_again"
        ),
    ),
    hit="value = 1",
    miss="value = 0",
    targets=(),
    min_n_shown=40,
    min_n_firm=40,
    definition=text(
        "Conversations whose latest answer to “Did this solve your problem?” is yes, of "
        "all with an answer. Amazon looks at the last four weeks and shows nothing new "
        "under 40 answers: the value before stays, out of date.",
        "对“这是否解决了您的问题？”的最近一次回答为“是”的会话占有回答会话的比例。亚马逊取最近四周，"
        "不足40个回答时不更新，沿用旧值。",
    ),
    source="As Amazon Seller Central, Customer Service Rating: 28 days, from 40 answers.",
    example=Example(
        story=text(
            "In four weeks 36 of 40 conversations end with yes; in the next 30 of 39.",
            "四周内40个会话中36个为是；接下来39个中30个。",
        ),
        result=text(
            "90 %; and 90 % again, out of date, for 39 are too few.",
            "90 %；之后因39个不足，仍显示过期的90 %。",
        ),
    ),
)

BUYER_DISSATISFACTION = replace(
    SERVICE_DISSATISFACTION,
    key="health.buyer_dissatisfaction",
    code="M-33",
    names=text("Buyer dissatisfaction rate", "买家不满意率"),
    unit_name=text("answers", "回答"),
    counted="question = 'stars' AND NOT is_voted_again",
    exclusions=(
        Exclusion(
            key="again", name=_AGAIN, condition="question = 'stars' AND is_voted_again"
        ),
    ),
    hit="value <= 2",
    miss="value > 2",
    targets=(),
    min_n_firm=30,
    definition=text(
        "Answers of one or two stars, of all answers of one to five, the latest of each "
        "conversation. Three is neutral and counted in the whole: Amazon does not say "
        "whether it does the same.",
        "一至五星回答中一至二星的占比，每个会话取最近一次。三星为中性，计入分母；亚马逊未说明其是否"
        "同样处理。",
    ),
    source="After Amazon's survey of 2026; no effect on account health is known.",
    example=Example(
        story=text(
            "100 answers: six with one star, four with two, ten with three, 20 with four, "
            "60 with five.",
            "100个回答：一星6个、二星4个、三星10个、四星20个、五星60个。",
        ),
        result=text("Ten of 100: 10 %.", "100个中10个：10 %。"),
    ),
)

DISSATISFACTION_WITHOUT_NEUTRAL = replace(
    BUYER_DISSATISFACTION,
    key="health.buyer_dissatisfaction_strict",
    names=text("Buyer dissatisfaction without neutral answers", "买家不满意率（不计中性）"),
    counted="question = 'stars' AND NOT is_voted_again AND value <> 3",
    exclusions=(
        *BUYER_DISSATISFACTION.exclusions,
        Exclusion(
            key="neutral",
            name=text("neutral", "中性"),
            condition="question = 'stars' AND NOT is_voted_again AND value = 3",
        ),
    ),
    definition=text(
        "As the buyer dissatisfaction rate, but answers of three stars are left out "
        "altogether.",
        "定义同买家不满意率，但三星回答完全不计。",
    ),
    example=Example(
        story=BUYER_DISSATISFACTION.example.story,
        result=text("Ten of 90: 11.1 %.", "90个中10个：11.1 %。"),
    ),
)

POSITIVE_REVIEWS = replace(
    NEGATIVE_REVIEWS,
    key="orders.positive_reviews",
    names=text("Positive reviews", "好评率（按评价）"),
    better="higher",
    hit="stars >= 4",
    miss="stars < 4",
    version=1,
    targets=(Target(value=0.95, name=text("Our own line", "内部目标")),),
    min_n_firm=20,
    definition=text(
        "Reviews of orders with four or five stars, of all reviews, by the day of the "
        "review. Marketplaces print whole percents, so that positive, neutral and negative "
        "may add up to 99.",
        "四至五星评价占全部订单评价的比例，按评价日统计。平台按整数百分比显示，好评、中评、差评之和可能"
        "为99。",
    ),
    example=Example(
        story=NEGATIVE_REVIEWS.example.story,
        result=text("One of four: 25 %.", "四条中一条：25 %。"),
    ),
)

NEUTRAL_REVIEWS = replace(
    POSITIVE_REVIEWS,
    key="orders.neutral_reviews",
    names=text("Neutral reviews", "中评率"),
    better="lower",
    hit="stars = 3",
    miss="stars <> 3",
    targets=(),
    definition=text(
        "Reviews of orders with three stars, of all reviews, by the day of the review.",
        "三星评价占全部订单评价的比例，按评价日统计。",
    ),
)

_HELD = held_against(
    "unit.order_id", "held.kind IN ('claim', 'chargeback') OR held.stars <= 2"
)
_COMPLAINED = f"(reason LIKE 'RSK.SVC%%' OR {_HELD})"
COMPLAINTS = Share(
    key="tickets.complaints",
    code="M-35",
    names=text("Complaints per ticket", "投诉率（按工单）"),
    better="lower",
    facts="course",
    unit_name=text("tickets", "工单"),
    at="asked_at",
    ticket="ticket_id",
    agent="answered_by_id",
    credit=REPLIER,
    hit=_COMPLAINED,
    miss=f"NOT {_COMPLAINED}",
    running_counts=False,
    targets=(Target(value=0.01, name=text("Our own line", "内部目标")),),
    min_n_shown=30,
    min_n_firm=200,
    min_n_ranked=200,
    ripe_after=timedelta(days=30),
    maturity=text("Certain after about 30 days.", "约30天后确定。"),
    definition=text(
        "Tickets with a complaint about our service, or on whose order there is a claim, a "
        "chargeback or feedback of one or two stars, of all tickets; one counts once. Of "
        "all tickets, not of those who rated: the two differ by an order of magnitude.",
        "涉及服务投诉，或其订单有索赔、拒付、一至二星反馈的工单，占全部工单的比例；一张工单只计一次。"
        "分母是全部工单而非评价数，两者相差一个数量级。",
    ),
    source="Our own definition; Wilson (1927) for the interval.",
    example=Example(
        story=text(
            "1,000 tickets: three complain about our tone, six have one star, one of them "
            "both.",
            "1000张工单：三张投诉态度，六张有一星，其中一张两者皆有。",
        ),
        result=text("Eight of 1,000: 0.8 %.", "1000张中8张：0.8 %。"),
    ),
)

_PRAISED = held_against("unit.order_id", "held.stars >= 4")
PRAISE = replace(
    COMPLAINTS,
    key="tickets.praise",
    code="M-36",
    names=text("Positive ratings per ticket", "好评率（按工单）"),
    better="higher",
    hit=_PRAISED,
    miss=f"NOT {_PRAISED}",
    targets=(),
    definition=text(
        "Tickets on whose order there are four or five stars, of all tickets. Of all "
        "tickets, not of those who rated.",
        "其订单有四至五星评价的工单，占全部工单的比例。分母是全部工单而非评价数。",
    ),
    example=Example(
        story=text(
            "Of four tickets one order has five stars.", "四张工单中一张的订单有五星。"
        ),
        result=text("One of four: 25 %.", "四张中一张：25 %。"),
    ),
)
