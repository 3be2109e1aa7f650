"""What a macro may speak of: each variable's kind, and where its value comes from."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent.parent / "variables.csv"


class Kind(StrEnum):
    """How a value is read and written."""

    TEXT = "text"
    NAME = "name"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"  # A time of a day, told in the buyer's zone.
    LIST = "list"  # One thing a line.


class Source(StrEnum):
    """Who knows the value."""

    ORDER = "order"
    PARCEL = "parcel"
    RETURN = "return"
    REFUND = "refund"
    CLAIM = "claim"
    DESK = "desk"  # The person who answers, the store, the installation.
    AGENT = "agent"  # Nobody but who answers: asked for in a field.


@dataclass(frozen=True)
class Variable:
    """One thing a text may name.

    Attributes:
        labels: what it is called, by language of the reader.
    """

    name: str
    kind: Kind
    source: Source
    labels: Mapping[str, str]


@cache
def catalogue() -> Mapping[str, Variable]:
    """Return all variables there are, by name."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: Variable(
                name=row["name"],
                kind=Kind(row["kind"]),
                source=Source(row["from"]),
                labels={"en": row["en"], "zh-hans": row["zh"]},
            )
            for row in csv.DictReader(file)
        }
