from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.connectors.amazon.playing import LINE


@pytest.fixture(scope="session", autouse=True)
def _line_closed_at_the_end() -> Iterator[None]:
    yield
    LINE.close()
