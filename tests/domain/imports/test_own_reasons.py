"""Reasons of a table are ours where it calls them as we do, and its own where not."""

from __future__ import annotations

import pytest

from firsthand.domain.imports import queries
from firsthand.domain.imports.rules import OwnReasons
from firsthand.domain.journal import queries as journal
from firsthand.domain.journal.models import Entry
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.reasons.queries import Node, Taxonomy
from firsthand.domain.tickets.models import Cycle, Ticket
from tests.domain.imports.bringing import counts, import_file
from tests.domain.imports.test_kinds import NEEDS, table
from tests.people import store
from tests.sheets import there_are_reasons


def node(number: int, code: str, en: str, zh: str, **more: object) -> Node:
    above = more.pop("above", None)
    level = code.count(".") + 1
    labels = {"en": en, "zh-hans": zh}
    return Node(number, code, level, above, 0, labels, more.pop("is_in_use", True), **more)


TREE = Taxonomy.of(
    [
        node(1, "INS", "In transit", "在途"),
        node(2, "INS.LOG", "Logistics", "物流", above=1),
        node(3, "INS.LOG.WISMO", "Where is it", "包裹在哪", above=2),
        node(4, "INS.LOG.OTHER", "Other", "其他", above=2),
        node(5, "AFT", "After the sale", "售后"),
        node(6, "AFT.OTHER", "Other", "其他", above=5),
        node(7, "AFT.OLD", "Late", "晚到", above=5, is_in_use=False, merged_into_id=3),
        node(8, "AFT.GONE", "Broken", "破损", above=5, is_in_use=False),
        node(9, "AFT.NEW", "Broken", "破损", above=5),
    ]
)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["INS.LOG.WISMO"], "INS.LOG.WISMO"),
        (["  ins.log.wismo "], "INS.LOG.WISMO"),
        (["Where IS it"], "INS.LOG.WISMO"),
        (["包裹在哪"], "INS.LOG.WISMO"),
        (["在途", "Logistics", "Where is it"], "INS.LOG.WISMO"),
        (["物流", "包裹在哪"], "INS.LOG.WISMO"),
        (["After the sale", "Other"], "AFT.OTHER"),
        (["Logistics", "其他"], "INS.LOG.OTHER"),
        (["售后"], "AFT"),
        # What was merged is what it was merged into; of two of one name the one in use.
        (["售后", "晚到"], "INS.LOG.WISMO"),
        (["Broken"], "AFT.NEW"),
    ],
)
def test_a_reason_is_ours_by_code_or_label_in_either_language(texts, code) -> None:
    found = OwnReasons(TREE).meant(texts)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "texts",
    [
        ["Other"],  # Two are called so.
        ["Where is"],
        ["After the sale", "Where is it"],  # It lies elsewhere.
        ["In transit", "Where is it"],  # A level is missing in between.
        ["World", "In transit", "Logistics", "Where is it"],
        ["Logistics", "Nothing of ours"],
    ],
)
def test_a_reason_that_is_not_surely_ours_is_not_ours(texts) -> None:
    assert OwnReasons(TREE).meant(texts) is None


def needs_with(*levels: str) -> list[list[str]]:
    return [NEEDS[0], [*NEEDS[1][:8], *levels]]


@pytest.mark.django_db
def test_a_need_with_a_reason_of_ours_is_tagged_as_our_own_desk_tags(tmp_path) -> None:
    there_are_reasons()
    tree = reasons.taxonomy()
    wismo = tree.by_code("INS.LOG.WISMO")
    assert wismo is not None
    levels = [each.labels["zh-hans"] for each in tree.path(wismo.id)]
    import_file("needs", table(tmp_path / "n.csv", needs_with(*levels)), store())
    ticket = Ticket.objects.get()
    assert ticket.reason_id == wismo.id
    _, tagged, _ = journal.of_ticket(ticket.pk)
    facts = {name: said for name, said in tagged.facts.items() if name != "import"}
    assert facts == {
        "reason_id": wismo.id,
        "reason": "INS.LOG.WISMO",
        "level1": "INS",
        "level2": "INS.LOG",
        "level3": "INS.LOG.WISMO",
        "group": wismo.group,
        "risk": wismo.risk,
        "l1_resolvable": wismo.l1_resolvable,
        "truth": None,
        "resolution": None,
    }


@pytest.mark.django_db
def test_of_a_reason_that_is_not_ours_nothing_is_judged(tmp_path) -> None:
    there_are_reasons()
    rows = needs_with("Weather", "Rain", "Drizzle")
    import_file("needs", table(tmp_path / "n.csv", rows), store())
    assert Ticket.objects.get().reason_id is None
    tagged = Entry.objects.get(kind="tickets.tagged")
    assert tagged.facts["reason"] == tagged.facts["level3"]
    assert tagged.facts["level3"].startswith(f"{tagged.facts['level2']}.X")
    for name in ("reason_id", "group", "risk", "l1_resolvable", "truth", "resolution"):
        assert tagged.facts[name] is None, name


@pytest.mark.django_db
def test_a_ticket_closed_elsewhere_has_no_sheet_of_ours(tmp_path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "case,at,state,agent\n1,2026-01-05 10:00,New,Lin\n1,2026-01-05 11:00,Done,Lin\n",
        encoding="utf-8",
    )
    mapping = {"states": {"New": "open", "Done": "solved"}}
    import_file("events", path, store(), mapping=mapping)
    cycle = Cycle.objects.get()
    assert cycle.solved_at is not None
    assert (cycle.solved_by_id, cycle.reason_id, cycle.truth) == (None, None, "")
    # Who did it stands in the journal.
    solved = Entry.objects.get(kind="tickets.solved")
    assert solved.actor_id == Ticket.objects.get().assignee_id is not None


@pytest.mark.django_db
def test_reasons_that_became_ours_later_replace_the_tag_when_the_row_is_corrected(
    tmp_path,
) -> None:
    one = store()
    first = needs_with("INS", "INS.LOG", "INS.LOG.WISMO")
    import_file("needs", table(tmp_path / "a.csv", first), one)
    assert Ticket.objects.get().reason_id is None
    there_are_reasons()
    first[1][7] = "否"
    run = import_file("needs", table(tmp_path / "b.csv", first), one)
    assert counts(run) == {"read": 1, "changed": 1}
    ticket = Ticket.objects.get()
    assert ticket.reason_id is not None
    tags = [e for e in journal.of_ticket(ticket.pk) if e.kind == "tickets.tagged"]
    assert [entry.facts["reason"] for entry in tags] == ["INS.LOG.WISMO"]


@pytest.mark.django_db
def test_reasons_of_ours_are_exported_by_their_labels_and_others_by_their_texts(
    tmp_path,
) -> None:
    there_are_reasons()
    one = store()
    wismo = reasons.taxonomy().by_code("INS.LOG.WISMO")
    assert wismo is not None
    import_file(
        "needs", table(tmp_path / "a.csv", needs_with("INS.LOG.WISMO", "", "")), one
    )
    other = needs_with("Weather", "Rain", "")
    other[1][6] = "another need"
    import_file("needs", table(tmp_path / "b.csv", other), one)
    _, rows = queries.exported("reasons", store_ids=[one.pk])
    ours, theirs = rows
    assert ours[-1] == wismo.labels["en"]
    assert theirs[-3:] == ["Weather", "Rain", ""]
