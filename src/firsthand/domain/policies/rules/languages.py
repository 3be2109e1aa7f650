"""In which of our languages a text is written, as far as letters and small words tell."""

from __future__ import annotations

import re

_KANA = re.compile(r"[\u3041-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = {
    "en": "the and you your we our is are was for with this that have has will not please",
    "de": "der die das und sie ihr ihre wir ist sind nicht für mit ein eine bitte zu den",
    "fr": "le les des et vous votre nous notre est sont pas pour avec une un dans que du",
    "it": "il lo gli che e di per con non una un è sono suo sua le del della questo vi",
    "es": "el los las que y de por con no una un es son su sus para del le nuestro esta",
}
_SMALL = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_ENOUGH_WORDS = 3
# Han in a Japanese sentence is Japanese; more of it than this beside kana is both.
_KANA_SHARE = 0.1


def spoken_in(text: str) -> tuple[str, ...]:
    """Return the languages of a text; none: too little is said to tell."""
    found = []
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    if kana:
        found.append("ja")
    if han > 1 and kana < _KANA_SHARE * han:
        found.append("zh")
    return (*found, *_latin(text))


def _latin(text: str) -> list[str]:
    words = [each.lower() for each in _WORD.findall(text)]
    counts = {
        language: sum(word in small for word in words) for language, small in _SMALL.items()
    }
    most = max(counts.values())
    # Of languages that share their small words the likeliest; of two said, both.
    return [
        language
        for language, n in counts.items()
        if n >= _ENOUGH_WORDS and (n == most or n > most / 2)
    ]
