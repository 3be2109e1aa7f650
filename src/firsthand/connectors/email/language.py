"""A guess at the language of a text, without a model."""

from __future__ import annotations

import re

_SAMPLE = 4_000
_KANA = re.compile("[\u3041-\u30fa\uff66-\uff9d]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_HAN = re.compile("[\u4e00-\u9fff\u3400-\u4dbf]")
_WORD = re.compile(r"[^\W\d_]+")
# Addresses, links and names of machines say nothing about who writes.
_NOT_WORDS = re.compile(r"(?<!\S)(?:[^\s@./]{0,200}[@/][^\s]*|[^\s.]{1,200}\.[^\s.]\S*)")

_COMMON = {
    "en": "the and you is it for not this that with have was are my your to of in on i be "
    "please can but from they will been has we would what which how hi hello thanks thank "
    "still received when do does did a as me no so or an at by be if",
    "de": "der die das und ist nicht ich sie ein eine mit auf für es den dem zu von habe "
    "wir bitte noch aber auch wie mein meine nach wurde sind hat hallo danke bei kein "
    "keine "
    "mir mich guten",
    "fr": "le la les et est je vous un une pas des pour que dans ce mon ma avec sur mais "
    "nous votre merci bonjour du au ne qui j ai été cette plus il toujours reçu",
    "it": "il la che è di non un una per sono ho mi con del della ma le gli grazie "
    "buongiorno "
    "questo anche come più ancora nel mio mia salve ricevuto si è stato",
    "es": "el la los que es de no un una por para con me mi se lo las del pero muy gracias "
    "hola he está este como más todavía su buenos días recibido y",
    "pt": "o a os as que é não de um uma por para com me meu minha se do da em mas muito "
    "obrigado obrigada olá está este como mais ainda eu você foi recebi bom dia",
    "nl": "de het een en is niet ik dat van met voor op je u heb zijn maar ook aan nog "
    "mijn "
    "bedankt hallo wat er naar dit bij kan geen wordt ontvangen",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_ENOUGH_HITS = 2
_CLEAR_LEAD = 1.15


def language_of(text: str) -> str:
    """Return en, de, fr, it, es, pt, nl, ja or zh; empty when the text does not say.

    Kana means Japanese; Han without kana means Chinese; the rest is decided by common
    words, each weighing less the more languages it belongs to. A narrow lead is no lead.
    """
    sample = _NOT_WORDS.sub(" ", text[:_SAMPLE])
    letters = len(_WORD.findall(sample))
    kana, han = len(_KANA.findall(sample)), len(_HAN.findall(sample))
    if kana + han > letters // 4 and not _HANGUL.search(sample):
        return "ja" if kana * 10 > han else "zh"
    words = [word.lower() for word in _WORD.findall(sample)]
    scores = {
        language: sum(1 / _SHARED[word] for word in words if word in known)
        for language, known in _WORDS.items()
    }
    (best, score), (_, second) = sorted(scores.items(), key=lambda pair: -pair[1])[:2]
    is_clear = score >= second * _CLEAR_LEAD and score * 12 >= len(words)
    return best if score >= _ENOUGH_HITS / 2 and is_clear else ""


def _languages_of(word: str) -> int:
    return sum(word in known for known in _WORDS.values())


_SHARED = {word: _languages_of(word) for known in _WORDS.values() for word in known}
