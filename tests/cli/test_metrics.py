from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from firsthand.cli import metrics
from firsthand.domain.metrics import commands
from firsthand.domain.metrics.models import Issue
from firsthand.settings import environment
from tests.domain.metrics.journal_story import Story

pytestmark = pytest.mark.django_db(transaction=True)
PERIOD = ("--from", "2026-03-01", "--to", "2026-03-10", "--as-of", "2026-05-01")


def firsthand(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    metrics.add_parser(parser.add_subparsers())
    args = parser.parse_args(["metrics", *arguments])
    return int(args.run(args))


@pytest.fixture
def two_issues() -> None:
    for buyer in (1, 2):
        story = Story(buyer=buyer, store=buyer)
        story.asks(0, ticket=buyer)
        story.hears(2, ticket=buyer)
    Story(buyer=2, store=2).asks(30, ticket=2)
    commands.run_until_done()


def test_the_list_names_every_metric_in_both_languages(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert firsthand("list") == 0
    said = capsys.readouterr().out
    assert "fcr.issues_7d" in said
    assert "首次响应时长" in said


@pytest.mark.usefixtures("two_issues")
def test_a_figure_with_few_units_is_shown_as_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert firsthand("show", "fcr.issues_7d", *PERIOD) == 0
    said = capsys.readouterr().out
    assert "1/2; n = 2" in said
    assert "too few" in said
    assert "as of 2026-05-01 00:00 UTC" in said


def test_nothing_counted_is_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
    firsthand("show", "fcr.issues_7d", "speed.first_reply", "speed.replied_24h", *PERIOD)
    assert capsys.readouterr().out.count("– (nothing was counted)") == 3


@pytest.mark.usefixtures("two_issues")
def test_json_and_csv_carry_the_same_figures(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("show", "fcr.issues_7d", "speed.first_reply", *PERIOD, "--by", "store")
    firsthand(*asked, "--format", "json")
    as_json: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    firsthand(*asked, "--format", "csv")
    as_csv = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["group"], row["hits"]) for row in as_json[:2]] == [
        ({"store": "1"}, 1),
        ({"store": "2"}, 0),
    ]
    assert [row["group"] for row in as_csv] == ["store=1", "store=2"] * 2
    assert as_json[2]["value"] == 7200
    assert as_json[2]["p90"] == float(as_csv[2]["p90"])


@pytest.mark.usefixtures("two_issues")
def test_a_period_that_still_runs_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    for buyer in range(10, 20):
        story = Story(buyer=buyer)
        story.asks(0, ticket=buyer)
        story.hears(1, ticket=buyer)
    commands.run_until_done()
    firsthand("show", "fcr.issues_7d", *PERIOD[:4], "--as-of", "2026-03-04T20:00")
    said = capsys.readouterr().out
    assert "not certain yet, 0.0 % to 91.7 %, about 91.7 %" in said
    assert "11 provisional, 0 open" in said


@pytest.mark.usefixtures("two_issues")
def test_units_of_one_value_as_known_at_a_moment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ("show", "fcr.issues_7d", *PERIOD, "--only", "store=2")
    firsthand(*asked)
    assert "0/1; n = 1" in capsys.readouterr().out
    firsthand(*asked, "--known-at", "2026-03-01")
    said = capsys.readouterr().out
    assert "nothing was counted" in said
    assert "known at 2026-03-01 00:00 UTC" in said


@pytest.mark.usefixtures("two_issues")
def test_every_kind_of_figure_can_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    keys = ("contacts.per_issue", "volume.contacts", "backlog.open", "volume.reason_share")
    firsthand("show", *keys, *PERIOD, "--by", "store")
    said = capsys.readouterr().out
    assert "store 2: 2.00; n = 1" in said
    assert "store 2: 2; n = 2" in said
    assert "store 1: 1; n = 1; by age: 0 0 0 0 0 1" in said
    assert "store 2: 2/3; n = 3" in said


@pytest.mark.parametrize(
    ("arguments", "fix"),
    [
        (("show", "tea.leaves"), "metrics list"),
        (("show", "fcr.issues_7d", "--from", "yesterday"), "2026-03-01"),
        (("show", "fcr.issues_7d", "--tz", "Moon/Base"), "Asia/Shanghai"),
        (("show", "fcr.issues_7d", "--by", "moon"), "store, marketplace"),
        (("show", "fcr.issues_7d", "--only", "store"), "store=1"),
        (("show", "fcr.issues_7d", "--from", "2026-03-02", "--to", "2026-03-01"), "--to"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_advice(
    arguments: tuple[str, ...], fix: str
) -> None:
    with pytest.raises(metrics.Refused) as refusal:
        firsthand(*arguments)
    assert fix in refusal.value.fix


@pytest.mark.usefixtures("two_issues")
def test_compare_finds_what_rebuild_puts_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert firsthand("compare") == 0
    Issue.objects.update(contacts=9)
    assert firsthand("compare") == 1
    assert "2 facts are not what the journal says" in capsys.readouterr().err
    assert firsthand("rebuild") == 0
    assert firsthand("compare") == 0


@pytest.mark.usefixtures("two_issues")
def test_export_writes_the_facts_as_files_below_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path)
    assert firsthand("export") == 0
    assert "Brought in 5 entries." in capsys.readouterr().out
    assert list((tmp_path / "columns" / "facts" / "issue").glob("*.parquet"))
