"""What a version of a macro says, read strictly."""

from __future__ import annotations

from typing import Any

import pytest

from firsthand.domain.macros.rules import plain_sheet, read_sheet
from firsthand.domain.macros.rules.sheets import Unreadable
from tests.macros import sheet


def test_a_sheet_is_written_back_as_it_was_read() -> None:
    said = read_sheet(
        sheet(
            shortcut="late-1",
            marketplaces=["DE", "FR"],
            channels=["amazon"],
            fulfilment="FBM",
            order_states=["shipped"],
            roles=["compliance"],
            actions=[
                {"do": "tag", "of": "INS.LOG.DELAY"},
                {"do": "status", "of": "waiting"},
                {"do": "promise", "of": "eta_new"},
                {"do": "remedy", "of": "resend"},
                {"do": "snooze", "hours": 24},
                {"do": "snooze", "of": "next_check_time"},
            ],
            cases=[{"language": "en", "values": {"eta_new": "July 8"}, "contains": ["x"]}],
        )
    )
    assert read_sheet(plain_sheet(said)) == said


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"colour": "red"}, "colour"),
        ({"titles": {"en": "Late"}}, "titles.zh-Hans"),
        ({"titles": {"en": "x" * 81, "zh-Hans": "延误"}}, "titles.en"),
        ({"titles": "Late"}, "titles"),
        ({"texts": {}}, "texts"),
        ({"texts": {"xx": "Hi"}}, "texts.xx"),
        ({"texts": {"en": "{{nobody}}"}}, "texts.en"),
        ({"texts": {"en": "a" * 4001}}, "texts.en"),
        ({"texts": {"en": 7}}, "texts.en"),
        ({"reasons": []}, "reasons"),
        ({"reasons": ["late"]}, "reasons"),
        ({"reasons": "INS.LOG"}, "reasons"),
        ({"shortcut": "Late!"}, "shortcut"),
        ({"locked": "yes"}, "locked"),
        ({"fulfilment": "MFN"}, "fulfilment"),
        ({"marketplaces": "DE"}, "marketplaces"),
        ({"marketplaces": [7]}, "marketplaces"),
        ({"actions": ["tag"]}, "actions.1"),
        ({"actions": [{"do": "delete"}]}, "actions.1"),
        ({"actions": [{"do": "tag", "of": "late"}]}, "actions.1"),
        ({"actions": [{"do": "status", "of": "gone"}]}, "actions.1"),
        ({"actions": [{"do": "promise", "of": "carrier"}]}, "actions.1"),
        ({"actions": [{"do": "promise", "of": "never"}]}, "actions.1"),
        ({"actions": [{"do": "snooze", "hours": 0}]}, "actions.1"),
        ({"actions": [{"do": "snooze", "hours": True}]}, "actions.1"),
        ({"actions": [{"do": "snooze", "hours": 5, "of": "eta_new"}]}, "actions.1"),
        ({"actions": [{"do": "tag", "of": "INS.LOG", "hours": 1}]}, "actions.1"),
        ({"cases": [{}]}, "cases.1"),
        (
            {"cases": [{"language": "en", "values": {"x": 1}, "contains": []}]},
            "cases.1.values.x",
        ),
    ],
)
def test_what_is_no_sheet_is_refused_with_the_place(
    more: dict[str, Any], where: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        read_sheet(sheet(**more))
    assert refused.value.where == where


def test_a_locked_sheet_is_locked_from_end_to_end() -> None:
    said = read_sheet(sheet(locked=True, texts={"en": "We [[never]] change."}))
    assert {piece.part for piece in said.pieces("en")} == {1}


def test_variables_are_those_of_the_text_and_of_what_is_promised() -> None:
    said = read_sheet(
        sheet(
            texts={"en": "{{carrier}} {{carrier}} {{eta_new}}"},
            actions=[{"do": "promise", "of": "next_time"}, {"do": "snooze", "hours": 3}],
        )
    )
    assert said.variables("en") == ("carrier", "eta_new", "next_time")


def test_an_example_fails_by_what_it_lacks() -> None:
    said = read_sheet(
        sheet(
            texts={"en": "Hi {{buyer_name}}, by {{eta_new}}."},
            cases=[
                {
                    "language": "en",
                    "values": {"buyer_name": "Clare", "eta_new": "July 8"},
                    "contains": ["Hi Clare", "by July 8."],
                },
                {"language": "en", "values": {"buyer_name": "Clare"}, "contains": []},
                {
                    "language": "en",
                    "values": {"buyer_name": "Clare", "eta_new": "July 8"},
                    "contains": ["July 9"],
                },
                {"language": "de", "values": {}, "contains": []},
            ],
        )
    )
    assert list(said.failing_cases()) == [(2, "{{eta_new}}"), (3, "July 9"), (4, "de")]
