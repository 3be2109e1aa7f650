"""Write the parts of the documentation that follow from the code: `make docs`."""

from __future__ import annotations

from pathlib import Path

from firsthand.domain.metrics.catalogue import METRICS
from firsthand.domain.metrics.dimensions import PERIOD_CUTS, cuts_of
from firsthand.domain.metrics.model import Metric, Text

FOLDER = Path(__file__).parents[1] / "docs"


def metrics_page() -> str:
    """Return docs/metrics.md: every metric as the catalogue defines it."""
    parts = [
        "# Metrics\n\n"
        "Written by `make docs` from `src/firsthand/domain/metrics/catalogue/`; change it "
        "there.\n\n"
        "Every value comes with its number of units and a 95 % interval. Under 10 units "
        "only counts are shown, under 30 the value is grey. A target is met only when the "
        "whole interval lies beyond it.\n"
    ]
    for metric in METRICS.values():
        lines = [
            f"## {metric.names['en']}",
            " · ".join(
                filter(None, [metric.names["zh-hans"], f"`{metric.key}`", metric.code])
            ),
            metric.definition["en"],
            metric.definition["zh-hans"],
            _table(metric),
            _sql(metric),
            f"**Example.** {metric.example.story['en']} {metric.example.result['en']}",
            "**示例。** "
            f"{metric.example.story['zh-hans']}{metric.example.result['zh-hans']}",
        ]
        parts.append("\n\n".join(lines) + "\n")
    return "\n".join(parts)


def both(text: Text, between: str) -> str:
    """Return a text in English, then in Chinese."""
    return f"{text['en']}{between}{text['zh-hans']}"


def _table(metric: Metric) -> str:
    """Return what is to be known of a metric, as a table."""
    return "\n".join(
        [
            "| | |",
            "|---|---|",
            f"| counts | {both(metric.unit_name, ' / ')} |",
            f"| better | {metric.better} |",
            *(
                f"| target | {_amount(target.value, metric.unit)}"
                f" – {both(target.name, ' / ')} |"
                for target in metric.targets
            ),
            f"| certain | {both(metric.maturity, ' ')} |",
            f"| credited | {both(metric.credit, ' ')} |",
            *(f"| left out | {both(one.name, ' / ')} |" for one in metric.exclusions),
            f"| split by | {', '.join((*PERIOD_CUTS, *cuts_of(metric)))} |",
            f"| ranking | from n = {metric.min_n_ranked} |",
            f"| source | {metric.source} |",
        ]
    )


def _sql(metric: Metric) -> str:
    """Return what stands above and below the line, and what is counted, in SQL."""
    lines = [metric.numerator]
    if metric.denominator:
        lines.append(f"/ {metric.denominator}")
    lines.append(f"-- of {metric.facts}, by {metric.at}")
    if metric.counted != "true":
        lines.append(f"-- where {metric.counted}")
    return "```sql\n" + "\n".join(lines).replace("%(as_of)s", ":as_of") + "\n```"


def _amount(value: float, unit: str) -> str:
    """Return a line in words of its unit."""
    if unit == "share":
        return f"{value * 100:g} %"
    return f"{value / 3600:g} h" if unit == "seconds" else f"{value:g}"


if __name__ == "__main__":
    (FOLDER / "metrics.md").write_text(metrics_page(), encoding="utf-8")
