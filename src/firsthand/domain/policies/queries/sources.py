"""What stands in the files of a pack besides the rules as they are judged by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

import yaml

from firsthand.domain.policies.rules import Outgoing
from firsthand.domain.policies.rules.changing import keyed
from firsthand.domain.policies.rules.outgoing import LANGUAGES
from firsthand.domain.policies.rules.packs import PACKS
from firsthand.domain.policies.rules.repairing import Way

_HOME = {"zh": "US", "en": "US", "ja": "JP"}  # Else as the language.


class Example(NamedTuple):
    """A text, and whether the rule must find something in it."""

    rule: str
    outgoing: Outgoing
    must_match: bool


@lru_cache(maxsize=2)
def shipped_rules(pack: str = "amazon") -> Mapping[str, Mapping[str, Any]]:
    """Return the rules of a pack as its files say them, by key; see `rules.changing`."""
    paths = sorted((PACKS / pack / "rules").glob("*.yaml"))
    return keyed(one for path in paths for one in _read(path.read_bytes()))


@lru_cache(maxsize=2)
def repairs(pack: str = "amazon") -> Mapping[str, Way]:
    """Return what one key does about which rule."""
    found = _read((PACKS / pack / "repairs.yaml").read_bytes())
    return {rule: Way(one["takes"], one.get("says", {})) for rule, one in found.items()}


@lru_cache(maxsize=2)
def digest(pack: str = "amazon") -> str:
    """Return the SHA-256 of all that judges in a pack: rules, words, tables."""
    home, told = PACKS / pack, sha256()
    for path in (
        *sorted((home / "rules").glob("*.yaml")),
        *sorted((home / "words").glob("*/*.yaml")),
        home / "tables.yaml",
    ):
        told.update(str(path.relative_to(home)).encode() + b"\0" + path.read_bytes())
    return told.hexdigest()


@lru_cache(maxsize=2)
def examples(pack: str = "amazon") -> tuple[Example, ...]:
    """Return the rules' own examples, of every language."""
    return tuple(
        example
        for language in LANGUAGES
        if (path := PACKS / pack / "examples" / f"{language}.yaml").exists()
        for rule, given in _read(path.read_bytes()).items()
        for example in _examples(rule, language, given)
    )


def examples_of(rule: str, pack: str = "amazon") -> list[Example]:
    """Return the examples of one rule."""
    return [each for each in examples(pack) if each.rule == rule]


def _examples(rule: str, language: str, given: Mapping[str, Any]) -> list[Example]:
    home = _HOME.get(language, language.upper())
    scope = {"language": language, "marketplace": home, **given.get("as", {})}
    found = []
    for kind in ("match", "pass"):
        for one in given.get(kind, ()):
            told = one if isinstance(one, dict) else {"text": one}
            found.append(Example(rule, Outgoing(**{**scope, **told}), kind == "match"))
    return found


def _read(content: bytes) -> Any:  # noqa: ANN401 - Whatever a file holds.
    # The quick reader where it is there: thousands of examples take seconds without it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(content, loader)  # noqa: S506 -- a safe loader, both
