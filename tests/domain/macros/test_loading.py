"""The macros that come with the house."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.macros import commands, queries
from firsthand.domain.macros.models import Macro
from firsthand.domain.macros.rules import read_sheet
from firsthand.domain.macros.rules.packs import Packed
from tests.macros import published, sheet
from tests.people import NOON, maya, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reasons")]
LATER = NOON + timedelta(hours=1)


def packed(**more: object) -> list[Packed]:
    return [Packed("amazon/01-late", read_sheet(sheet(**more)))]


def test_a_pack_is_published_once_and_again_only_where_it_says_something_new() -> None:
    assert commands.load_pack(packed(), at=NOON) == 1
    assert commands.load_pack(packed(), at=LATER) == 0
    assert commands.load_pack(packed(shortcut="late"), at=LATER) == 1
    [ready] = queries.ready(at=LATER)
    assert ready.sheet.shortcut == "late"
    assert [each.state for each in queries.versions_of(ready.macro_id)] == [
        "published", "ended",
    ]  # fmt: skip


def test_what_somebody_here_wrote_stays() -> None:
    writer, guard = maya(), person("Chen", "compliance")
    commands.load_pack(packed(), at=NOON)
    macro = Macro.objects.get()
    ours = commands.draft(
        sheet=sheet(shortcut="ours"), macro_id=macro.pk, by=writer, at=NOON
    )
    assert commands.load_pack(packed(shortcut="theirs"), at=NOON) == 0
    commands.submit(version_id=ours.pk, by=writer, at=NOON)
    commands.publish(version_id=ours.pk, by=guard, at=NOON)
    assert commands.load_pack(packed(shortcut="theirs"), at=LATER) == 0
    assert [each.version_id for each in queries.ready(at=LATER)] == [ours.pk]


def test_what_was_taken_out_of_use_stays_out() -> None:
    published(maya(), person("Chen", "compliance"))
    commands.load_pack(packed(), at=NOON)
    macro = Macro.objects.get(key="amazon/01-late")
    commands.archive(macro_id=macro.pk, by=person("Rui", "lead"), at=NOON)
    assert commands.load_pack(packed(shortcut="late"), at=LATER) == 0
    assert len(queries.ready(at=LATER)) == 1
