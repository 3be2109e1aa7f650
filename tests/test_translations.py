"""Every sentence a person can read exists in both languages, and says the same."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message
from tools import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|</?b>")
HAN = r"[\u4e00-\u9fff]"
SPACED = re.compile(rf"{HAN} [A-Za-z0-9%]|[A-Za-z0-9%] {HAN}")


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (tuple, list)) else (text,)


def chinese() -> list[Message]:
    return [message for message in messages.read() if message.id]


def test_the_catalogue_has_every_sentence_of_the_sources_and_no_other() -> None:
    said = {(message.id, message.context) for message in messages.extract() if message.id}
    kept = {(message.id, message.context) for message in chinese()}
    assert said - kept == set(), "run `make messages`, then translate"
    assert kept - said == set(), "run `make messages`"


def test_the_compiled_catalogue_is_that_of_the_sources() -> None:
    assert messages.COMPILED.read_bytes() == messages.compiled(messages.read())


@pytest.mark.parametrize("message", chinese(), ids=lambda m: forms(m.id)[0][:40])
def test_chinese_is_complete_and_keeps_every_placeholder(message: Message) -> None:
    assert not message.fuzzy
    english = sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
    for words in forms(message.string):
        assert words
        assert sorted(PLACEHOLDER.findall(words)) == english


@pytest.mark.parametrize("message", chinese(), ids=lambda m: forms(m.id)[0][:40])
def test_chinese_keeps_the_house_style(message: Message) -> None:
    for words in forms(message.string):
        assert "您" not in words, "colleagues are 你"
        assert not re.search("[!！]", words)
        assert not SPACED.search(words), "the page spaces Chinese and Latin by itself"
        assert not re.search(rf"{HAN}[,;:?]", words), "full-width punctuation"


def test_no_sentence_is_put_together_from_pieces() -> None:
    """An f-string inside gettext is never found in the catalogue."""
    glued = re.compile(r"\b(?:_|n?gettext(?:_lazy)?)\(\s*f[\"']")
    found = [
        path.name
        for path in messages.PACKAGE.rglob("*.py")
        if glued.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_english_has_no_exclamation_marks() -> None:
    assert [m.id for m in messages.extract() if "!" in "".join(forms(m.id))] == []
