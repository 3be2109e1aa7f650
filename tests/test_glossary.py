"""One thing, one word: the Chinese of the pages is that of the glossary."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "src/firsthand/locale/zh_Hans/LC_MESSAGES/django.po"


def terms() -> list[tuple[str, str]]:
    """Return (English, Chinese) of every row that names one thing."""
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|", (ROOT / "docs/glossary.md").read_text(), re.M
    )
    return [(en, zh) for en, zh in rows if not set("-、") & set(zh) and en != "English"]


@cache
def translations() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {
            message.id.lower(): message.string
            for message in read_po(file)
            if isinstance(message.id, str) and isinstance(message.string, str)
        }


@pytest.mark.parametrize(("english", "chinese"), terms())
def test_a_term_of_the_glossary_is_translated_by_its_own_word(english, chinese) -> None:
    said = translations().get(english.lower())
    assert said in {None, chinese}


def test_what_is_done_for_a_buyer_is_called_by_one_word_in_every_sentence() -> None:
    with CATALOGUE.open("rb") as file:
        said = {
            " ".join(ids): "".join(words)
            for ids, words in (
                (all_of(message.id), all_of(message.string)) for message in read_po(file)
            )
            if re.search(r"\bremed(y|ies)\b", " ".join(ids), re.IGNORECASE)
        }
    assert said
    assert [words for words in said.values() if "补救措施" not in words] == []


def all_of(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def test_the_glossary_is_really_read() -> None:
    assert ("ticket", "工单") in terms()
    assert any(english.lower() in translations() for english, _ in terms())
