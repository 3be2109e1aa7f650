"""Real data that lies beside the project and is never copied into it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).parents[2] / "shared"))


def needs(*parts: str) -> pytest.MarkDecorator:
    """Skip a test, with the reason, where this file is not there."""
    path = SHARED.joinpath(*parts)
    return pytest.mark.skipif(not path.exists(), reason=f"no {path}; set SHARED_DIR")
