"""Changing the tree: nothing is lost, nothing in use hangs under something archived."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connections, transaction

from firsthand.domain.journal.models import Entry
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.reasons import commands, queries
from firsthand.domain.reasons.commands import Particulars
from firsthand.domain.reasons.models import Reason
from tests.people import NOON, maya, person
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
NAMED = Particulars(labels={"en": "Stolen", "zh-hans": "被盗"}, risk="high")


@pytest.fixture
def lead() -> Person:
    there_are_reasons()
    return maya()


def the(code: str) -> Reason:
    return Reason.objects.get(code=code)


def add(part: str, parent: str | None, lead: Person, what: Particulars = NAMED) -> Reason:
    parent_id = the(parent).pk if parent else None
    return commands.add(part=part, parent_id=parent_id, what=what, by=lead, at=NOON)


def test_a_new_reason_has_its_parents_code_and_the_last_place(lead) -> None:
    added = add(" stolen ", "INS.LOG", lead)
    assert (added.code, added.level) == ("INS.LOG.STOLEN", 3)
    assert queries.taxonomy().children(the("INS.LOG").pk)[-1].code == added.code
    entry = Entry.objects.get(kind="reasons.added")
    assert (entry.subject_id, entry.facts["code"]) == (added.pk, "INS.LOG.STOLEN")
    assert "Stolen" not in str(entry.facts)


@pytest.mark.parametrize(
    ("part", "parent", "refused"),
    [
        ("L", "INS.LOG", commands.UnfitCode),
        ("LOST!", "INS.LOG", commands.UnfitCode),
        ("丢失", "INS.LOG", commands.UnfitCode),
        ("LOST", "INS.LOG", commands.CodeTaken),
        ("NEW", "INS.LOG.LOST", commands.TooDeep),
    ],
)
def test_a_reason_that_does_not_fit_is_not_added(lead, part, parent, refused) -> None:
    with pytest.raises(refused):
        add(part, parent, lead)
    assert Reason.objects.count() == 126


@pytest.mark.parametrize(
    "labels", [{"en": "Stolen"}, {"en": "Stolen", "zh-hans": " "}, {"en": "x" * 81}]
)
def test_a_reason_without_a_name_in_each_language_is_not_added(lead, labels) -> None:
    with pytest.raises(commands.NameMissing):
        add("STOLEN", "INS.LOG", lead, Particulars(labels=labels))


def test_a_change_of_judgement_is_journaled_by_field_and_only_once(lead) -> None:
    lost = the("INS.LOG.LOST")
    for _twice in range(2):
        commands.change(
            reason_id=lost.pk,
            what=Particulars(
                labels={"en": "Package lost", "zh-hans": "包裹丢失"},
                group="in_sale",
                owner="carrier",
                core="tracking",
                risk="critical",
            ),
            by=lead,
            at=NOON,
        )
    changed = Entry.objects.get(kind="reasons.changed")
    assert changed.facts == {"fields": ["risk"]}
    assert the("INS.LOG.LOST").risk == "critical"


def test_a_moved_reason_keeps_its_code_and_counts_under_the_new_place(lead) -> None:
    lost, home = the("INS.LOG.LOST"), the("AFT.RET")
    commands.move(reason_id=lost.pk, parent_id=home.pk, by=lead, at=NOON)
    today = queries.today()[lost.pk]
    assert (today.code, today.level1, today.level2) == ("INS.LOG.LOST", "AFT", "AFT.RET")
    facts = Entry.objects.get(kind="reasons.moved").facts
    assert facts == {"from": the("INS.LOG").pk, "to": home.pk}


@pytest.mark.parametrize("code", ["AFT", "AFT.RET.MIND", "INS.LOG.LOST"])
def test_a_reason_is_moved_only_one_level_below_its_new_parent(lead, code) -> None:
    with pytest.raises(commands.NotAtHome):
        commands.move(
            reason_id=the("INS.LOG.LOST").pk, parent_id=the(code).pk, by=lead, at=NOON
        )


def test_a_branch_moves_with_all_that_hangs_on_it(lead) -> None:
    commands.move(reason_id=the("INS.LOG").pk, parent_id=the("AFT").pk, by=lead, at=NOON)
    assert queries.today()[the("INS.LOG.WISMO").pk].level1 == "AFT"
    with pytest.raises(commands.AlreadySo):
        commands.move(
            reason_id=the("INS.LOG").pk, parent_id=the("AFT").pk, by=lead, at=NOON
        )


def test_a_merged_reason_counts_as_the_other_and_can_no_longer_be_given(lead) -> None:
    gone, stays = the("INS.LOG.DELAY"), the("INS.LOG.FBADLY")
    assert commands.merge(reason_id=gone.pk, into_id=stays.pk, by=lead, at=NOON) == stays
    assert queries.today()[gone.pk].code == "INS.LOG.FBADLY"
    assert gone.code not in {choice.code for choice in queries.choices()}
    with pytest.raises(commands.AlreadySo):
        commands.merge(reason_id=gone.pk, into_id=stays.pk, by=lead, at=NOON)
    with pytest.raises(commands.AlreadySo):
        commands.restore(reason_id=gone.pk, by=lead, at=NOON)


def test_nothing_is_merged_into_itself_the_archived_or_a_whole_branch(lead) -> None:
    lost = the("INS.LOG.LOST")
    archived = commands.archive(reason_id=the("INS.LOG.DNR").pk, by=lead, at=NOON)
    for into, refused in (
        (lost, commands.NotAtHome),
        (archived, commands.NotAtHome),
        (the("INS.LOG"), commands.HasReasonsBelow),
    ):
        with pytest.raises(refused):
            commands.merge(reason_id=lost.pk, into_id=into.pk, by=lead, at=NOON)
    with pytest.raises(commands.HasReasonsBelow):
        commands.merge(reason_id=the("INS.LOG").pk, into_id=lost.pk, by=lead, at=NOON)


def test_a_branch_is_archived_from_below_and_restored_from_above(lead) -> None:
    branch, below = the("RSK.CHB"), the("RSK.CHB.DISPUTE")
    with pytest.raises(commands.HasReasonsBelow):
        commands.archive(reason_id=branch.pk, by=lead, at=NOON)
    commands.archive(reason_id=below.pk, by=lead, at=NOON)
    assert "RSK.CHB" in {choice.code for choice in queries.choices()}
    commands.archive(reason_id=branch.pk, by=lead, at=NOON)
    with pytest.raises(commands.NotAtHome):
        commands.restore(reason_id=below.pk, by=lead, at=NOON)
    with pytest.raises(commands.NotAtHome):
        add("NEW", "RSK.CHB", lead)
    commands.restore(reason_id=branch.pk, by=lead, at=NOON)
    commands.restore(reason_id=below.pk, by=lead, at=NOON)
    assert "RSK.CHB.DISPUTE" in {choice.code for choice in queries.choices()}


@pytest.mark.parametrize("role", ["agent", "reviewer", "analyst"])
def test_the_other_roles_change_nothing(lead, role) -> None:
    other = person("Kim", role)
    lost = the("INS.LOG.LOST").pk
    deeds = [
        lambda: add("NEW", "INS.LOG", other),
        lambda: commands.change(reason_id=lost, what=NAMED, by=other, at=NOON),
        lambda: commands.archive(reason_id=lost, by=other, at=NOON),
        lambda: commands.restore(reason_id=lost, by=other, at=NOON),
        lambda: commands.move(reason_id=lost, parent_id=1, by=other, at=NOON),
        lambda: commands.merge(reason_id=lost, into_id=1, by=other, at=NOON),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()


def test_the_database_itself_refuses_a_tree_that_cannot_be(lead) -> None:
    lost = the("INS.LOG.LOST").pk
    for nonsense in (
        {"level": 1},
        {"parent": None},
        {"merged_into": the("INS.LOG.DNR").pk},
        {"merged_into": lost, "archived_at": NOON},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reason.objects.filter(pk=lost).update(**nonsense)


@pytest.mark.django_db(transaction=True)
def test_two_reasons_are_never_merged_into_each_other() -> None:
    there_are_reasons()
    lead, one, two = maya(), the("INS.LOG.LOST").pk, the("INS.LOG.DNR").pk
    refused: list[str] = []

    def merge(reason_id: int, into_id: int) -> None:
        try:
            commands.merge(reason_id=reason_id, into_id=into_id, by=lead, at=NOON)
        except commands.NotAtHome as refusal:
            refused.append(refusal.code)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=merge, args=pair) for pair in ((one, two), (two, one))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["reasons.not_at_home"]
    assert (
        len({each.reason_id for each in map(queries.today().get, (one, two)) if each}) == 1
    )


def test_a_choice_is_found_by_its_words_in_any_language(lead) -> None:

    choice = next(each for each in queries.choices() if each.code == "INS.LOG.WISMO")
    assert choice.label == "Where is my package"
    assert choice.above == "In-sale (order to delivery) › Shipping and delivery"
    assert all(word in choice.words for word in ("wismo", "package", "我的包裹"))
