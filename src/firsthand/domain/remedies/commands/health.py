"""Kill switches, and the breaker of an account that keeps failing."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import events
from firsthand.domain.remedies.commands._audit import refusals_are_audited, write_audit
from firsthand.domain.remedies.commands._moving import locked, raise_incident
from firsthand.domain.remedies.models import AccountHealth, Incident, Remedy, Stop
from firsthand.domain.remedies.ports import Answer, NotSent, Unclear
from firsthand.domain.remedies.rules.breaker import rest_after
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.remedies.commands._attempts import Surroundings

logger = logging.getLogger(__name__)
_AFTER_A_FAULT = timedelta(minutes=10)


class NothingStopped(Refused):
    code = "remedies.nothing_stopped"


class IncompleteStop(Refused):
    code = "remedies.incomplete_stop"


@refusals_are_audited("remedies.stop")
def stop(
    *, scope: Stop.Scope, name: str, why: str, by: Person | None, at: datetime
) -> Stop:
    """Send nothing more for an account, of an agent, or at all; stopping twice is once.

    Args:
        scope: of what.
        name: the account, or the agent's number; empty for everything.
        why: for whoever finds it.
        by: who; None for the machine, which stops but never lifts.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not.
        IncompleteStop: the reason is missing, or whom or what it is for.
    """
    if by is not None:
        require(by, Right.STOP_REMEDIES)
    if not why.strip() or not _is_named(scope, name):
        raise IncompleteStop(
            _("The reason is missing, or what is to be stopped."),
            fix=_("Whoever finds it stopped has to know why."),
        )
    stopped, is_new = Stop.objects.get_or_create(
        scope=scope,
        name=name,
        lifted_at=None,
        defaults={
            "why": why.strip()[:200],
            "stopped_by_id": by.pk if by else None,
            "stopped_at": at,
        },
    )
    if is_new:
        _note(stopped, events.STOPPED, by=by, at=at)
    return stopped


def _is_named(scope: Stop.Scope, name: str) -> bool:
    if scope == Stop.Scope.ALL:
        return not name
    return name.isdecimal() if scope == Stop.Scope.AGENT else bool(name)


@refusals_are_audited("remedies.lift")
def lift(*, stop_id: int, by: Person, at: datetime) -> Stop:
    """Let remedies be sent again.

    Raises:
        NotAllowed: `by` may not.
        NothingStopped: it was lifted already.
    """
    require(by, Right.STOP_REMEDIES)
    stopped = Stop.objects.select_for_update().filter(pk=stop_id, lifted_at=None).first()
    if stopped is None:
        raise NothingStopped(_("Nothing is stopped here."), fix=_("Reload the page."))
    stopped.lifted_by_id, stopped.lifted_at = by.pk, at
    stopped.save(update_fields=["lifted_by_id", "lifted_at"])
    _note(stopped, events.LIFTED, by=by, at=at)
    return stopped


def _note(stopped: Stop, kind: str, *, by: Person | None, at: datetime) -> None:
    facts: Mapping[str, object] = {"scope": stopped.scope, "name": stopped.name}
    journal.record(kind, subject_id=stopped.pk, at=at, by=by, facts=facts)
    write_audit(
        kind,
        subject=f"{stopped.scope} {stopped.name}",
        actor_id=by.pk if by else None,
        store_id=None,
        facts=facts,
    )


def note_answer(account: str, answer: Answer, *, at: datetime) -> None:
    """Count failures of an account in a row; a plain answer ends the count.

    An account that asks for a pause gets it, whichever remedy it told.
    """
    if isinstance(answer, Unclear | NotSent):
        _note_failure(account, answer, at=at)
        return
    AccountHealth.objects.filter(account=account, failures__gt=0).update(
        failures=0, rests_until=None, problem="", changed_at=at
    )


def _note_failure(account: str, answer: Unclear | NotSent, *, at: datetime) -> None:
    AccountHealth.objects.bulk_create(
        [AccountHealth(account=account, changed_at=at)], ignore_conflicts=True
    )
    AccountHealth.objects.filter(account=account).update(
        failures=F("failures") + 1, problem=answer.why[:300], changed_at=at
    )
    health = AccountHealth.objects.get(account=account)
    asked = answer.again_after if isinstance(answer, NotSent) else None
    rest = max(asked or timedelta(), rest_after(health.failures) or timedelta())
    if rest:
        health.rests_until = max(health.rests_until or at, at + rest)
        health.save(update_fields=["rests_until"])


@contextmanager
def frozen_by_faults(remedy_id: int, around: Surroundings) -> Iterator[None]:
    """Stop the account of a remedy when a check of ours fails over it, and only that.

    The remedy is left to its next turn; what was on its way is found by the reaper. A
    database that is gone is nobody's fault.
    """
    try:
        yield
    except OperationalError:
        raise
    except Exception as fault:
        logger.exception("a check failed over remedy %s", remedy_id)
        connection.close()
        _freeze(remedy_id, type(fault).__name__, at=around.now())


@transaction.atomic
def _freeze(remedy_id: int, fault: str, *, at: datetime) -> None:
    remedy = locked(remedy_id)
    later = at + _AFTER_A_FAULT
    Remedy.objects.filter(pk=remedy_id).update(due_at=later)
    Remedy.objects.filter(pk=remedy_id, check_at__lte=at).update(check_at=later)
    raise_incident(Incident.Kind.FAULT, remedy.ledger, at=at, remedy=remedy, fault=fault)
    stop(
        scope=Stop.Scope.ACCOUNT,
        name=remedy.account,
        why=f"A check failed over remedy {remedy_id} ({fault}).",
        by=None,
        at=at,
    )
