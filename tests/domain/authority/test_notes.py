from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.authority.rules import NoteTerms, judge, template
from firsthand.domain.authority.rules.notes import likeness, names_reason, weight

DAMAGE = ("Damaged in transit", "运输中损坏", "Damage", "破损", "After-sale", "售后")
LATE = ("Where is my order", "物流查询")
TERMS = NoteTerms()


def missing(note: str, names=DAMAGE, **values) -> list[str]:
    found = judge(note, reason_names=names, terms=TERMS, **values)
    return [str(each.missing) for each in found]


COMPLETE = [
    "The lamp arrived with a damaged base, photo shows the crack; half keeps a claim away.",
    "因防止损坏商品引发A-to-z索赔，故使用部分退款权限",
    "运输中外箱破损，灯座裂开，照片可见，部分退款买家接受",
    "Damaged box 箱子破损，照片显示裂缝，补偿一半",
]  # fmt: skip


@pytest.mark.parametrize("note", COMPLETE)
def test_a_note_that_says_what_happened_and_why_is_complete(note) -> None:
    assert missing(note) == []


LACKING = [
    ("", ["empty"], "nothing"),
    (" \n　", ["empty"], "spaces of any width"),
    ("x" * 2001, ["too_long"], "more than is ever read"),
    ("ok refund", ["too_short", "reason"], "filler only"),
    ("客户要求退款，已处理，谢谢", ["too_short", "reason"], "filler in Chinese"),
    ("damaged", ["too_short"], "the reason and no more"),
    ("damaged damaged damaged damaged damaged damaged", ["too_short"], "one word"),
    ("damaged aaaa bbbb cccc dddd eeee ffff", ["too_short"], "letters held down"),
    ("damaged 1 2 3 4 5 6 7 8 9 306-1234567", ["too_short"], "digits say nothing"),
    ("破损破损破损破损破损破损破损", ["too_short"], "one word in Chinese"),
    (
        "Carrier lost the parcel somewhere behind Leipzig, tracking silent nine days",
        ["reason"],
        "another reason than the ticket's",
    ),
    (
        "Товар пришёл сломанным damaged фотография показывает трещину основания лампы",
        ["language"],
        "colleagues do not read it",
    ),
]


@pytest.mark.parametrize(("note", "lacks", "why"), LACKING)
def test_what_a_note_lacks_is_said(note, lacks, why) -> None:
    assert missing(note) == lacks, why


EMPTY_TALK = [
    "Buyer asked for a refund, please.", "The client wants his money back.",
    "Customer said it was so.", "ok, done, thanks", "Okay, yes, no need.",
    "pls see my test",
    "He says she has been refunded by us.", "We will do this just as you want.",
    "They have wanted their refund from me.", "It is fine with them and her.",
    "None of its on your ask", "She needs to be at it.", "That is on our refunding.",
    "I see him in an off.", "We were good.",
    "客户要求退款，已经退款", "买家同意，没问题，可以",
    "客人谢谢，请处理", "顾客好的，已测试了", "退款的要求已处理",
]  # fmt: skip


@pytest.mark.parametrize("note", EMPTY_TALK)
def test_what_could_stand_in_any_note_weighs_nothing(note) -> None:
    assert weight(note) == 0


def test_two_chinese_characters_weigh_as_much_as_a_word() -> None:
    assert weight("灯座裂") == Fraction(3, 2)
    assert weight("灯座裂开 cracked base") == 4
    assert weight("eel egg") == 2, "words of two letters are words"


def test_how_much_is_missing_is_said_in_figures() -> None:
    (lack,) = judge("damaged lamp base", reason_names=DAMAGE, terms=TERMS)
    assert lack.facts == {"words": 3, "least": 6}


def test_every_lack_says_what_it_is_measured_by() -> None:
    def said(note: str, **values) -> dict:
        lacks = judge(note, reason_names=DAMAGE, terms=TERMS, **values)
        return {str(each.missing): each.facts for each in lacks}

    assert said("x" * 2_001) == {"too_long": {"most": 2_000}}
    assert "too_long" not in said("x" * 2_000)
    assert said(COMPLETE[0], earlier=[COMPLETE[0]]) == {"repeated": {"days": 30}}
    begun = template("AFT.DMG", "refund").filled("en", reason="Damage", remedy="Refund")
    blanks = "[photo, tracking, message] [what the buyer reports]"
    assert said(begun, begun_with=begun)["blanks_left"] == {"blanks": blanks}
    other = COMPLETE[0] + " [sic]"
    assert said(other, begun_with=begun) == {}, "brackets of one's own are no blanks"


def test_most_letters_are_such_as_colleagues_read() -> None:
    assert "language" in missing("ab \u0430\u0431")
    assert "language" not in missing("abc \u0430\u0431")
    assert "language" not in missing("破损了 \u0430\u0431")


def test_two_notes_are_as_alike_as_their_runs_of_three_words() -> None:
    assert likeness("lamp base cracked wide", "lamp base cracked open") == Fraction(1, 3)
    assert likeness("Lamp base", "lamp 7 BASE") == 1
    assert likeness("lamp base", "lamp shade") == 0
    assert likeness("lamp base", "shade base") == 0
    assert likeness("", "") == 0
    eleven = "one two three four five six seven eight nine ten eleven"
    nearly = eleven.replace("eleven", "twelve")  # Eight runs of ten are the same.
    assert likeness(eleven, nearly) == Fraction(8, 10)
    terms = NoteTerms(words=1)
    lacks = judge(eleven, reason_names=["eleven"], earlier=[nearly], terms=terms)
    assert [str(each.missing) for each in lacks] == ["repeated"]


