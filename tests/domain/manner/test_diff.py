"""What two texts say differently, in substance, in the seven languages.

`same.txt`: a draft = a text that says the same. `other.txt`: a draft = a text = what is
found. A line with # says from there on the languages of both and the marketplace.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.domain.manner.queries import Kind, diff, digest
from firsthand.domain.manner.rules import language_of
from firsthand.domain.stores.rules import BY_CODE

AT = datetime(2026, 10, 5, 9, tzinfo=UTC)  # A Monday.


def lines(name: str) -> Iterator[tuple[list[str], list[str]]]:
    about: list[str] = []
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            about = line[2:].split()
        else:
            yield line.split(" = "), about


def told(draft: str, text: str, about: list[str], *, promises: bool = True) -> str:
    one, other, marketplace = about
    zone = BY_CODE[marketplace].time_zone
    found = diff(draft, one, text, other, marketplace=marketplace, sent_at=AT, zone=zone)
    return ", ".join(
        f"{each.kind.value} {each.draft.quote if each.draft else '-'}"
        f"/{each.text.quote if each.text else '-'}"
        for each in found
        if promises or each.kind is not Kind.PROMISE
    )


def test_what_says_the_same_is_the_same() -> None:
    wrong = {
        " = ".join(texts): found
        for texts, about in lines("same.txt")
        if (found := told(*texts, about, promises=False))
    }
    assert wrong == {}


def test_what_differs_is_found_in_the_words_of_both() -> None:
    wrong = {
        f"{draft} = {text} = {expected}": found
        for (draft, text, expected), about in lines("other.txt")
        if (found := told(draft, text, about, promises=expected.startswith("promise")))
        != expected
    }
    assert wrong == {}


def test_nothing_is_compared_with_nothing() -> None:
    assert told("退5欧元", " ", ["zh", "de", "DE"]) == ""


@pytest.mark.parametrize(
    ("draft", "otherwise", "expected"),
    [
        ("退款", "en", "zh"),
        ("返金します", "zh", "ja"),
        ("We refund", "zh", "en"),
        ("Wir erstatten", "de", "de"),
    ],
)
def test_the_language_of_a_draft_is_told_by_its_letters(
    draft: str, otherwise: str, expected: str
) -> None:
    assert language_of(draft, otherwise) == expected


def test_a_digest_stands_for_these_differences_only() -> None:
    def of(draft: str, text: str) -> str:
        found = diff(draft, "zh", text, "de", marketplace="DE", sent_at=AT, zone="UTC")
        return digest(found)

    assert of("退5欧元", "5 €") == of("我们会尽快处理。", "Danke.") == ""
    assert of("退5欧元", "6 €") == of("请注意，退5欧元", "Nur 6 €") != of("退5欧元", "7 €")


@given(cents=st.integers(1, 99_999_999))
@settings(max_examples=60, deadline=None)
def test_an_amount_is_itself_however_it_is_written(cents: int) -> None:
    whole, rest = divmod(cents, 100)
    english = f"EUR {whole:,}.{rest:02}"
    german = f"{whole:,}".replace(",", ".") + f",{rest:02} €"
    french = f"{whole:,}".replace(",", "\u202f") + f",{rest:02}\u00a0€"
    for written in (german, french, f"{whole}.{rest:02}欧元"):
        assert told(english, written, ["en", "de", "DE"]) == ""
    other = f"{whole + 1}.{rest:02}欧元"
    assert told(english, other, ["en", "zh", "DE"]).startswith("money")


@pytest.mark.parametrize("text", ["9" * 4_000, "1," * 2_000, "1 " * 2_000, "$" * 4_000])
def test_hostile_texts_are_read_in_time(text: str) -> None:
    begun = process_time()
    told(text, "5 €", ["en", "de", "DE"])
    assert process_time() - begun < 1  # Linear in its length: a tenth of that.
