from __future__ import annotations

import pytest

from firsthand.connectors.email.trimming import newest_part

QUOTES = [
    "On Mon, Nov 2, 2026 at 10:00 AM Shop <shop@example.com> wrote:\n> Hello",
    "On Mon, Nov 2, 2026 at 10:00 AM\nShop <shop@example.com> wrote:\n\n> Hello",
    "Am 02.11.2026 um 10:00 schrieb Shop:\n> Hallo",
    "Le lun. 2 nov. 2026 à 10:00, Shop <shop@example.com> a écrit :\n> Bonjour",
    "Il giorno lun 2 nov 2026 alle 10:00 Shop <shop@example.com> ha scritto:\n> Ciao",
    "El lun, 2 nov 2026 a las 10:00, Shop (<shop@example.com>) escribió:\n> Hola",
    "Em seg., 2 de nov. de 2026 às 10:00, Shop <shop@example.com> escreveu:\n> Olá",
    "2026年11月2日(月) 10:00 Shop <shop@example.com>:\n> こんにちは",
    "Shop <shop@example.com> 于2026年11月2日周一 10:00写道：\n> 你好",
    "-----Original Message-----\nFrom: Shop\nHello",
    "-----Ursprüngliche Nachricht-----\nVon: Shop\nHallo",
    "From: Shop <shop@example.com>\nSent: Monday\nTo: Jane\nSubject: Re: x\n\nHello",
    "Von: Shop\nGesendet: Montag\nAn: Jane\nBetreff: AW: x\n\nHallo",
    "差出人: Shop\n送信日時: 2026年\n宛先: Jane\n件名: x\n\nこんにちは",
    "> Hello\n> there",
]


@pytest.mark.parametrize("quote", QUOTES)
def test_quoted_history_is_taken_off(quote):
    assert newest_part(f"Thank you.\nJane\n\n{quote}\n") == "Thank you.\nJane"


@pytest.mark.parametrize("line", ["-- \nJane Doe\nDoe Ltd.", "Sent from my iPhone",
                                  "Von meinem iPhone gesendet",
                                  "iPhoneから送信"])  # fmt: skip
def test_signatures_of_programs_are_taken_off(line):
    assert newest_part(f"Thank you.\n\n{line}") == "Thank you."


OWN_WORDS = [
    "On Monday I wrote to you:\nnobody answered.",
    "Sent from China in a wet box.",
    "From: what I can see, it is broken.",
    "I bought 2 lamps -- one is broken.",
    "He wrote that 3 are missing",
    "---------- Forwarded message ---------\nFrom: DHL\nDate: today\nSubject: x\n\nLost.",
]


@pytest.mark.parametrize("text", OWN_WORDS)
def test_a_buyers_own_words_are_never_taken_off(text):
    assert newest_part(text) == text


def test_an_answer_below_or_between_the_quotes_stays():
    text = "On 2 Nov 2026 Shop wrote:\n> Which colour?\nRed.\n> How many?\nTwo."

    assert newest_part(text) == "Red.\nTwo."


@pytest.mark.parametrize("text", [*QUOTES, "-- \nJane", "> ", "***"])
def test_text_is_never_trimmed_to_nothing(text):
    assert newest_part(text)