STEMS = [
    ("the late one", "Late", True),
    ("the cat", "Cat", False),
    ("transformer", "Transit", True),
    ("transmission", "Transmitter", False),
    ("transmitted", "Transmitter", True),
    ("pack", "Package", True),
    *((f"the {word} here", word, False)
      for word in ("order", "item", "other", "buyer", "product", "after", "before")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "expected"), STEMS)
def test_a_word_is_known_by_its_beginning(text, name, expected) -> None:
    assert names_reason(text, [name]) is expected


def test_the_words_of_a_template_are_not_the_authors() -> None:
    begun = template("AFT.DMG.TRANSIT", "refund").filled(
        "en", reason="Damaged in transit", remedy="Partial refund"
    )
    assert missing(begun, begun_with=begun) == ["blanks_left", "too_short"]
    whole = filled(begun, "base cracked, glass intact, lights", "photo in message three")
    assert missing(whole, begun_with=begun) == []
    assert missing(filled(begun, "broken", "yes"), begun_with=begun) == ["too_short"]


def test_a_chinese_template_is_filled_in_too() -> None:
    begun = template("AFT.DMG", "refund").filled(
        "zh-hans", reason="破损", remedy="部分退款"
    )
    assert missing(begun, begun_with=begun) == ["blanks_left", "too_short"]
    said = begun.replace("[买家反映了什么]", "灯座裂开但灯泡完好可以使用")
    said = said.replace("[照片、物流、消息]", "第三条消息照片")
    assert missing(said, begun_with=begun) == []


def test_each_reason_has_a_template_in_both_languages() -> None:
    texts = {
        template(code, kind).filled(language, reason="R", remedy="K")
        for code in ("AFT.DMG.TRANSIT", "INS.LOG", "RSK", "PRE", "", "AFT.DMGX")
        for kind in ("refund", "goodwill_credit")
        for language in ("en", "zh-hans")
    }
    assert len(texts) == 8
    assert all("R" in text and "K" in text and "{" not in text for text in texts)
    for code in ("AFT.QUA.FAULT", "RSK.LEGAL"):
        assert template(code, "refund") == template("AFT.DMG", "refund")
    assert template("INS", "refund").filled("fr", reason="R", remedy="K") in texts


FIRST = "Lamp base cracked in transit, photo shows damaged corner, buyer keeps it for half"


def test_the_same_note_twice_is_one_note() -> None:
    assert missing(FIRST, earlier=["other words entirely", FIRST]) == ["repeated"]
    assert missing(FIRST, earlier=[FIRST.upper() + " 306-1"]) == ["repeated"]
    one, other = (
        f"Lamp {n} base cracked {n} mm, order {n}, damaged corner" for n in (41, 42)
    )
    assert missing(one, earlier=[other]) == ["repeated"], "other numbers only"


def filled(begun: str, what: str, how: str) -> str:
    text = begun.replace("[what the buyer reports]", what)
    return text.replace("[photo, tracking, message]", how)


def test_notes_on_one_template_about_different_cases_are_different() -> None:
    begun = template("AFT.DMG", "refund").filled("en", reason="Damage", remedy="Refund")
    one, other = (
        filled(begun, what, how)
        for what, how in (
            ("base cracked, glass intact, lights still", "photo in message three"),
            ("shade torn along seam, cord bent double", "video sent this morning"),
        )
    )  # fmt: skip
    assert missing(other, earlier=[one], begun_with=begun) == []
    assert missing(one, earlier=[one], begun_with=begun) == ["repeated"]


NAMES = [
    ("it was damaged", True),
    ("damages on the side", True),
    ("the dam broke", False),
    ("箱子损坏了", True),
    ("坏了，损失不大", False),
    ("in transit it went dark", True),
    ("ordered twice", False),
]


@pytest.mark.parametrize(("text", "expected"), NAMES)
def test_a_reason_is_named_by_a_word_of_its_own(text, expected) -> None:
    assert names_reason(text, ("Damaged in transit", "运输中损坏")) is expected


def test_a_word_that_every_reason_has_names_none() -> None:
    assert not names_reason("the order of last week", LATE)
    assert names_reason("物流停在莱比锡", LATE)


@given(st.text(max_size=300), st.text(max_size=300))
def test_every_text_is_judged_and_likeness_has_no_order(one, other) -> None:
    judge(one, reason_names=[other], earlier=[other], begun_with=other, terms=TERMS)
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
    assert weight(one) >= 0


@given(st.text(alphabet="abc损坏 ", min_size=1, max_size=80))
def test_a_text_is_like_itself_unless_it_says_nothing(text) -> None:
    assert likeness(text, text) == Fraction(1 if text.strip() else 0)


@given(st.lists(st.sampled_from(FIRST.split()), max_size=12), st.randoms())
def test_saying_a_thing_twice_says_no_more(words, random) -> None:
    once, twice = " ".join(words), words * 2
    random.shuffle(twice)
    assert weight(once) == weight(" ".join(twice))
