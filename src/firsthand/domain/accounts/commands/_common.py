from __future__ import annotations

from firsthand.domain.accounts.models import MarketplaceAccount
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Person, Right


def locked(account_id: int, by: Person | None) -> MarketplaceAccount:
    """Return an account, locked until the commit; `by` None: for the operator.

    Raises:
        NotAllowed: `by` may not manage stores.
        MarketplaceAccount.DoesNotExist: there is none that `by` may see.
    """
    accounts = MarketplaceAccount.objects.all()
    if by is not None:
        require(by, Right.MANAGE_STORES)
        accounts = accounts.visible_to(by)
    return accounts.select_for_update(of=("self",)).get(pk=account_id)
