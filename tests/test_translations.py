"""Every sentence a person can read exists in both languages, and says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Message
from tools import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|</?b>")
HAN = r"[\u4e00-\u9fff]"
SPACED = re.compile(rf"{HAN} [A-Za-z0-9%]|[A-Za-z0-9%] {HAN}")


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, (tuple, list)) else (text,)


def chinese() -> list[Message]:
    return [message for message in messages.read() if message.id]


@cache
def extracted() -> list[Message]:
    return [message for message in messages.extract() if message.id]


def test_the_catalogue_has_every_sentence_of_the_sources_and_no_other() -> None:
    said = {(message.id, message.context) for message in extracted()}
    kept = {(message.id, message.context) for message in chinese()}
    assert said - kept == set(), "run `make messages`, then translate"
    assert kept - said == set(), "run `make messages`"


def test_the_compiled_catalogue_is_that_of_the_sources() -> None:
    assert messages.COMPILED.read_bytes() == messages.compiled(messages.read())


# One test for all of them: each of its own would cost more than to read the catalogue.
def test_chinese_is_complete_and_keeps_every_placeholder() -> None:
    assert [message.id for message in chinese() if not is_complete(message)] == []


def is_complete(message: Message) -> bool:
    english = sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
    return not message.fuzzy and all(
        words and sorted(PLACEHOLDER.findall(words)) == english
        for words in forms(message.string)
    )


def test_chinese_keeps_the_house_style() -> None:
    assert {
        (message.id, fault)
        for message in chinese()
        for words in forms(message.string)
        for fault in faults(words)
    } == set()


def faults(words: str) -> Iterator[str]:
    if "您" in words:
        yield "colleagues are 你"
    if re.search("[!！]", words):
        yield "an exclamation mark"
    if SPACED.search(words):
        yield "the page spaces Chinese and Latin by itself"
    if re.search(rf"{HAN}[,;:?]", words):
        yield "full-width punctuation"


def test_every_message_is_looked_at() -> None:
    assert len(chinese()) > 1500
    assert not is_complete(Message("%(n)s left", "剩"))
    assert not is_complete(Message("left", ""))
    assert not is_complete(Message("left", "剩", flags=["fuzzy"]))
    assert is_complete(Message("%(n)s left", "剩 %(n)s"))
    assert len(list(faults("您好!用Lumo 工单,"))) == 4
    assert list(faults("工单，已关闭。")) == []


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
    assert [m.id for m in extracted() if "!" in "".join(forms(m.id))] == []
