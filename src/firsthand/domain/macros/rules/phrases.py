"""Words of the house for what is no value of its own, in the buyer's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent.parent / "packs" / "phrases.yaml"


def phrase(name: str, language: str) -> str | None:
    """Return what stands for a name in a language; None where there is nothing."""
    return _phrases().get(name, {}).get(language)


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    phrases: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return phrases
