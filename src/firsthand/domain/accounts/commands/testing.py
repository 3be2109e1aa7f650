"""Keep what a test of an account found."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firsthand.domain.accounts import events, queries
from firsthand.domain.accounts.commands.flows import try_mended
from firsthand.domain.accounts.models import MarketplaceAccount, RightFound, ServedStore
from firsthand.domain.accounts.ports import Granted, Trial
from firsthand.domain.accounts.rules import Problem
from firsthand.domain.journal import commands as journal
from firsthand.domain.people.queries import Person


@transaction.atomic
def note_test(
    *, account_id: int, trial: Trial, by: Person | None, at: datetime
) -> MarketplaceAccount:
    """Keep what a test found, in the place of what the one before did.

    What could not be tried this time leaves standing what was found of it before. With
    nothing missing any more, what failed for want of it is tried again at once.

    Raises:
        MarketplaceAccount.DoesNotExist: there is none.
    """
    account = MarketplaceAccount.objects.select_for_update().get(pk=account_id)
    problems = [*trial.problems, *_of_marketplaces(account, trial)]
    account.tested_at = at
    account.test_problems = [
        {"kind": problem.kind.value, "facts": dict(problem.facts)} for problem in problems
    ]
    account.save(update_fields=["tested_at", "test_problems"])
    for one in trial.rights:
        found, is_new = RightFound.objects.get_or_create(
            account=account,
            role=one.role,
            defaults={"operation": one.operation, "answer": one.answer, "at": at},
        )
        if not is_new and one.answer is not Granted.UNKNOWN:
            found.operation, found.answer, found.at = one.operation, one.answer, at
            found.save()
    missing = [one.role for one in trial.rights if one.answer is Granted.MISSING]
    if not problems and not missing:
        try_mended(account, at=at)
    journal.record(
        events.TESTED,
        subject_id=account.pk,
        at=at,
        by=by,
        facts={
            "problems": [problem.kind.value for problem in problems],
            "roles": missing,
        },
    )
    return account


def _of_marketplaces(account: MarketplaceAccount, trial: Trial) -> list[Problem]:
    """Note where the seller takes part; return what is wrong about it."""
    known = trial.marketplace_ids
    if known is None:
        return []
    for served in ServedStore.objects.filter(account=account):
        served.participates = served.marketplace_id in known
        served.save(update_fields=["participates"])
    return queries.problems_where_it_sells(account, known)
