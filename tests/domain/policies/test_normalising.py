"""Tricks of writing hide nothing, and every character knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.policies.rules.normalising import plain

TRICKS = [
    ("ＷｈａｔｓＡｐｐ", "whatsapp", "full-width letters"),
    ("Wh\u200bats\u2060App", "whatsapp", "characters of no width"),
    (
        "\u202eppAstahW\u202c",
        "ppastahw\nwhatsapp",
        "what a mark turns round is read both ways",
    ),
    ("WhаtѕАрр", "whatsapp", "Cyrillic letters that look Latin"),
    ("w h a t s a p p", "whatsapp", "spaced out"),
    ("W.h.a.t.s.A.p.p", "whatsapp", "set apart by full stops"),
    ("Wh<b>ats</b>App", "whatsapp", "tags inside a word"),
    ("me&#64;lamps&#46;com", "me@lamps.com", "entities"),
    ("Straße Évaluation", "strasse evaluation", "accents and the sharp s"),
    ("e\u0301", "e", "an accent of its own"),
    ("ｶﾞｲﾄﾞ", "ガイド", "half-width kana with voicing marks"),
    ("か\u3099", "が", "a voicing mark of its own"),
    ("1️⃣2️⃣", "12", "digits on keys"),
    ("①②", "12", "digits in circles"),
    ("5 < 6 & 7", "5 < 6 & 7", "what is neither tag nor entity stays"),
    ("a b c", "a b c", "three single letters are no word"),
]


@pytest.mark.parametrize(("written", "read", "reason"), TRICKS)
def test_a_trick_is_undone(written: str, read: str, reason: str) -> None:
    assert plain(written).text == read, reason


def test_addresses_of_tags_are_kept() -> None:
    found = plain('See <a href="https://x.io/?a=1&amp;b=2">Amazon help</a>')
    assert [address for address, _, _ in found.addresses] == ["https://x.io/?a=1&b=2"]


@given(st.text(max_size=60))
def test_every_character_has_its_place_in_order(text: str) -> None:
    read = plain(text)
    assert len(read.text) == len(read.starts) == len(read.ends)
    assert read.starts == sorted(read.starts)
    for start, end in zip(read.starts, read.ends, strict=True):
        assert 0 <= start < end <= len(text)


def test_nothing_has_no_place() -> None:
    assert plain("").place(0, 0) == (0, 0)
