from __future__ import annotations

import argparse
import json

import pytest

from firsthand.cli import reports
from firsthand.domain.reports.queries import REPORTS
from tests.people import NOON, lin, store
from tests.reports import ordered, wants

pytestmark = pytest.mark.django_db
PLAIN = {
    "store": None, "channel": "", "days": 400, "to": None, "only": [], "format": "table",
}  # fmt: skip


def run(name: str | None, **values) -> int:
    return reports.run(argparse.Namespace(**PLAIN | {"name": name} | values))


def test_every_report_is_listed_and_printed(capsys) -> None:
    assert run(None) == 0
    listed = capsys.readouterr().out
    for name in REPORTS:
        assert name in listed
        assert run(name) == 0
        assert "nothing was counted" in capsys.readouterr().out or name in {
            "performance", "defence",
        }  # fmt: skip


def test_a_report_is_given_out_as_json_and_csv(capsys) -> None:
    place = store("US")
    wants(ordered(place, "111-1"), 2_000, lin(place), at=NOON)
    run("audit", format="json", to=NOON.date())
    [row] = json.loads(capsys.readouterr().out)["rows"]
    assert (row["order"], row["amount"]) == ("111-1", "USD 20.00")
    run("audit", format="csv", to=NOON.date(), only=["order=sample"])
    assert "USD 20.00" in capsys.readouterr().out


def test_what_there_is_not_is_refused() -> None:
    with pytest.raises(reports.NoSuchReport):
        run("moon")
    with pytest.raises(reports.NotAnOption):
        run("audit", only=["order"])
