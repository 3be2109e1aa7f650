"""Macros as tests need them."""

from __future__ import annotations

from typing import Any

from firsthand.domain.macros import commands
from firsthand.domain.macros.models import MacroVersion
from firsthand.domain.people.models import Person
from tests.people import NOON

TEXT = """Hi {{buyer_name}},

[[Your order {{order_id}} will arrive by {{eta_new}}.]]

{{agent_sign}}"""


def sheet(**more: Any) -> dict[str, Any]:
    """Return a sheet as plain values."""
    return {
        "titles": {"en": "Late, new date", "zh-Hans": "包裹延误-新时间"},
        "texts": {"en": TEXT},
        "reasons": ["INS.LOG.DELAY"],
    } | more


def published(writer: Person, publisher: Person, **more: Any) -> MacroVersion:
    """Return a version in use, of a new macro."""
    drafted = commands.draft(sheet=sheet(**more), by=writer, at=NOON)
    commands.submit(version_id=drafted.pk, by=writer, at=NOON)
    return commands.publish(version_id=drafted.pk, by=publisher, at=NOON)
