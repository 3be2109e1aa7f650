"""In which of our languages a text is written."""

from __future__ import annotations

import pytest

from firsthand.domain.policies.rules.languages import spoken_in


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("Thank you for your message, we will send the lamp today.", ("en",)),
        ("Vielen Dank für Ihre Nachricht, wir senden die Lampe heute.", ("de",)),
        ("Merci pour votre message, nous enverrons la lampe dans les jours.", ("fr",)),
        ("Grazie per il messaggio, la lampada è in arrivo e non costa nulla.", ("it",)),
        ("Gracias por su mensaje, la lámpara no está en el almacén.", ("es",)),
        ("お問い合わせありがとうございます。商品を発送します。", ("ja",)),
        ("您好，包裹已经发出，请注意查收。", ("zh",)),
        ("您好，包裹已经发出，请注意查收。Thank you for your patience, we are here.",
         ("zh", "en")),
        ("OK 3", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_letters_and_small_words_tell_the_language(
    text: str, languages: tuple[str, ...]
) -> None:
    assert spoken_in(text) == languages
