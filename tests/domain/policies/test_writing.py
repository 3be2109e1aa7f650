"""Rules are changed as drafts that somebody else publishes, and every version is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from firsthand.domain.journal.models import Entry
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.policies import commands, queries
from firsthand.domain.policies.models import RuleSetVersion
from firsthand.domain.policies.queries import Outgoing
from tests.people import NOON, lin, maya, person
from tests.policies import published

pytestmark = pytest.mark.django_db
OFF = {"severity": "off"}


@pytest.fixture
def chen() -> Person:
    return person("Chen", "compliance")


def is_blocked(text: str = "See https://lamps.example/x") -> bool:
    found = queries.findings(Outgoing(text, "en", "US"), queries.in_force().rules)
    return bool(queries.blocks(found))


def test_without_any_version_the_pack_judges() -> None:
    assert queries.in_force().version_id is None
    assert is_blocked()


def test_the_pack_is_noted_once_and_again_when_it_is_another(chen: Person) -> None:
    assert commands.load_pack(at=NOON) == 1
    assert commands.load_pack(at=NOON) is None
    assert is_blocked()
    published(maya(), chen, "L-06", **OFF)
    # As if the program were a later one.
    with transaction.atomic():
        RuleSetVersion.objects.filter(state="published").update(
            state="ended", ended_at=NOON
        )
        RuleSetVersion.objects.create(
            number=9, state="published", pack_sha256="0" * 64, changed_at=NOON,
            published_at=NOON, changes=RuleSetVersion.objects.get(number=2).changes,
        )  # fmt: skip
    assert commands.load_pack(at=NOON) == 10
    assert queries.in_force().number == 10
    assert not is_blocked()  # What was changed here was taken over.


def test_a_draft_judges_nothing_until_another_published_it(chen: Person) -> None:
    lead = maya()
    draft = commands.change_rule(key="L-06", fields=OFF, by=lead, at=NOON)
    assert is_blocked()
    with pytest.raises(NotAllowed):
        commands.publish(by=lead, at=NOON)
    done = commands.publish(by=chen, at=NOON, seen_at=draft.changed_at)
    assert not is_blocked()
    assert queries.in_force().version_id == done.pk
    kinds = list(Entry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds[-2:] == ["policies.drafted", "policies.published"]


def test_nobody_publishes_what_he_wrote_nor_what_he_has_not_read(chen: Person) -> None:
    draft = commands.change_rule(key="L-06", fields=OFF, by=chen, at=NOON)
    with pytest.raises(commands.OwnWriting):
        commands.publish(by=chen, at=NOON)
    owner = person("Wen", "owner")
    later = NOON + timedelta(minutes=1)
    commands.change_rule(key="L-07", fields=OFF, by=chen, at=later)
    with pytest.raises(commands.ChangedMeanwhile):
        commands.publish(by=owner, at=later, seen_at=draft.changed_at)
    assert is_blocked()


def test_a_draft_goes_on_from_what_is_in_force_and_is_thrown_away(chen: Person) -> None:
    lead = maya()
    published(lead, chen, "L-06", **OFF)
    commands.change_rule(key="L-07", fields=OFF, by=lead, at=NOON)
    draft = queries.draft()
    assert draft is not None
    assert set(draft.changes["rules"]) == {"L-06", "L-07"}
    commands.change_rule(key="L-07", fields={}, by=lead, at=NOON)
    with pytest.raises(commands.NothingChanged):
        commands.publish(by=chen, at=NOON)
    commands.discard(by=lead, at=NOON)
    with pytest.raises(commands.NoDraft):
        commands.discard(by=lead, at=NOON)


def test_an_agent_changes_nothing() -> None:
    with pytest.raises(NotAllowed):
        commands.change_rule(key="L-06", fields=OFF, by=lin(), at=NOON)


def test_what_is_wrong_is_said_and_nothing_is_kept() -> None:
    with pytest.raises(commands.ChangeUnfit, match=r"L-06\.severity"):
        commands.change_rule(key="L-06", fields={"severity": "x"}, by=maya(), at=NOON)
    assert queries.draft() is None


def test_a_rule_that_blocks_everything_is_not_published(chen: Person) -> None:
    commands.change_words(
        language="en",
        name="insult",
        add=["the", "you", "your"],
        remove=[],
        by=maya(),
        at=NOON,
    )
    with pytest.raises(commands.BlocksEverything, match="harmless texts"):
        commands.publish(by=chen, at=NOON)
    assert queries.in_force().version_id is None


def test_a_rule_that_blocks_the_macros_is_not_published(chen: Person) -> None:
    commands.change_words(
        language="en", name="insult", add=["kind regards"], remove=[], by=maya(), at=NOON
    )
    macros = [Outgoing(f"Lamp {n}. Kind regards", "en", "US") for n in range(10)]
    with pytest.raises(commands.BlocksEverything, match="10 of 10 harmless texts"):
        commands.publish(by=chen, at=NOON, harmless=macros)
    assert commands.publish(by=chen, at=NOON, harmless=macros[:9]).number == 1


def test_a_published_version_stays_as_it_is(chen: Person) -> None:
    version = published(maya(), chen, "L-06", **OFF)
    version.changes = {"rules": {}, "words": {}}
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        version.delete()
