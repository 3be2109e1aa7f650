"""A version is written, read by somebody else, published, ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from firsthand.domain.journal.models import Entry
from firsthand.domain.macros import commands, queries
from firsthand.domain.macros.commands._common import NotInThatState, SheetUnreadable
from firsthand.domain.macros.commands.writing import (
    CaseFails,
    DraftThere,
    OwnWriting,
    ShortcutTaken,
    UnknownReason,
)
from firsthand.domain.macros.models import Macro, MacroVersion
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from tests.macros import published, sheet
from tests.people import NOON, lin, maya, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reasons")]
HOUR = timedelta(hours=1)


@pytest.fixture
def writer() -> Person:
    return maya()


@pytest.fixture
def guard() -> Person:
    return person("Chen", "compliance")


def test_what_one_wrote_another_publishes_and_it_ends_the_one_before(
    writer: Person, guard: Person
) -> None:
    first = published(writer, guard)
    assert [each.version_id for each in queries.ready(at=NOON)] == [first.pk]
    second = commands.draft(
        sheet=sheet(shortcut="late"), macro_id=first.macro_id, by=writer, at=NOON
    )
    assert second.number == 2
    commands.submit(version_id=second.pk, by=writer, at=NOON)
    assert [each.version_id for each in queries.ready(at=NOON)] == [first.pk]
    commands.publish(version_id=second.pk, by=guard, at=NOON + HOUR)
    assert [each.version_id for each in queries.ready(at=NOON)] == [second.pk]
    first.refresh_from_db()
    assert (first.state, first.ended_at) == ("ended", NOON + HOUR)
    kinds = Entry.objects.filter(kind__startswith="macros.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True))[-2:] == [
        "macros.ended", "macros.published",
    ]  # fmt: skip
    assert [each.number for each in queries.versions_of(first.macro_id)] == [2, 1]


def test_nobody_publishes_what_he_wrote(writer: Person) -> None:
    drafted = commands.draft(sheet=sheet(), by=writer, at=NOON)
    commands.submit(version_id=drafted.pk, by=writer, at=NOON)
    with pytest.raises(OwnWriting):
        commands.publish(version_id=drafted.pk, by=writer, at=NOON)
    drafted.refresh_from_db()
    drafted.state, drafted.published_at, drafted.published_by = "published", NOON, writer
    with pytest.raises(IntegrityError, match="another_published_the_macro"):
        drafted.save()


def test_whoever_changed_a_draft_last_wrote_it(writer: Person, guard: Person) -> None:
    drafted = commands.draft(sheet=sheet(), by=writer, at=NOON)
    commands.change(version_id=drafted.pk, sheet=sheet(shortcut="a"), by=guard, at=NOON)
    commands.submit(version_id=drafted.pk, by=writer, at=NOON)
    with pytest.raises(OwnWriting):
        commands.publish(version_id=drafted.pk, by=guard, at=NOON)
    assert commands.publish(version_id=drafted.pk, by=writer, at=NOON).state == "published"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"titles": {}}, SheetUnreadable),
        ({"texts": {"en": "{{ {{a}} }}"}}, SheetUnreadable),
        ({"reasons": ["INS.LOG.NEVER"]}, UnknownReason),
    ],
)
def test_what_cannot_be_kept_is_refused(
    more: dict[str, Any], why: type[Exception], writer: Person
) -> None:
    with pytest.raises(why):
        commands.draft(sheet=sheet(**more), by=writer, at=NOON)
    assert not Macro.objects.exists()


def test_a_macro_has_one_draft_at_a_time(writer: Person, guard: Person) -> None:
    drafted = commands.draft(sheet=sheet(), by=writer, at=NOON)
    with pytest.raises(DraftThere):
        commands.draft(sheet=sheet(), macro_id=drafted.macro_id, by=guard, at=NOON)
    commands.discard(version_id=drafted.pk, by=writer, at=NOON)
    assert commands.draft(sheet=sheet(), macro_id=drafted.macro_id, by=guard, at=NOON)


def test_what_fails_its_own_example_is_not_published(writer: Person) -> None:
    case = {"language": "en", "values": {}, "contains": []}
    drafted = commands.draft(sheet=sheet(cases=[case]), by=writer, at=NOON)
    with pytest.raises(CaseFails, match="buyer_name"):
        commands.submit(version_id=drafted.pk, by=writer, at=NOON)


def test_a_shortcut_belongs_to_one_macro(writer: Person, guard: Person) -> None:
    published(writer, guard, shortcut="late")
    with pytest.raises(ShortcutTaken):
        published(writer, guard, shortcut="late")


@pytest.mark.parametrize(
    "change",
    [
        lambda **who: commands.change(sheet=sheet(), **who),
        commands.submit,
        commands.discard,
        commands.send_back,
        commands.publish,
    ],
)
def test_what_is_published_is_changed_by_nothing(
    change: Callable[..., object], writer: Person, guard: Person
) -> None:
    version = published(writer, guard)
    with pytest.raises(NotInThatState):
        change(version_id=version.pk, by=guard, at=NOON)


def test_the_database_keeps_what_a_published_version_says(
    writer: Person, guard: Person
) -> None:
    version = published(writer, guard)
    version.sheet = sheet(shortcut="other")
    kept = pytest.raises(ProgrammingError, match="Cannot update")
    with kept, transaction.atomic():
        version.save()
    stays = pytest.raises(ProgrammingError, match="Cannot delete")
    with stays, transaction.atomic():
        MacroVersion.objects.filter(pk=version.pk).delete()


def test_an_agent_writes_and_publishes_none(writer: Person) -> None:
    agent = lin()
    drafted = commands.draft(sheet=sheet(), by=writer, at=NOON)
    with pytest.raises(NotAllowed):
        commands.draft(sheet=sheet(), by=agent, at=NOON)
    with pytest.raises(NotAllowed):
        commands.change(version_id=drafted.pk, sheet=sheet(), by=agent, at=NOON)
    commands.submit(version_id=drafted.pk, by=writer, at=NOON)
    for refused in (commands.publish, commands.retire, commands.send_back):
        with pytest.raises(NotAllowed):
            refused(version_id=drafted.pk, by=agent, at=NOON)
    with pytest.raises(NotAllowed):
        commands.archive(macro_id=drafted.macro_id, by=agent, at=NOON)


def test_a_version_is_in_use_until_the_day_it_expires(
    writer: Person, guard: Person
) -> None:
    drafted = commands.draft(sheet=sheet(), by=writer, at=NOON)
    commands.submit(version_id=drafted.pk, by=writer, at=NOON)
    commands.publish(version_id=drafted.pk, expires_on=date(2026, 3, 4), by=guard, at=NOON)
    assert queries.ready(at=NOON + 24 * HOUR)
    assert not queries.ready(at=NOON + 48 * HOUR)


def test_what_was_retired_or_archived_is_used_no_more(
    writer: Person, guard: Person
) -> None:
    one, other = published(writer, guard), published(writer, guard)
    commands.retire(version_id=one.pk, by=guard, at=NOON)
    assert [each.version_id for each in queries.ready(at=NOON)] == [other.pk]
    commands.archive(macro_id=other.macro_id, by=guard, at=NOON)
    assert not queries.ready(at=NOON)
    other.refresh_from_db()
    assert other.state == "ended"
