"""The arithmetic behind the figures: pure, each function with its source."""

from firsthand.foundation.statistics.agreement import Agreement, cohen_kappa
from firsthand.foundation.statistics.comparison import (
    Prior,
    benjamini_hochberg,
    expected_hits,
    pooled,
    prior_from,
    reversals,
    share_of,
    shrunken,
    standardised,
)
from firsthand.foundation.statistics.control import (
    ShareChart,
    SingleValueChart,
    long_runs,
    share_chart,
    single_value_chart,
    steady_trends,
)
from firsthand.foundation.statistics.counts import at_least, chance_limits
from firsthand.foundation.statistics.means import ClusterSums, cluster_sums
from firsthand.foundation.statistics.order import (
    median_ranks,
    quantile,
    quantile_ranks,
    share_within,
)
from firsthand.foundation.statistics.percentages import (
    counts_behind,
    counts_giving,
    nearest_total,
    percent,
    stated,
)
from firsthand.foundation.statistics.samples import units_for_precision, units_per_arm
from firsthand.foundation.statistics.shares import Z95, fisher_exact, newcombe, wilson
from firsthand.foundation.statistics.survival import kaplan_meier, kaplan_meier_median

__all__ = [
    "Z95",
    "Agreement",
    "ClusterSums",
    "Prior",
    "ShareChart",
    "SingleValueChart",
    "at_least",
    "benjamini_hochberg",
    "chance_limits",
    "cluster_sums",
    "cohen_kappa",
    "counts_behind",
    "counts_giving",
    "expected_hits",
    "fisher_exact",
    "kaplan_meier",
    "kaplan_meier_median",
    "long_runs",
    "median_ranks",
    "nearest_total",
    "newcombe",
    "percent",
    "pooled",
    "prior_from",
    "quantile",
    "quantile_ranks",
    "reversals",
    "share_chart",
    "share_of",
    "share_within",
    "shrunken",
    "single_value_chart",
    "standardised",
    "stated",
    "steady_trends",
    "units_for_precision",
    "units_per_arm",
    "wilson",
]
