"""What a page of figures is limited to: read from its address, kept in its links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from firsthand.domain.stores import queries as stores
from firsthand.foundation.scoping import SeesStores

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.stores.models import Store

CHANNELS = ("amazon", "email", "import")


@dataclass(frozen=True)
class OneStore:
    """The view of somebody who looks at one of the stores he may see."""

    store_id: int

    def visible_store_ids(self) -> frozenset[int]:
        """Return that store."""
        return frozenset({self.store_id})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a page shows: which store, how many days, which channel, which level.

    Attributes:
        person: who asks.
        stores: those he may see, by name.
        store: the one chosen; None: all of them.
        days: how many the figures are made of.
        channel: "": all of them.
        level: of reasons, 1 the coarsest.
        last: the last day that is counted; None: yesterday.
        defaults: what an address need not say.
    """

    person: Person
    stores: Sequence[Store]
    store: Store | None
    days: int
    channel: str
    level: int
    last: date | None
    defaults: Mapping[str, int]

    @property
    def view(self) -> SeesStores:
        """Return on whose behalf to count: the person's own view, or of the one store."""
        return self.person if self.store is None else OneStore(self.store.pk)

    @property
    def query(self) -> str:
        """Return the limits as the end of an address; empty when nothing is limited."""
        known: dict[str, object] = {}
        if self.store is not None:
            known["store"] = self.store.pk
        if self.channel:
            known["channel"] = self.channel
        chosen = {"days": self.days, "level": self.level}
        known |= {n: value for n, value in chosen.items() if value != self.defaults[n]}
        if self.last is not None:
            known["to"] = self.last.isoformat()
        return f"?{urlencode(known)}" if known else ""


def read(
    request: HttpRequest, person: Person, *, days: Sequence[int], usual: int, level: int = 3
) -> Limits:
    """Return the limits an address asks for.

    Args:
        request: with store, days, channel, level and to in its query, each optional.
        person: who asks.
        days: which numbers of days there are.
        usual: the one meant when the address names none.
        level: the one meant when the address names none.

    Raises:
        Http404: it asks for what is not there, or not for this person.
    """
    known = list(stores.stores_of(person))
    wanted = request.GET.get("store", "")
    store = next((each for each in known if str(each.pk) == wanted), None)
    channel = request.GET.get("channel", "")
    if (wanted and store is None) or (channel and channel not in CHANNELS):
        raise Http404
    return Limits(
        person=person,
        stores=known,
        store=store,
        days=_one_of(days, request.GET.get("days"), usual),
        channel=channel,
        level=_one_of((1, 2, 3), request.GET.get("level"), level),
        last=_day(request.GET.get("to")),
        defaults={"days": usual, "level": level},
    )


def _day(asked: str | None) -> date | None:
    if not asked:
        return None
    try:
        return date.fromisoformat(asked)
    except ValueError as error:
        raise Http404 from error


def _one_of(known: Sequence[int], asked: str | None, usual: int) -> int:
    if not asked:
        return usual
    for value in known:
        if str(value) == asked:
            return value
    raise Http404
