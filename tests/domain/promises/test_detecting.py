"""What replies promise, sentence by sentence: `examples/<language>.txt`.

A line is a reply, and after " = " when its promises are due by the buyer's clock: "soon"
where no time is named, "nothing" where nothing is promised. A line with # says from there
on when the replies are sent, where the buyer lives and where he ordered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.promises.rules import LANGUAGES, detect

EXAMPLES = Path(__file__).parent / "examples"


def told(text: str, language: str, sent: str, zone: str, marketplace: str) -> str:
    """Return what is found in a text as an example would say it."""
    here = ZoneInfo(zone)
    sent_at = datetime.fromisoformat(sent).replace(tzinfo=here)
    found = detect(text, language, sent_at, zone, marketplace)
    dues = [
        f"{one.due.astimezone(here):%m-%d %H:%M}" if one.due else "soon" for one in found
    ]
    return ", ".join(dues) or "nothing"


def examples(language: str) -> Iterator[tuple[str, tuple[str, str, str], str]]:
    about: tuple[str, str, str] = ("", "", "")
    for line in (EXAMPLES / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            sent, zone, marketplace = line[2:].split()
            about = (sent, zone, marketplace)
        else:
            text, expected = line.rsplit(" = ", 1)
            yield text, about, expected


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_example_is_read_as_it_is_meant(language: str) -> None:
    wrong = [
        f"{text} = {expected}, but found {found}"
        for text, about, expected in examples(language)
        if (found := told(text, language, *about)) != expected
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "sent", "expected"),
    [
        # Elapsed time goes on while the clocks are put back, and put forward.
        ("We will write within 24 hours.", "2026-10-24T16:00", "10-25 15:00"),
        ("We will write within 24 hours.", "2026-03-28T16:00", "03-29 17:00"),
        # A time of day is that of the clock on that day.
        ("We will write tomorrow at 4 pm.", "2026-10-24T16:00", "10-25 16:00"),
        ("We will write within two business days.", "2026-10-09T10:00", "10-13 18:00"),
        ("We will write on Friday.", "2026-10-09T10:00", "10-16 18:00"),
        ("We will write at 9 am.", "2026-10-09T10:00", "10-10 09:00"),
        ("We will write by 1 October.", "2026-10-09T10:00", "10-01 18:00"),
        ("We will write by 29 February.", "2026-10-09T10:00", "02-28 18:00"),
        ("We will write by the 31st.", "2026-11-09T10:00", "12-31 18:00"),
        ("We will write by 31 November.", "2026-11-09T10:00", "nothing"),
    ],
)
def test_a_time_is_resolved_by_the_calendar(text: str, sent: str, expected: str) -> None:
    assert told(text, "en", sent, "Europe/London", "UK") == expected


@pytest.mark.parametrize(
    ("marketplace", "due"), [("US", "12-10 18:00"), ("UK", "10-12 18:00")]
)
def test_figures_of_a_date_are_read_as_the_marketplace_writes_them(
    marketplace: str, due: str
) -> None:
    found = told("We will ship by 12/10.", "en", "2026-10-07T09:00", "UTC", marketplace)
    assert found == due


def test_the_quote_is_the_phrase_as_it_stands_and_where_it_stands() -> None:
    text = "Wir melden uns bis Freitag um 12 Uhr bei Ihnen."
    sent_at = datetime(2026, 10, 7, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    [found] = detect(text, "de", sent_at, "Europe/Berlin", "DE")
    assert found.quote == "bis Freitag um 12 Uhr" == text[found.start : found.end]


def test_of_a_language_nobody_taught_it_nothing_is_found() -> None:
    assert told("Vi skriver i morgon.", "sv", "2026-10-07T09:00", "UTC", "SE") == "nothing"


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_long_and_odd_texts_are_read_quickly(language: str) -> None:
    texts = ["1" * 4000, "no " * 2000, "(" * 3000, "10:00 " * 600, "，、。" * 1500, ""]
    texts.append(" ".join(text for text, _about, _expected in examples(language)))
    began = process_time()
    for text in texts:
        told(text, language, "2026-10-07T09:00", "UTC", "US")
    assert process_time() - began < 5
