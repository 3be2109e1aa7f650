"""A macro's text: slots, locked parts, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.macros.rules.templates import (
    Fault,
    Locked,
    Unfit,
    altered,
    clean,
    edited_share,
    fill,
    read,
    slots_of,
)

KNOWN = {"buyer_name", "amount", "date"}


def test_slots_are_filled_and_locked_parts_found_again() -> None:
    pieces = read("Hi {{buyer_name}},\n[[We refund {{ amount }}.]] Bye", KNOWN)
    made = fill(pieces, {"buyer_name": "Clare", "amount": "$12.50"})
    assert made.text == "Hi Clare,\nWe refund $12.50. Bye"
    assert made.locked == (Locked(10, 27, "We refund $12.50."),)
    assert made.missing == ()
    assert slots_of(pieces) == ("buyer_name", "amount")


def test_two_locked_parts_beside_each_other_stay_two() -> None:
    made = fill(read("[[One.]][[Two.]]", KNOWN), {})
    assert [part.text for part in made.locked] == ["One.", "Two."]


def test_what_has_no_value_is_named_once_and_stands_as_it_was_written() -> None:
    pieces = read("{{date}} {{amount}} {{date}}", KNOWN)
    made = fill(pieces, {"amount": " \u200b "})
    assert made.text == "{{date}} {{amount}} {{date}}"
    assert made.missing == ("date", "amount")


@pytest.mark.parametrize(
    ("text", "fault", "at"),
    [
        ("", Fault.EMPTY, 0),
        (" \n", Fault.EMPTY, 0),
        ("a {{amount", Fault.UNCLOSED, 2),
        ("a {{amount]]", Fault.UNCLOSED, 2),
        ("a {{amount {{date}}}}", Fault.NESTED, 2),
        ("amount}}", Fault.UNOPENED, 6),
        ("[[a", Fault.UNCLOSED, 0),
        ("a]]", Fault.UNOPENED, 1),
        ("[[a [[b]]]]", Fault.NESTED, 4),
        ("{{}}", Fault.NO_NAME, 0),
        ("{{amount.cents}}", Fault.NO_NAME, 0),
        ("{{amount|safe}}", Fault.NO_NAME, 0),
        ("{{settings}}", Fault.UNKNOWN, 0),
        ("a <b>b</b>", Fault.MARKUP, 2),
        ("<!-- a -->", Fault.MARKUP, 0),
        ("{% if a %}", Fault.MARKUP, 0),
        ("${a}", Fault.MARKUP, 0),
        ("a\u202eb", Fault.HIDDEN, 1),
        ("a\u200bb", Fault.HIDDEN, 1),
        ("a\x00b", Fault.HIDDEN, 1),
    ],
)
def test_a_text_that_is_no_template_is_refused_with_the_place(
    text: str, fault: Fault, at: int
) -> None:
    with pytest.raises(Unfit) as refused:
        read(text, KNOWN)
    assert (refused.value.fault, refused.value.at) == (fault, at)


def test_signs_that_only_look_like_markup_may_stand() -> None:
    text = "5 < 6 and 7 > 6, {one} [two] 100% – 👨\u200d👩\u200d👧"
    assert fill(read(text, KNOWN), {}).text == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_value_ever_becomes_a_template(name: str, amount: str) -> None:
    made = fill(read("{{buyer_name}}[[{{amount}}]]", KNOWN), {
        "buyer_name": name + "{{amount}}[[x]]", "amount": "1" + amount,
    })  # fmt: skip
    assert "{{" not in made.text
    assert "[[" not in made.text
    assert made.missing == ()


def test_a_value_loses_what_nobody_sees_and_keeps_its_lines() -> None:
    assert clean(" \u202eabc\u2066\r\n\r\n\r\n\r\nd\x07 ") == "abc\n\nd"


LOCKED = ("We refund $12.50 to your card by July 8.", "You may keep the lamp.")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Hi! We refund $12.50 to your\ncard by July 8. You may keep the lamp.", ()),
        ("We refund $15.50 to your card by July 8. You may keep the lamp.", LOCKED[:1]),
        ("We do not refund $12.50 to your card by July 8.", LOCKED[:1]),
        ("You may not keep the lamp.", LOCKED[1:]),
        ("A free word: we are sorry, and the lamp was lovely to your eyes.", ()),
        ("", ()),
    ],
)
def test_a_locked_part_is_altered_if_some_of_it_is_left(
    text: str, lost: tuple[str, ...]
) -> None:
    assert altered(LOCKED, text) == lost


def test_a_locked_part_without_spaces_is_compared_sign_by_sign() -> None:
    assert altered(["退款12.50美元将于7月8日前到账。"], "退款15.50美元将于7月8日前到账。")
    assert not altered(["退款12.50美元将于7月8日前到账。"], "您好，我们会再联系您。")


def test_the_edited_share_is_of_words_or_of_signs() -> None:
    assert edited_share("one two three four", "one two three four") == 0
    assert edited_share("one two three four", "one two three five") == 0.25
    assert edited_share("one two", "three four") == 1
    assert edited_share("我们会退款", "我们会补发") == pytest.approx(0.4)
    assert edited_share("", "") == 0
