from __future__ import annotations

import sys

import pytest

from firsthand.domain.metrics.commands import sizes


def test_less_is_much_where_the_compiled_rules_are_at_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "firsthand.domain.metrics.bulk.kernel", raising=False)
    assert sizes.many() == sizes.MANY
    from firsthand.domain.metrics.bulk import kernel

    monkeypatch.setitem(sys.modules, "firsthand.domain.metrics.bulk.kernel", kernel)
    assert sizes.many() == sizes.MANY_IF_COMPILED < sizes.MANY
