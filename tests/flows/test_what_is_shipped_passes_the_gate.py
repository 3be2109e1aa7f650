"""Nothing that comes with the program is stopped by the send gate that comes with it."""

from __future__ import annotations

import re

import pytest

from firsthand.cli.demo import texts
from firsthand.domain.macros.rules.packs import pack
from firsthand.domain.policies.rules import Outgoing, check
from firsthand.domain.policies.rules.outgoing import Severity
from firsthand.domain.policies.rules.packs import shipped

MARKETPLACES = {
    "en": ("US",), "zh": ("US",), "ja": ("JP",), "de": ("DE",),
    "fr": ("FR",), "it": ("IT",), "es": ("ES",),
}  # fmt: skip
SAID = {
    "buyer_name": "Kim Albers", "name": "Kim Albers", "agent": "Lin", "part": "lid",
    "order": "302-1234567-1234567", "product": "Lumo Dot", "kind": "lamp",
    "carrier": "DHL", "tracking": "JJD0123456789", "place": "Köln", "day": "July 5",
    "bought": "July 1", "promised": "July 3", "eta": "July 5", "amount": "19.99 EUR",
}  # fmt: skip


def stopped(text: str, language: str) -> list[tuple[str, str]]:
    """Return the rules that block a reply on any marketplace of the language, and why."""
    found: list[tuple[str, str]] = []
    for marketplace in MARKETPLACES[language]:
        outgoing = Outgoing(
            text=text,
            language=language,
            marketplace=marketplace,
            channel="amazon",
            message_type="reply",
            role="agent",
        )
        found += [
            (each.rule, text[each.start : each.end])
            for each in check(outgoing, shipped())
            if each.severity == Severity.BLOCK
        ]
    return found


@pytest.mark.parametrize("language", MARKETPLACES)
def test_every_macro_leaves(language: str) -> None:
    for packed in pack("amazon"):
        for tag, template in packed.sheet.texts.items():
            if tag.partition("-")[0] == language:
                bare = template.replace("[[", "").replace("]]", "")
                text = re.sub(r"{{(\w+)}}", lambda slot: SAID.get(slot[1], "—"), bare)
                assert stopped(text, language) == [], packed.key


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_what_the_demonstrations_agents_write_leaves(language: str) -> None:
    words = texts.sentences(language)
    written = [said for each in words["reasons"].values() for said in each["answer"]]
    for said in [*written, *words["holding"], *words["info_request"]]:
        assert stopped(said.format_map(SAID), language) == []
