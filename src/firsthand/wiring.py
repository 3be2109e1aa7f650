"""The only file that joins ports to connectors, and events to what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from firsthand.domain.journal.models import Entry

# What follows from what: kind of journal entry -> what is done about it, in this order.
# Each runs on its own; one that fails is tried again and then waits for a person.
REACTIONS: Mapping[str, tuple[Callable[[Entry], None], ...]] = {}
