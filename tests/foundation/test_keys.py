from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.keys import is_signature, keyed_hash, signature


def test_a_hash_is_stable_and_different_for_each_purpose() -> None:
    assert keyed_hash("jonas", purpose="buyer") == keyed_hash("jonas", purpose="buyer")
    assert keyed_hash("jonas", purpose="buyer") != keyed_hash("jonas", purpose="alias")


def test_a_hash_is_the_same_as_ever(settings) -> None:
    # Buyers are found by it for years: another way to work it out must give the same.
    settings.HASHING_KEY = b"a key"
    derived = hmac.new(b"a key", b"buyer", hashlib.sha256).digest()
    expected = hmac.new(derived, "jonäs".encode(), hashlib.sha256).hexdigest()
    assert keyed_hash("jonäs", purpose="buyer") == expected


def test_a_hash_depends_on_the_installations_key(settings) -> None:
    before = keyed_hash("jonas", purpose="buyer")
    settings.HASHING_KEY = b"another installation's key"
    assert keyed_hash("jonas", purpose="buyer") != before


@given(st.text(max_size=40))
def test_our_signature_is_recognised_in_any_case(value: str) -> None:
    made = signature(value, purpose="thread")
    assert is_signature(made, value, purpose="thread")
    assert is_signature(made.upper(), value, purpose="thread")


@given(
    st.text(max_size=40), st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", max_size=24)
)
def test_nothing_else_is_our_signature(value: str, guess: str) -> None:
    if guess != signature(value, purpose="thread"):
        assert not is_signature(guess, value, purpose="thread")


@pytest.mark.parametrize("bits", [80, 120])
def test_a_signature_has_the_promised_strength(bits: int) -> None:
    assert len(signature("x", purpose="thread", bits=bits)) * 5 >= bits
