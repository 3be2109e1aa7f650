"""Every metric there is. Adding one: write it here, run `make docs`, test its edge cases."""

from firsthand.domain.metrics.catalogue import (
    again,
    authority,
    escalation,
    fcr,
    orders,
    promises,
    solving,
    speed,
    told,
    trade,
    work,
)
from firsthand.domain.metrics.catalogue.fcr import ISSUES_7D
from firsthand.domain.metrics.catalogue.speed import (
    FIRST_REPLY,
    FIRST_REPLY_4H,
    REPLIED_24H,
)
from firsthand.domain.metrics.model import Metric

METRICS: dict[str, Metric] = {
    metric.key: metric
    for metric in (
        fcr.ISSUES_7D,
        fcr.ISSUES_30D,
        fcr.ONE_TOUCH,
        fcr.NET_7D,
        fcr.ANY_ORDER_7D,
        fcr.MACRO_7D,
        fcr.RECONTACT_7D,
        authority.EMPOWERED_7D,
        again.CONTACTS_PER_ISSUE,
        again.REPEAT_SHARE,
        speed.FIRST_REPLY,
        speed.FIRST_REPLY_4H,
        speed.AVERAGE_REPLY,
        speed.REPLIED_24H,
        speed.FIRST_RESOLUTION,
        promises.REPLIES_IN_TIME,
        solving.FULL_RESOLUTION,
        solving.REOPENED_7D,
        told.TOLD_RESOLUTION,
        told.NOT_REASSIGNED,
        told.NOT_REOPENED,
        told.STRAIGHT_THROUGH,
        told.PROMISE_KEPT,
        work.HANDLING_TIME,
        work.CONTACT_VOLUME,
        work.ISSUE_VOLUME,
        work.TICKET_VOLUME,
        work.PER_AGENT_DAY,
        work.REASON_SHARE,
        trade.REASON_RATE,
        work.TAG_COVERAGE,
        work.OTHER_SHARE,
        work.OPEN_TICKETS,
        work.WAITING_CONTACTS,
        orders.CONTACTS_PER_100,
        trade.CONTACTS_PER_100_CALENDAR,
        orders.LATE_DELIVERY,
        orders.LATE_BY_DAY,
        orders.DELIVERY_TIME,
        orders.CANCELLED,
        orders.LATE_SHIPMENT,
        orders.LATE_AMONG_SHIPPED,
        orders.NEGATIVE_REVIEWS,
        orders.LOW_REVIEWS,
        escalation.ESCALATED,
        escalation.VOLUNTARY,
        escalation.FORCED,
        escalation.DELAY,
        authority.NOTE_COMPLIANCE,
        authority.OVER_LIMIT,
        authority.SPLIT,
        authority.REFUND_RATE,
        authority.THREATS_RESOLVED,
        authority.THREATS_UNRESOLVED,
    )
}

__all__ = ["FIRST_REPLY", "FIRST_REPLY_4H", "ISSUES_7D", "METRICS", "REPLIED_24H"]
