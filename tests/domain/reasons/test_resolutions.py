from __future__ import annotations

import pytest

from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.reasons import commands, queries
from firsthand.domain.reasons.commands.resolutions import LastOne
from firsthand.domain.reasons.models import Resolution
from tests.people import NOON, lin, maya
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
LABELS = {"en": "Voucher", "zh-hans": "代金券"}


@pytest.fixture
def lead() -> Person:
    there_are_reasons()
    return maya()


def test_a_new_resolution_stands_last_and_can_be_chosen(lead) -> None:
    commands.add_resolution(code="Voucher", labels=LABELS, by=lead, at=NOON)
    assert queries.resolutions_in_use()[-1].code == "voucher"


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("answered", commands.CodeTaken),
        ("no way", commands.UnfitCode),
        ("x", commands.UnfitCode),
    ],
)
def test_a_code_that_is_taken_or_unfit_is_refused(lead, code, refused) -> None:
    with pytest.raises(refused):
        commands.add_resolution(code=code, labels=LABELS, by=lead, at=NOON)


def test_a_resolution_is_renamed_in_both_languages(lead) -> None:
    one = Resolution.objects.get(code="answered")
    commands.change_resolution(resolution_id=one.pk, labels=LABELS, by=lead, at=NOON)
    one.refresh_from_db()
    assert (str(one), one.labels["zh-hans"]) == ("Voucher", "代金券")
    with pytest.raises(commands.NameMissing):
        commands.change_resolution(
            resolution_id=one.pk, labels={"en": "Voucher"}, by=lead, at=NOON
        )


def test_an_archived_resolution_is_not_chosen_until_it_is_in_use_again(lead) -> None:
    one = Resolution.objects.get(code="answered")
    commands.archive_resolution(resolution_id=one.pk, by=lead, at=NOON)
    assert queries.resolution_in_use("answered") is None
    with pytest.raises(commands.AlreadySo):
        commands.archive_resolution(resolution_id=one.pk, by=lead, at=NOON)
    commands.restore_resolution(resolution_id=one.pk, by=lead, at=NOON)
    assert queries.resolution_in_use("answered") == one
    with pytest.raises(commands.AlreadySo):
        commands.restore_resolution(resolution_id=one.pk, by=lead, at=NOON)


def test_the_last_resolution_stays_in_use(lead) -> None:
    Resolution.objects.exclude(code="answered").update(archived_at=NOON)
    one = Resolution.objects.get(code="answered")
    with pytest.raises(LastOne):
        commands.archive_resolution(resolution_id=one.pk, by=lead, at=NOON)


def test_an_agent_changes_no_resolution(lead) -> None:
    with pytest.raises(NotAllowed):
        commands.add_resolution(code="voucher", labels=LABELS, by=lin(), at=NOON)
