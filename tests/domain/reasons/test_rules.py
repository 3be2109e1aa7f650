"""The tree itself, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.reasons import rules
from firsthand.domain.reasons.rules import Node, Taxonomy


def node(number: int, code: str, parent: int | None = None, **values) -> Node:
    level = 1 if parent is None else values.pop("level", 2)
    values.setdefault("is_in_use", True)
    return Node(number, code, level, parent, number, {"en": code.lower()}, **values)


SMALL = [
    node(1, "INS"),
    node(2, "INS.LOG", 1),
    node(3, "INS.LOG.LOST", 2, level=3),
    node(4, "INS.LOG.LATE", 2, level=3),
    node(5, "INS.PAY", 1),
    node(6, "INS.PAY.DUP", 5, level=3, is_in_use=False),
]


def codes(nodes) -> list[str]:
    return [each.code for each in nodes]


def test_a_ticket_is_given_the_deepest_reasons_in_use() -> None:
    # INS.PAY has a reason below it, but none in use: then it is the deepest there is.
    tree = Taxonomy.of(SMALL)
    assert codes(tree.choices()) == ["INS.LOG.LOST", "INS.LOG.LATE", "INS.PAY"]


def test_the_tree_is_read_from_above_whatever_order_it_came_in() -> None:
    wanted = codes(SMALL)
    assert codes(Taxonomy.of(SMALL[::-1]).in_order()) == wanted


def test_a_path_leads_from_the_first_level_and_its_codes_fill_three() -> None:
    tree = Taxonomy.of(SMALL)
    assert codes(tree.path(3)) == ["INS", "INS.LOG", "INS.LOG.LOST"]
    assert tree.levels(3) == ("INS", "INS.LOG", "INS.LOG.LOST")
    assert tree.levels(5) == ("INS", "INS.PAY", None)


def test_what_was_merged_counts_as_the_last_it_was_merged_into() -> None:
    tree = Taxonomy.of(
        [
            *SMALL[:3],
            node(7, "INS.LOG.GONE", 2, level=3, is_in_use=False, merged_into_id=8),
            node(8, "INS.LOG.AWAY", 2, level=3, is_in_use=False, merged_into_id=3),
        ]
    )
    assert tree.today(7).code == "INS.LOG.LOST"
    assert tree.branch(3) == {3, 7, 8}
    assert tree.branch(2) == {2, 3, 7, 8}


def test_a_reason_merged_elsewhere_counts_there_and_no_longer_here() -> None:
    merged = node(6, "INS.PAY.DUP", 5, level=3, is_in_use=False, merged_into_id=3)
    tree = Taxonomy.of([*SMALL[:5], merged])
    assert tree.branch(5) == {5}
    assert 6 in tree.branch(1)


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "丢失"), ("en", "Lost"), ("de", "Lost")]
)
def test_a_label_is_in_ones_language_else_in_english(language, said) -> None:
    assert rules.label({"en": "Lost", "zh-hans": "丢失"}, language) == said


@given(
    parents=st.lists(st.integers(0, 30), min_size=1, max_size=30),
    in_use=st.lists(st.booleans(), min_size=31, max_size=31),
)
def test_every_ticket_can_be_given_something_below_each_first_level_in_use(
    parents, in_use
) -> None:
    """As long as nothing in use hangs under something archived, no branch is a dead end."""
    nodes: list[Node] = []
    for number, parent in enumerate(parents, start=1):
        above = nodes[parent - 1] if 0 < parent < number else None
        if above is not None and above.level == rules.LEVELS:
            above = None
        nodes.append(
            Node(
                number,
                f"N{number}",
                above.level + 1 if above else 1,
                above.id if above else None,
                0,
                {"en": "x"},
                in_use[number] and (above is None or above.is_in_use),
            )
        )
    tree = Taxonomy.of(nodes)
    reached = {tree.path(choice.id)[0].id for choice in tree.choices()}
    assert reached == {each.id for each in nodes if each.level == 1 and each.is_in_use}


@pytest.mark.parametrize(
    "wrong",
    [{"code": "INS.LOG"}, {"code": "ins"}, {"start": "maybe"}, {"l1_resolvable": ""}],
)
def test_a_row_of_the_file_that_is_wrong_is_not_read(wrong) -> None:
    row = {
        "code": "INS", "level": "1", "zh": "售中", "en": "In-sale", "group": "in_sale",
        "owner": "", "core": "", "l1_resolvable": "yes", "risk": "low", "start": "yes",
    }  # fmt: skip
    assert rules.start_row(row).code == "INS"
    with pytest.raises(ValueError, match=r"(?i)ins"):
        rules.start_row(row | wrong)
