"""The one place that decides which rows a person may see.

A role says what somebody may do; the store says to which objects. Every model that belongs
to a store takes its manager from `StoreScoped`, and every path to its rows on behalf of a
person goes through `visible_to`: pages, API, search, export, bulk. The few questions that
are written out in SQL take the same `visible_store_ids`.
"""

from __future__ import annotations

from typing import Protocol, Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class SeesStores(Protocol):
    """Somebody with a view on stores."""

    def visible_store_ids(self) -> frozenset[int] | None:
        """Return the stores this person may see; None means all of them."""
        ...


class StoreScoped(models.QuerySet[Row]):
    """Rows that belong to a store. `store_path` is the lookup that leads to its id."""

    store_path = "store_id"

    def visible_to(self, person: SeesStores) -> Self:
        """Return only the rows of stores that `person` may see."""
        store_ids = person.visible_store_ids()
        if store_ids is None:
            return self
        return self.filter(**{f"{self.store_path}__in": store_ids})


class Everything:
    """The view of the operator at the machine, who acts for nobody in particular."""

    def visible_store_ids(self) -> None:
        """Return None: all stores."""
