"""The reasons that come with the program, and how they come in."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections

from firsthand.domain.journal.models import Entry
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.reasons import commands, queries
from firsthand.domain.reasons.commands.loading import start_rows
from firsthand.domain.reasons.models import Reason, Resolution
from tests.people import NOON, lin, maya

DAY = timedelta(days=1)
START, FULL = commands.Profile.START, commands.Profile.FULL


def test_the_file_has_three_levels_in_both_languages_and_no_two_alike() -> None:
    rows = start_rows()
    assert Counter(row.level for row in rows) == {1: 6, 2: 25, 3: 95}
    codes = {row.code for row in rows}
    assert len(codes) == len(rows)
    for row in rows:
        assert (row.parent_code in codes) == (row.level > 1), row.code
        assert set(row.labels) == {"en", "zh-hans"}, row.code
        assert all(row.labels.values()), row.code
    for language in ("en", "zh-hans"):
        assert max(Counter(row.labels[language] for row in rows).values()) == 1


def test_every_judgement_of_the_file_is_one_the_program_knows() -> None:
    for row in start_rows():
        assert row.group in set(Reason.Group), row.code
        assert row.risk in set(Reason.Risk), row.code
        assert row.owner in {"", *Reason.Owner}, row.code
        assert row.core in {"", *Reason.Core}, row.code


def test_the_start_is_the_core_five_what_is_risky_and_what_asks_nothing() -> None:
    leaves = [row for row in start_rows() if row.level == 3]
    for row in leaves:
        usual = row.core or row.code.startswith(("RSK.", "NON."))
        assert row.is_in_start == bool(usual), row.code
    assert sum(row.is_in_start for row in leaves) == 48


@pytest.mark.django_db
def test_the_start_profile_leaves_no_area_without_a_reason_to_give() -> None:
    loaded = commands.load(profile=START, by=None, at=NOON)
    assert loaded == commands.Loaded(reasons=6 + 25 + 48, resolutions=9)
    tree = queries.taxonomy()
    given = {node.code for node in tree.choices()}
    assert {"INS.LOG.WISMO", "AFT.RFD"} <= given  # AFT.RFD: nothing finer is in use.
    assert "AFT.RFD.WHERE" not in given
    assert {code.partition(".")[0] for code in given} == {
        node.code for node in tree.children(None)
    }


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_says_nothing() -> None:
    commands.load(profile=START, by=None, at=NOON)
    before = list(Reason.objects.order_by("pk").values())
    again = commands.load(profile=START, by=None, at=NOON + DAY)
    assert again == commands.Loaded(0, 0)
    assert list(Reason.objects.order_by("pk").values()) == before
    assert Entry.objects.filter(kind="reasons.loaded").count() == 1


@pytest.mark.django_db
def test_the_full_profile_takes_into_use_what_the_start_laid_aside_and_no_more() -> None:
    commands.load(profile=START, by=None, at=NOON)
    lead = maya()
    edited = Reason.objects.get(code="INS.LOG.WISMO")
    Reason.objects.filter(pk=edited.pk).update(labels={"en": "Wo?", "zh-hans": "哪里"})
    unwanted = Reason.objects.get(code="NON.MSG.SPAM")
    commands.archive(reason_id=unwanted.pk, by=lead, at=NOON + DAY)
    loaded = commands.load(profile=FULL, by=lead, at=NOON + 2 * DAY)
    assert loaded == commands.Loaded(reasons=47, resolutions=0)
    edited.refresh_from_db()
    assert edited.labels["en"] == "Wo?"
    archived = Reason.objects.exclude(archived_at=None)
    assert [reason.code for reason in archived] == ["NON.MSG.SPAM"]


@pytest.mark.django_db
def test_an_agent_may_not_load(db) -> None:
    with pytest.raises(NotAllowed):
        commands.load(profile=FULL, by=lin(), at=NOON)
    assert not Reason.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_that_load_at_once_add_everything_once() -> None:
    failed: list[Exception] = []

    def load() -> None:
        try:
            commands.load(profile=FULL, by=None, at=NOON)
        except Exception as problem:  # noqa: BLE001 -- shown by the assertion
            failed.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=load) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (Reason.objects.count(), Resolution.objects.count()) == (126, 9)
