"""Real data is brought in as the guide says, and every figure of the guide comes out.

The tables of the guide are the expectations. Where the paper that comes with the data is
there, too, it must name each of them.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from firsthand.cli import imports, metrics
from tests.shared import SHARED, needs

DATA = SHARED / "data"
GUIDE = Path(__file__).parents[2] / "docs/guide/en"
FILES = {
    "incident_event_log.csv": "uci_incident_dev/incident_event_log_dev.csv.gz",
    **{
        f"olist_{name}_dataset.csv": f"olist_dev/olist_{name}_dataset.csv"
        for name in ("orders", "order_items", "order_reviews")
    },
}
UNITS = {"": 1, "hours": 3600, "days": 86_400}
pytestmark = pytest.mark.django_db(transaction=True)


class Line(NamedTuple):
    """One line of the tables of the guide."""

    section: str
    command: str
    field: str
    unit: str
    value: str


def sections() -> list[str]:
    """Return the two sections of the guide that bring data in."""
    guide = (GUIDE / "figures.md").read_text(encoding="utf-8")
    return [part for part in guide.split("\n## ") if "firsthand import" in part]


def lines(section: str) -> list[Line]:
    row = re.compile(r"^\| [^|]+ \| `([^`]+)` \| (\w+)(?: in (\w+))? \| ([\d.]+) \|$", re.M)
    name = section.partition("\n")[0]
    return [Line(name, *(cell or "" for cell in found)) for found in row.findall(section)]


def run(command: str, folder: Path) -> int:
    """Run a command of the guide, where its mappings lie and the data goes by its name."""
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    metrics.add_parser(commands)
    imports.add_parser(commands)
    firsthand, *words = shlex.split(command)
    assert firsthand == "firsthand"
    words = [
        str(DATA / FILES[word])
        if word in FILES
        else str(folder / word)
        if word.endswith(".yaml")
        else word
        for word in words
    ]
    args = parser.parse_args(words)
    return int(args.run(args))


def write_mappings(folder: Path) -> None:
    """Write the mappings of the guide where its commands look for them."""
    shown = (GUIDE / "imports.md").read_text(encoding="utf-8").split("```yaml\n")[1]
    (folder / "servicenow.yaml").write_text(shown.split("```")[0], encoding="utf-8")
    for section in sections():
        for block in re.findall(r"```yaml\n# (\w+\.yaml)\n(.*?)```", section, re.S):
            (folder / block[0]).write_text(block[1], encoding="utf-8")


def steps(section: str) -> list[str]:
    """Return the commands that bring the data in."""
    [block] = re.findall(r"```\n(firsthand import.*?)```", section, re.S)
    return str(block).strip().splitlines()


def as_shown(record: dict[str, Any], line: Line) -> Decimal:
    """Return what came out, as exactly as the guide gives it."""
    found = Decimal(str(record[line.field])) / UNITS[line.unit]
    return found.quantize(Decimal(line.value))


@needs("data", FILES["incident_event_log.csv"])
@needs("data", FILES["olist_orders_dataset.csv"])
@pytest.mark.parametrize("section", sections(), ids=["incidents", "orders"])
def test_every_figure_of_the_guide_comes_out(
    section: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_mappings(tmp_path)
    for step in steps(section):
        assert run(step, tmp_path) == 0, capsys.readouterr().out
    wrong = []
    for line in lines(section):
        capsys.readouterr()
        run(line.command, tmp_path)
        [record] = json.loads(capsys.readouterr().out)
        if as_shown(record, line) != Decimal(line.value):
            wrong.append(f"{line.command}: {line.field} is {record[line.field]}")
    assert not wrong, "\n".join(wrong)


@needs("data", "datasets.md")
def test_the_guide_gives_every_figure_that_came_with_the_data() -> None:
    paper = (DATA / "datasets.md").read_text(encoding="utf-8")
    figures = paper.split("## Reference figures")[1].split("**uci_online_retail_dev**")[0]
    incidents, orders = figures.split("**olist_dev**")
    for section, named in zip(sections(), (incidents, orders), strict=True):
        given = {line.value for line in lines(section)}
        listed = {
            number.replace(",", "")
            for number in re.findall(
                r"(?<![\d.])\d[\d,]*\.\d+|(?<= )\d{2,}\b|\d,\d{3}", named
            )
        }
        assert given >= {one for one in listed if "." in one}
        assert all(one in named.replace(",", "") for one in given)


def test_both_languages_name_the_same_commands_and_figures() -> None:
    chinese = GUIDE.parent / "zh" / "figures.md"
    commands = re.compile(r"`(firsthand metrics show [^`]+)` \| ([\w ]+) \| ([\d.]+)")
    english = commands.findall((GUIDE / "figures.md").read_text(encoding="utf-8"))
    assert len(english) == 20
    assert commands.findall(chinese.read_text(encoding="utf-8")) == english
