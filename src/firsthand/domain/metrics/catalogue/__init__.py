"""Every metric there is. Adding one: write it here, run `make docs`, test its edge cases."""

from firsthand.domain.metrics.catalogue.fcr import ISSUES_7D
from firsthand.domain.metrics.catalogue.speed import (
    FIRST_REPLY,
    FIRST_REPLY_4H,
    REPLIED_24H,
)
from firsthand.domain.metrics.model import Metric

METRICS: dict[str, Metric] = {
    metric.key: metric for metric in (ISSUES_7D, FIRST_REPLY, FIRST_REPLY_4H, REPLIED_24H)
}

__all__ = ["FIRST_REPLY", "FIRST_REPLY_4H", "ISSUES_7D", "METRICS", "REPLIED_24H"]
