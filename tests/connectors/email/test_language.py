from __future__ import annotations

import pytest

from firsthand.connectors.email.language import language_of

TEXTS = [
    ("en", "Hello, I have not received my order and it is already late. Can you help?"),
    ("de", "Guten Tag, ich habe meine Bestellung noch nicht erhalten. Wo ist das Paket?"),
    ("fr", "Bonjour, je n'ai pas reçu ma commande. Pouvez-vous me dire où est le colis ?"),
    (
        "it",
        "Buongiorno, non ho ancora ricevuto il mio ordine. Che cosa è successo?",
    ),
    ("es", "Hola, no he recibido mi pedido y ya es muy tarde. ¿Me pueden ayudar con esto?"),
    (
        "pt",
        "Olá, não recebi o meu pedido ainda. Você pode me dizer o que aconteceu? Obrigado",
    ),
    ("nl", "Hallo, ik heb mijn bestelling nog niet ontvangen. Wat is er met het pakket?"),
    ("ja", "商品がまだ届いていません。確認をお願いします。"),
    ("zh", "我还没有收到商品，请帮我查一下物流。"),
    ("", "OK"),
    ("", "123-4567890-1234567 https://www.amazon.de/the/and/you"),
    ("", "안녕하세요 반갑습니다"),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_the_language_is_guessed_or_left_open(language, text):
    assert language_of(text) == language
