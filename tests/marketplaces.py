"""A demonstration whose stores are connected, as far as a page asks."""

from __future__ import annotations

import json
from pathlib import Path

from firsthand.settings import environment


def are_connected(monkeypatch, folder: Path) -> None:
    """Have every store connected, as far as anybody asks what its channel can do."""
    state = folder / "sandbox.jsonl"
    monkeypatch.setattr(environment, "DEMO", True)
    monkeypatch.setattr(environment, "SANDBOX_STATE", state)
    nowhere = {"address": "http://127.0.0.1:9", "steering": "", "secret": ""}
    state.with_suffix(".address").write_text(json.dumps(nowhere))
