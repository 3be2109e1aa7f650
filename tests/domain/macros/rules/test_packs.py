"""The macros that come with the house: each must read, fill and fit where it is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from firsthand.domain.macros.rules import templates
from firsthand.domain.macros.rules.packs import Packed, pack
from firsthand.domain.macros.rules.sheets import LANGUAGES, Do, Unreadable
from firsthand.domain.orders.models import Order
from firsthand.domain.people.queries import Role
from firsthand.domain.reasons.commands.loading import start_rows
from firsthand.domain.remedies.ports import Kind
from firsthand.domain.stores.rules import BY_CODE

AMAZON = pack("amazon")
ALWAYS = {"en", "zh-Hans", "de", "ja"}
# Tracking, returns, product questions, set-up, damage and quality, and orders.
IN_ALL_LANGUAGES = {*range(1, 32), *range(36, 40), 41, 42}
each_macro = pytest.mark.parametrize("macro", AMAZON, ids=lambda macro: macro.key)


def _number(macro: Packed) -> int:
    return int(macro.key.removeprefix("amazon/")[:2])


@each_macro
def test_every_case_of_a_macro_fills_and_says_what_it_must(macro: Packed) -> None:
    assert list(macro.sheet.failing_cases()) == []
    for case in macro.sheet.cases:
        assert case.contains
        assert set(case.values) == set(macro.sheet.variables(case.language)), case.language


@each_macro
def test_a_macro_has_its_languages_and_a_case_for_each(macro: Packed) -> None:
    languages = set(macro.sheet.texts)
    wanted = set(LANGUAGES) if _number(macro) in IN_ALL_LANGUAGES else ALWAYS
    assert wanted <= languages
    assert {case.language for case in macro.sheet.cases} == languages


@each_macro
def test_a_macro_asks_for_the_same_values_in_each_language(macro: Packed) -> None:
    asked = [
        {*templates.slots_of(macro.sheet.pieces(language))} - {"lang"}
        for language in macro.sheet.texts
    ]
    assert all(slots == asked[0] for slots in asked)


@each_macro
def test_a_macro_locks_something_in_all_languages_or_in_none(macro: Packed) -> None:
    locks = {
        any(piece.part for piece in macro.sheet.pieces(language))
        for language in macro.sheet.texts
    }
    assert len(locks) == 1


@each_macro
def test_what_a_macro_names_exists(macro: Packed) -> None:
    sheet = macro.sheet
    codes = {row.code for row in start_rows()}
    tags = {action.of for action in sheet.actions if action.do == Do.TAG}
    remedies = {action.of for action in sheet.actions if action.do == Do.REMEDY}
    assert codes >= {*sheet.reasons, *tags}
    assert {str(kind) for kind in Kind} >= remedies
    assert set(BY_CODE) >= set(sheet.marketplaces)
    assert {*Order.State.values} >= set(sheet.order_states)
    assert {str(role) for role in Role} >= set(sheet.roles)


@each_macro
def test_a_letter_has_no_link_no_contact_and_no_stray_space(macro: Packed) -> None:
    for language, text in macro.sheet.texts.items():
        assert re.search(r"https?:|www\.|@|\+\d{6}", text) is None, language
        assert re.search(r"[ \t]$|\n{3}|\S  \S", text, re.MULTILINE) is None, language
        if language == "zh-Hans":
            assert re.search(r"[一-鿿] \{\{|\}\} [一-鿿]", text) is None


def test_no_two_macros_share_a_number_or_a_shortcut() -> None:
    assert len({_number(macro) for macro in AMAZON}) == len(AMAZON)
    assert all(macro.sheet.shortcut for macro in AMAZON)
    assert len({macro.sheet.shortcut for macro in AMAZON}) == len(AMAZON)


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("titles: [", "mine/1"),
        ("just words", "mine/1"),
        ("titles: {en: Late}", "mine/1: titles.zh-Hans"),
    ],
)
def test_a_file_that_is_no_macro_is_named(tmp_path: Path, words: str, where: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "1.yaml").write_text(words, encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        pack("mine", tmp_path)
    assert refused.value.where == where
