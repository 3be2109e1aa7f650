"""Every metric there is. Adding one: write it here, run `make docs`, test its edge cases."""

from firsthand.domain.metrics.catalogue import fcr, orders, speed, work
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
        fcr.CONTACTS_PER_ISSUE,
        fcr.REPEAT_SHARE,
        speed.FIRST_REPLY,
        speed.FIRST_REPLY_4H,
        speed.AVERAGE_REPLY,
        speed.REPLIED_24H,
        speed.FIRST_RESOLUTION,
        speed.FULL_RESOLUTION,
        speed.REOPENED_7D,
        work.NOT_REASSIGNED,
        work.HANDLING_TIME,
        work.CONTACT_VOLUME,
        work.ISSUE_VOLUME,
        work.TICKET_VOLUME,
        work.PER_AGENT_DAY,
        work.REASON_SHARE,
        work.TAG_COVERAGE,
        work.OPEN_TICKETS,
        work.WAITING_CONTACTS,
        orders.CONTACTS_PER_100,
        orders.LATE_DELIVERY,
        orders.LATE_SHIPMENT,
        orders.NEGATIVE_REVIEWS,
    )
}

__all__ = ["FIRST_REPLY", "FIRST_REPLY_4H", "ISSUES_7D", "METRICS", "REPLIED_24H"]
