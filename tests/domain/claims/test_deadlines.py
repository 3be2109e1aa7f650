"""By when a marketplace wants its answer: the earliest its mail can mean, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.claims.rules import deadlines, files, periods
from firsthand.domain.stores import queries as stores

SENT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # A Monday.
THREE_DAYS = SENT + timedelta(days=3)
ZONES = {each.code: each.time_zone for each in stores.marketplaces()}


def read(text: str, marketplace: str = "DE", sent_at: datetime = SENT):
    return deadlines.read(
        text, sent_at=sent_at, zone=ZoneInfo(ZONES[marketplace]), marketplace=marketplace
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


LENGTHS = [
    ("US", "Please respond within 3 calendar days."),
    ("US", "You have 72 hours to respond to this claim."),
    ("UK", "Respond to the claim within the next 3 days."),
    ("DE", "Bitte antworten Sie innerhalb von 3 Kalendertagen."),
    ("IT", "Devi rispondere entro 3 giorni di calendario: 119,00 EUR."),
    ("FR", "Veuillez répondre sous 3 jours calendaires."),
    ("ES", "Responda en un plazo de 72 horas."),
    ("NL", "Reageer binnen 3 kalenderdagen op deze claim."),
    ("SE", "Svara inom 3 dagar."),
    ("PL", "Odpowiedz w ciągu 3 dni."),
    ("BR", "Responda em até 3 dias."),
    ("TR", "3 gün içinde yanıt verin."),
    ("JP", "3日以内にご回答ください。"),
    ("JP", "72時間以内にご回答ください。"),
    ("US", "请在3个自然日内回复。"),
    # The earlier of two; a business day is not waited for; an appeal is something else.
    ("US", "Respond within 3 business days. An appeal must be filed within 30 days."),
]


@pytest.mark.parametrize(("marketplace", "text"), LENGTHS)
def test_a_length_of_time_counts_from_when_the_mail_was_sent(marketplace, text) -> None:
    assert read(text, marketplace).respond_by == THREE_DAYS


DATES = [
    ("US", "You must respond by March 6, 2026.", "2026-03-06T00:00-08:00"),
    ("US", "Respond by 03/05/2026 11:59 PM PST.", "2026-03-05T23:59-08:00"),
    ("US", "Respond no later than 3/5/2026.", "2026-03-05T00:00-08:00"),
    ("UK", "Respond by 05/03/2026.", "2026-03-05T00:00+00:00"),
    # As this marketplace writes it that is behind us, so it was written the other way.
    ("UK", "Respond before 03/14/2026.", "2026-03-14T00:00+00:00"),
    (
        "DE",
        "Bitte antworten Sie bis zum 06.03.2026 um 23:59 Uhr.",
        "2026-03-06T23:59+01:00",
    ),
    ("DE", "Frist: 6. März 2026", "2026-03-06T00:00+01:00"),
    ("IT", "Rispondi entro il 5 marzo 2026 alle ore 14:30", "2026-03-05T14:30+01:00"),
    ("FR", "Veuillez répondre avant le 6 mars 2026 à 18h30", "2026-03-06T18:30+01:00"),
    ("ES", "Debe responder antes del 5 de marzo de 2026", "2026-03-05T00:00+01:00"),
    ("JP", "2026年3月5日までに回答してください", "2026-03-05T00:00+09:00"),
    ("JP", "2026/03/05 14:00(JST)までに回答", "2026-03-05T14:00+09:00"),
    ("US", "请于2026年3月5日前回复", "2026-03-05T00:00-08:00"),
    ("US", "Respond by March 5.", "2026-03-05T00:00-08:00"),
    ("US", "Respond by March 5, 2026 10:00 AM UTC.", "2026-03-05T10:00+00:00"),
]


@pytest.mark.parametrize(("marketplace", "text", "wanted"), DATES)
def test_a_date_is_by_the_marketplaces_clock_and_over_as_it_begins(
    marketplace, text, wanted
) -> None:
    reading = read(text, marketplace)
    assert reading.respond_by == at(wanted)
    assert reading.words in text or "JST" in text


NOTHING = [
    "",
    "We will look at it soon.",
    "Your order of March 4, 2026 has 3 items.",  # No word of a deadline before the date.
    "Respond by February 28, 2026.",  # Behind us.
    "Respond by March 6, 2027.",  # So far ahead it is no answer's deadline.
    "Respond by 31/02/2026 or 99.99.2026.",
    "You may appeal within 90 days.",
    "Order 305-1234567-7654321, EUR 3.50 refunded.",
    "Replies take about 3 days.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_cannot_be_read_is_not_guessed(text) -> None:
    assert read(text, "UK") is None


def test_a_day_without_a_year_after_christmas_is_in_the_next_one() -> None:
    sent = datetime(2026, 12, 30, 12, 0, tzinfo=UTC)
    assert read("Respond by January 2.", "US", sent).respond_by == at(
        "2027-01-02T00:00-08:00"
    )


def test_the_hour_that_comes_twice_is_the_first_of_both() -> None:
    sent = datetime(2026, 10, 23, 12, 0, tzinfo=UTC)
    reading = read("Antworten Sie bis zum 25.10.2026 um 02:30 Uhr", "DE", sent)
    assert reading.respond_by == at("2026-10-25T02:30+02:00")


def test_29_february_without_a_year_waits_for_no_other_year() -> None:
    sent = datetime(2026, 2, 20, 12, 0, tzinfo=UTC)
    assert read("Respond by February 29.", "US", sent) is None


@given(st.text(max_size=300), st.sampled_from(sorted(ZONES)))
def test_any_text_is_read_or_not_and_never_fails(text, marketplace) -> None:
    for words in (text, f"Respond by {text}", f"within {text} days"):
        reading = read(words, marketplace)
        assert reading is None or SENT < reading.respond_by <= SENT + deadlines.LONGEST


def test_reading_takes_time_in_proportion_to_the_mail_at_most() -> None:
    import time

    begun = time.process_time()
    for part in ("within 3 ", "by 1.1.", "3" * 40 + " ", "March " * 3, "bis zum "):
        read(part * 20_000, "US")
    assert time.process_time() - begun < 5


def test_only_amazons_claims_have_a_published_period() -> None:
    assumed = periods.assumed("claim", channel="amazon", happened_at=SENT)
    assert (assumed.respond_by, assumed.source) == (
        THREE_DAYS, "Amazon seller help, G202041210",
    )  # fmt: skip
    assert periods.assumed("chargeback", channel="amazon", happened_at=SENT) is None
    assert periods.assumed("claim", channel="ebay", happened_at=SENT) is None


DANGEROUS = [
    ("setup.exe", b""), ("photo.jpg.exe", b"\xff\xd8"), ("Invoice.HTML", b"<html>"),
    ("a.js ", b""), ("a.exe...", b""), ("list.xlsm", b"PK"), ("a\u202egpj.exe", b""),
    ("photo.jpg", b"MZ\x90"), ("photo.jpg", b"\x7fELF"), ("run", b"#!/bin/sh"),
    ("run", b"\xef\xbb\xbf#!/bin/sh"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "head"), DANGEROUS)
def test_a_program_is_known_by_its_name_or_its_first_bytes(name, head) -> None:
    assert files.is_dangerous(name, head)
    assert not files.is_dangerous("photo.jpg", b"\xff\xd8\xff")


NAMES = [
    ("lamp.jpg", "files/001-lamp.jpg"),
    ("../../etc/passwd", "files/001-passwd"),
    ("C:\\temp\\a b.png", "files/001-a_b.png"),
    ("损坏的灯.jpg", "files/001-file.jpg"),
    ("", "files/001-file"),
    (".htaccess", "files/001-htaccess"),
]


@pytest.mark.parametrize(("name", "wanted"), NAMES)
def test_a_file_has_a_name_that_leads_nowhere_else(name, wanted) -> None:
    assert files.name_in_pack(1, name) == wanted
