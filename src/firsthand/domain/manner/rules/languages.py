"""Which language a draft is in, by its writing."""

from __future__ import annotations

import re

_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def language_of(draft: str, otherwise: str) -> str:
    """Return ja, zh, or `otherwise` where the letters are Latin; English instead of zh."""
    if _KANA.search(draft):
        return "ja"
    if _HAN.search(draft):
        return "zh"
    return "en" if otherwise in {"zh", "ja"} else otherwise
