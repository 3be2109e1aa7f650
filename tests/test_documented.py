"""What is generated is up to date."""

from __future__ import annotations

from tools.docs import FOLDER, metrics_page

from firsthand.domain.metrics.catalogue import METRICS


def test_the_page_of_metrics_is_what_the_catalogue_says() -> None:
    written = (FOLDER / "metrics.md").read_text(encoding="utf-8")
    assert written == metrics_page(), "run `make docs`"


def test_every_metric_speaks_both_languages() -> None:
    for metric in METRICS.values():
        texts = [
            metric.names,
            metric.unit_name,
            metric.maturity,
            metric.definition,
            metric.example.story,
            metric.example.result,
            *(target.name for target in metric.targets),
        ]
        for text in texts:
            assert text.keys() == {"en", "zh-hans"}, metric.key
            assert all(text.values()), metric.key
