"""Say what is promised, for which tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.orders import queries as orders
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.sla import events, rules
from firsthand.domain.sla.commands._common import (
    NotInUse,
    alone,
    ask_for_recount,
    fit_name,
)
from firsthand.domain.sla.models import Calendar, Policy, Priority
from firsthand.domain.sla.queries import CHANNELS
from firsthand.domain.stores import queries as stores
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

# A year of working around the clock.
LONGEST_MINUTES = 366 * 24 * 60


class PolicyUnfit(Refused):
    code = "sla.policy_unfit"


class PolicyContradicts(Refused):
    code = "sla.policy_contradicts"


class PoliciesCollide(Refused):
    code = "sla.policies_collide"


@dataclass(frozen=True)
class Terms:
    """All that a policy says. Minutes are working time; warnings count around the clock."""

    name: str
    calendar_id: int
    respond_minutes: int | None = None
    next_reply_minutes: int | None = None
    resolve_minutes: int | None = None
    warn_minutes: int = 30
    escalate_to: str = Policy.To.BOTH
    channel: str = ""
    store_id: int | None = None
    reason_id: int | None = None
    priority: str = ""
    buyer_id: int | None = None


@transaction.atomic
def add_policy(*, terms: Terms, by: Person, at: datetime) -> Policy:
    """Promise something; the clocks of all open tickets are worked out anew.

    Raises:
        NotAllowed: `by` may not change service levels.
        NameTaken: another policy has this name.
        PolicyUnfit: it promises nothing, or names what is not there or not in use.
        PolicyContradicts: its own terms cannot all be kept.
        PoliciesCollide: another policy is for exactly the same tickets.
    """
    alone(by)
    policy = Policy(created_at=at)
    _fill(policy, terms, by)
    policy.save()
    journal.record(events.POLICY_ADDED, subject_id=policy.pk, at=at, by=by)
    ask_for_recount(at)
    return policy


@transaction.atomic
def change_policy(*, policy_id: int, terms: Terms, by: Person, at: datetime) -> Policy:
    """Promise something else; running clocks follow, ended ones stay as they were.

    Raises:
        Policy.DoesNotExist: there is none.
        NotAllowed, NameTaken, PolicyUnfit, PolicyContradicts, PoliciesCollide: as for
            `add_policy`.
    """
    alone(by)
    policy = Policy.objects.get(pk=policy_id)
    _fill(policy, terms, by)
    policy.save()
    journal.record(events.POLICY_CHANGED, subject_id=policy.pk, at=at, by=by)
    ask_for_recount(at)
    return policy


@transaction.atomic
def archive_policy(*, policy_id: int, by: Person, at: datetime) -> None:
    """Promise it no longer: running clocks go over to the next policy that fits.

    Raises:
        NotAllowed: `by` may not change service levels.
        Policy.DoesNotExist: there is none.
        NotInUse: it is archived already.
    """
    alone(by)
    policy = Policy.objects.get(pk=policy_id)
    if policy.archived_at is not None:
        raise NotInUse(_("This policy is archived already."), fix=_("Reload the page."))
    policy.archived_at = at
    policy.save(update_fields=["archived_at"])
    journal.record(events.POLICY_ARCHIVED, subject_id=policy.pk, at=at, by=by)
    ask_for_recount(at)


@transaction.atomic
def restore_policy(*, policy_id: int, by: Person, at: datetime) -> None:
    """Promise an archived policy again.

    Raises:
        NotAllowed: `by` may not change service levels.
        Policy.DoesNotExist: there is none.
        PolicyUnfit: its calendar is archived by now.
        PoliciesCollide: another policy has taken its place.
    """
    alone(by)
    policy = Policy.objects.select_related("calendar").get(pk=policy_id)
    policy.archived_at = None
    _check_calendar(policy.calendar)
    _check_alone(policy)
    policy.save(update_fields=["archived_at"])
    journal.record(events.POLICY_RESTORED, subject_id=policy.pk, at=at, by=by)
    ask_for_recount(at)


def _fill(policy: Policy, terms: Terms, by: Person) -> None:
    _check_store(policy, terms.store_id, by)
    _check_reason_and_buyer(policy, terms)
    calendar = Calendar.objects.filter(pk=terms.calendar_id).first()
    policy.name = fit_name(Policy, terms.name, but=policy.pk)
    policy.calendar = _check_calendar(calendar)
    policy.respond_minutes = terms.respond_minutes
    policy.next_reply_minutes = terms.next_reply_minutes
    policy.resolve_minutes = terms.resolve_minutes
    policy.warn_minutes = terms.warn_minutes
    policy.escalate_to = terms.escalate_to
    policy.channel, policy.priority = terms.channel, terms.priority
    policy.store_id, policy.reason_id = terms.store_id, terms.reason_id
    policy.buyer_id = terms.buyer_id
    _check_terms(policy)
    if policy.archived_at is None:
        _check_alone(policy)


def _check_store(policy: Policy, store_id: int | None, by: Person) -> None:
    """Refuse a store that `by` does not see, unless the policy is for it already."""
    seen = by.visible_store_ids()
    if store_id is None or store_id == policy.store_id:
        return
    if (seen is not None and store_id not in seen) or not stores.is_store(store_id):
        raise PolicyUnfit(
            _("There is no such store, or it is not yours to look after."),
            fix=_("Choose a store from the list."),
        )


def _check_reason_and_buyer(policy: Policy, terms: Terms) -> None:
    """Refuse a reason out of use or a buyer not there, unless it names them already."""
    if terms.reason_id not in (None, policy.reason_id):
        in_use = (node.id for node in reasons.taxonomy().in_order() if node.is_in_use)
        if terms.reason_id not in in_use:
            raise PolicyUnfit(
                _("There is no such reason in use."), fix=_("Choose a reason in use.")
            )
    if terms.buyer_id not in (None, policy.buyer_id) and not orders.buyer_exists(
        terms.buyer_id or 0
    ):
        raise PolicyUnfit(
            _("There is no such buyer."),
            fix=_("Take the buyer’s number from one of his tickets."),
        )


def _check_calendar(calendar: Calendar | None) -> Calendar:
    if calendar is None or calendar.archived_at is not None:
        raise PolicyUnfit(
            _("The policy’s calendar is not in use."),
            fix=_("Choose a calendar in use, or add one."),
        )
    return calendar


def _check_terms(policy: Policy) -> None:
    promised = [policy.respond_minutes, policy.next_reply_minutes, policy.resolve_minutes]
    given = [minutes for minutes in promised if minutes is not None]
    if not given or not all(0 < minutes <= LONGEST_MINUTES for minutes in given):
        raise PolicyUnfit(
            _("A policy promises at least one time, of a minute to a year."),
            fix=_("Fill in a time for the first reply, the next reply or the resolution."),
        )
    known = (
        (policy.priority, {"", *Priority.values}),
        (policy.escalate_to, {*Policy.To.values}),
        (policy.channel, {"", *CHANNELS}),
    )
    if any(given not in allowed for given, allowed in known):
        raise PolicyUnfit(
            _("There is no such priority or channel, or nobody of that kind to tell."),
            fix=_("Choose them from their lists."),
        )
    replies = [minutes for minutes in promised[:2] if minutes is not None]
    resolve = policy.resolve_minutes
    if resolve is not None and any(resolve < minutes for minutes in replies):
        raise PolicyContradicts(
            _("The resolution would be due before the reply."),
            fix=_("Give the resolution at least as much time as each reply."),
        )
    if not 0 <= policy.warn_minutes <= LONGEST_MINUTES:
        raise PolicyContradicts(
            _("The warning lies outside of a year."),
            fix=_("Warn between 0 minutes and a year before a clock runs out."),
        )


def _check_alone(policy: Policy) -> None:
    """Refuse a policy that is for the same tickets as another, and no more specific."""
    others = Policy.objects.filter(archived_at=None).exclude(pk=policy.pk)
    for other in others:
        if rules.overlap(policy.selection, other.selection):
            raise PoliciesCollide(
                _(
                    "“%(one)s” and “%(other)s” are for exactly the same tickets: "
                    "which of them is kept would be chance."
                )
                % {"one": policy.name, "other": other.name},
                fix=_("Narrow one of them down, or archive it."),
            )
