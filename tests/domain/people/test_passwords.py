from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.domain.people.models import Person
from firsthand.domain.people.passwords import PasswordRule
from firsthand.domain.people.rules import Weakness, weakness

COMMON = frozenset({"password", "iloveyou", "qwerty123", "letmein", "dragon"})
ABOUT = ["Lin Yue", "lin.yue-berlin@example.com"]

CASES = [
    ("fourteen chars", Weakness.SHORT),
    ("tea under the plum tree", None),
    ("雨打芭蕉闲听雨道是有愁又无愁", Weakness.SHORT),
    ("雨打芭蕉闲听雨道是有愁又无愁也无妨", None),
    ("password12345678", Weakness.COMMON),       # padded with digits
    ("PASSWORDPASSWORD", Weakness.COMMON),       # repeated, in capitals
    ("passwordpasswordpass", Weakness.COMMON),   # repeated, the end cut off
    ("!!!!iloveyou!!!!", Weakness.COMMON),       # padded on both ends
    ("P@$$w0rd20262026", Weakness.COMMON),       # look-alikes and a year
    ("letmein1letmein1", Weakness.COMMON),       # repeated together with its digit
    ("aaaaaaaaaaaaaaaa", Weakness.COMMON),
    ("abababababababab", Weakness.COMMON),
    ("berlin is where I live", Weakness.PERSONAL),
    ("I am lin, and fond of tea", None),         # three letters are in too many words
]  # fmt: skip


@pytest.mark.parametrize(("password", "expected"), CASES)
def test_a_password_is_judged(password: str, expected: Weakness | None) -> None:
    assert weakness(password, about=ABOUT, common=COMMON) == expected


@settings(deadline=None)  # A machine under load is no failure.
@given(
    st.sampled_from(sorted(COMMON)), st.integers(2, 4), st.text("0123456789!", max_size=8)
)
def test_no_padding_makes_a_known_password_good(word: str, times: int, end: str) -> None:
    for padded in (word * times + end, end + word * times, word + end * 4):
        assert weakness(padded, about=[], common=COMMON) is not None


@pytest.mark.parametrize(
    "password", ["short", "sunshine12345678", "lin.yue@example.com is me"]
)
def test_a_form_is_told_in_words(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PasswordRule().validate(password, Person(name="Lin", email="lin.yue@example.com"))
    assert str(refused.value.messages[0]).endswith(".") or ":" in refused.value.messages[0]


def test_the_list_of_known_passwords_is_there_without_a_network() -> None:
    with pytest.raises(ValidationError, match="first to be guessed"):
        PasswordRule().validate("football football1")
