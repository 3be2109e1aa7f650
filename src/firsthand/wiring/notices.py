"""Tell people what waits for them: approvals, and claims whose time runs out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from firsthand.connectors.notices.mail import MailNotifier
from firsthand.connectors.notices.robots import DingTalkRobot, WeComRobot
from firsthand.domain.authority.queries import money
from firsthand.domain.claims import queries as claims
from firsthand.domain.claims.queries import Line, Reminder
from firsthand.domain.people import queries as people
from firsthand.domain.people.models import Person
from firsthand.domain.people.ports import Notice, Notifier, NotTold
from firsthand.domain.people.queries import Right, Role
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.scoping import Everything
from firsthand.settings import environment
from firsthand.wiring.links import link_token

logger = logging.getLogger(__name__)


def notifiers() -> list[Notifier]:
    """Return the ways that are set up to reach our people; the demo reaches nobody."""
    found: list[Notifier] = []
    if environment.DEMO or not environment.PUBLIC_URL:
        return found
    if environment.NOTICES_SMTP_HOST:
        found.append(
            MailNotifier(
                host=environment.NOTICES_SMTP_HOST,
                port=environment.NOTICES_SMTP_PORT,
                sender=environment.NOTICES_SENDER,
                user=environment.NOTICES_SMTP_USER,
                password=environment.NOTICES_SMTP_PASSWORD,
                is_local=environment.NOTICES_SMTP_HOST in {"localhost", "127.0.0.1"},
            )
        )
    if environment.NOTICES_WECOM:
        found.append(WeComRobot(environment.NOTICES_WECOM))
    if environment.NOTICES_DINGTALK:
        secret = environment.NOTICES_DINGTALK_SECRET
        found.append(DingTalkRobot(environment.NOTICES_DINGTALK, secret))
    return found


def tell_approvers(ways: Sequence[Notifier], *, at: datetime) -> int:
    """Tell the people of each role that is asked and has not been told; how many notices.

    Each role is told once, whether or not it arrives: the desk shows what waits anyway, and
    a chat that is out of order is not filled when it comes back.
    """
    if not ways:
        return 0
    told = 0
    while (remedy := commands.next_to_tell(at=at)) is not None:
        asked = people.of_roles_on([remedy.approval_by], remedy.store_id)
        for person in asked.exclude(pk=remedy.requested_by_id):
            told += tell(ways, _notice(remedy, person))
    return told


def tell_holders(
    ways: Sequence[Notifier], reminders: Sequence[Reminder], *, at: datetime
) -> int:
    """Tell who holds each claim how little time is left; return how many notices.

    Who has its ticket, and unless he answers claims those of compliance who see the store;
    where there are none, the owners.
    """
    if not ways:
        return 0
    told = 0
    for reminder in reminders:
        line = claims.claim_for(Everything(), reminder.setback_id, at=at)
        if line is not None:
            for person in _holders(line):
                told += tell(ways, _reminder(reminder, line, person))
    return told


def _holders(line: Line) -> list[Person]:
    holder = tickets.holder_of(line.ticket_id) if line.ticket_id else None
    if holder is not None and holder.may(Right.ANSWER_CLAIMS):
        return [holder]
    store_id = line.order.store_id
    answering = people.of_roles_on([Role.COMPLIANCE], store_id)
    found = list(answering or people.of_roles_on([Role.OWNER], store_id))
    return found if holder is None else [holder, *found]


def _reminder(reminder: Reminder, line: Line, person: Person) -> Notice:
    path = reverse("claims_one", args=[line.setback.pk])
    with translation.override(person.language):
        here = reminder.respond_by.astimezone(ZoneInfo(person.time_zone))
        words = {
            "kind": line.setback.get_kind_display(),
            "order": line.order.number,
            "store": line.order.store.name,
            "time": f"{here:%Y-%m-%d %H:%M} ({person.time_zone})",
            "stake": money(line.stake.minor_units, line.stake.currency),
        }
        said = _("Answer by %(time)s. %(kind)s, order %(order)s, %(store)s: %(stake)s.")
        if reminder.is_assumed:
            said = _(
                "Answer by %(time)s, as far as is known: look at the marketplace’s own "
                "pages. %(kind)s, order %(order)s, %(store)s: %(stake)s."
            )
        return Notice(
            address=person.email,
            name=person.name,
            subject=_SUBJECTS[reminder.percent]() % words,
            body=said % words,
            link=f"{environment.PUBLIC_URL}{path}",
        )


_SUBJECTS = {
    50: lambda: _("Half of the time to answer the claim on order %(order)s has passed"),
    80: lambda: _("One fifth of the time to answer the claim on order %(order)s is left"),
    100: lambda: _("The time to answer the claim on order %(order)s is over"),
}


def tell(ways: Sequence[Notifier], notice: Notice) -> int:
    told = 0
    for way in ways:
        try:
            way.tell(notice)
        except NotTold as problem:
            logger.warning("%s told nobody: %s", type(way).__name__, problem)
        else:
            told += 1
    return told


def _notice(remedy: Remedy, person: Person) -> Notice:
    """Write it in the person's language; a chat may be read by others: no buyer's words."""
    path = reverse("approvals_link", args=[link_token(remedy, person)])
    with translation.override(person.language):
        amount = money(remedy.minor_units, remedy.currency) if remedy.minor_units else ""
        words = {
            "name": remedy.requested_by.name,
            "what": f"{remedy.get_kind_display()} {amount}".strip(),
            "order": remedy.ledger.order.number,
        }
        return Notice(
            address=person.email,
            name=person.name,
            subject=_("%(what)s waits for your approval") % words,
            body=_(
                "%(name)s asks for: %(what)s, order %(order)s. The link is yours alone "
                "and asks for your password."
            )
            % words,
            link=f"{environment.PUBLIC_URL}{path}",
        )
