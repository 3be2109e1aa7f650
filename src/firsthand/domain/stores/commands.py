"""Change stores. Each function is one decision somebody can make."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.stores import rules
from firsthand.domain.stores.models import Channel, Store
from firsthand.foundation.errors import Refused


class UnknownMarketplace(Refused):
    code = "stores.unknown_marketplace"


class NameTaken(Refused):
    code = "stores.name_taken"


@transaction.atomic
def open_amazon_store(
    *, name: str, marketplace: str, by: journal.Actor | None, at: datetime
) -> Store:
    """Open a store on an Amazon marketplace; currency, language and zone come with it.

    Args:
        name: what people call it; unique.
        marketplace: its letters, such as "DE".
        by: who opens it; None for the set-up.
        at: when (UTC).

    Raises:
        UnknownMarketplace: there is no such marketplace.
        NameTaken: another store has this name.
    """
    facts = rules.BY_CODE.get(marketplace)
    if facts is None:
        raise UnknownMarketplace(
            _("There is no Amazon marketplace “%(code)s”.") % {"code": marketplace},
            fix=_("Choose one of: %(codes)s.")
            % {"codes": ", ".join(sorted(rules.BY_CODE))},
        )
    store = Store(
        name=name,
        channel=Channel.AMAZON,
        marketplace=facts.code,
        currency=facts.currency,
        time_zone=facts.time_zone,
        language=facts.languages[0],
        created_at=at,
    )
    return _opened(store, by=by, at=at)


@transaction.atomic
def open_import_store(
    *, name: str, currency: str, time_zone: str, by: journal.Actor | None, at: datetime
) -> Store:
    """Open a store for what was led elsewhere and is only looked at here.

    Raises:
        NameTaken: another store has this name.
    """
    store = Store(
        name=name,
        channel=Channel.IMPORT,
        currency=currency,
        time_zone=time_zone,
        language="en",
        created_at=at,
    )
    return _opened(store, by=by, at=at)


def _opened(store: Store, *, by: journal.Actor | None, at: datetime) -> Store:
    if Store.objects.filter(name=store.name).exists():
        raise NameTaken(
            _("Another store is called “%(name)s”.") % {"name": store.name},
            fix=_("Give this store a name of its own."),
        )
    store.save()
    journal.record(
        "stores.opened",
        subject_id=store.pk,
        at=at,
        by=by,
        about=journal.About(store_id=store.pk),
    )
    return store
