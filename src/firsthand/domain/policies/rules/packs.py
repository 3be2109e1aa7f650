"""The rules that come with the program, read from their files once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from firsthand.domain.policies.rules.outgoing import LANGUAGES
from firsthand.domain.policies.rules.ruleset import RuleSet, rule_from

# The one written in C reads ten times as fast; the first to send a message waits for it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PACKS = Path(__file__).parents[1] / "packs"


@lru_cache(maxsize=4)
def shipped(pack: str = "amazon") -> RuleSet:
    """Return the rules of a pack; `ValueError` names what is wrong in a file."""
    folder = PACKS / pack
    rules = tuple(
        rule_from(one)
        for path in sorted((folder / "rules").glob("*.yaml"))
        for one in _read(path)
    )
    words = {language: _words(folder / "words" / language) for language in LANGUAGES}
    tables = {
        name: list(map(str, values))
        for name, values in _read(folder / "tables.yaml").items()
    }
    return RuleSet(rules, words, tables)


def _words(folder: Path) -> dict[str, list[str]]:
    """Return the vocabularies of one language; two files may not define the same one."""
    words: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, lines in (_read(path) or {}).items():
            if name in words:
                raise ValueError(f"{path.name}: {name} is defined twice.")
            words[name] = list(map(str, lines or ()))
    return words


def _read(path: Path) -> Any:  # noqa: ANN401 - Whatever a file holds.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
