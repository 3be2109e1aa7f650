from __future__ import annotations

import pytest

from firsthand.connectors.email.relay.marks import divide

LINE = "-------------"


def marked(begin: str, words: str, end: str) -> str:
    return f"# 1:\n{LINE} {begin} {LINE}\n{words}\n{LINE} {end} {LINE}\nFoot"


def test_lines_of_hyphens_that_the_buyer_typed_divide_nothing() -> None:
    words = "Look:\n--- photos ---\nAnd this\n---------- more ----------\nBye"
    assert divide(marked("Message:", words, "End message")).written == words


def test_with_the_end_gone_the_buyers_own_lines_do_not_end_his_words() -> None:
    text = f"{LINE} Message: {LINE}\nLook\n--- photos ---\nBye"
    parts = divide(text)
    assert (parts.written, parts.after) == ("Look\n--- photos ---\nBye", "")


def test_in_a_language_nobody_knows_the_lines_look_alike() -> None:
    words = "Hei\n--- kuva ---\nTerveisin"
    parts = divide(marked("Viesti:", words, "Viesti loppuu"))
    assert (parts.written, parts.after) == (words, "\nFoot")


def test_a_mark_broken_over_three_lines_is_one() -> None:
    text = f"{LINE}\nBegin message\n{LINE}\nHello\n{LINE}\nEnd message\n{LINE}\nFoot"
    parts = divide(text)
    assert (parts.written, parts.after) == ("Hello", "\nFoot")


@pytest.mark.parametrize(
    "quoted",
    ["-----Original Message-----", "--- Weitergeleitete Nachricht ---", "-- 转发邮件 --"],
)
def test_what_mail_programs_write_above_quoted_mail_is_no_mark(quoted: str) -> None:
    words = f"Hi\n{quoted}\nFrom: shop"
    assert divide(marked("Message:", words, "End message")).written == words
    assert divide(f"Hi\n{quoted}\nFrom: shop").before == ""


def test_a_link_to_a_product_does_not_end_words_without_an_end() -> None:
    text = f"{LINE} Message: {LINE}\nThis one:\nhttps://www.amazon.de/gp/product/B0X\nBye"
    assert divide(text).written.endswith("Bye")


def test_without_any_mark_all_up_to_the_foot_was_written() -> None:
    parts = divide("Hello\nthere\n\nSPC-EUAmazon-12345")
    assert (parts.before, parts.written) == ("", "Hello\nthere")
