from __future__ import annotations

import pytest

from tests.sheets import there_are_reasons


@pytest.fixture
def reasons(db: None) -> None:
    """There are the reasons that macros name."""
    there_are_reasons()
