"""Send the held replies whose time has come, and stop those that time has overtaken."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q

from firsthand.domain.tickets.commands import _held, answer, reply_files
from firsthand.domain.tickets.models import HeldReply, Ticket
from firsthand.domain.tickets.rules import Sheet
from firsthand.foundation.errors import Refused

logger = logging.getLogger(__name__)
State, Stop = HeldReply.State, HeldReply.Stop


def send_held(*, now: Callable[[], datetime]) -> int:
    """Send what is due and stop what is out of date; return how many were sent.

    Each is a transaction of its own: one that fails is logged, waits for the next time and
    holds up no other.
    """
    due = HeldReply.objects.filter(state=State.WAITING).filter(
        Q(send_at__lte=now()) | Q(seen_version__lt=F("ticket__version"))
    )
    sent = 0
    for held_id, ticket_id in due.order_by("send_at", "pk").values_list("pk", "ticket_id"):
        try:
            sent += _release(held_id, ticket_id, at=now())
        except (OperationalError, InterfaceError):
            raise  # The database is gone or busy: all of them come again.
        except Exception:
            logger.exception("held reply %s could not be sent", held_id)
    return sent


@transaction.atomic
def _release(held_id: int, ticket_id: int, *, at: datetime) -> bool:
    """Send one held reply as its writer would, or stop it; say whether it was sent."""
    ticket = Ticket.objects.select_for_update().filter(pk=ticket_id).first()
    held = HeldReply.objects.select_for_update().filter(
        pk=held_id, state=State.WAITING
    ).select_related("person").first()  # fmt: skip
    if ticket is None or held is None:
        return False  # Taken back, erased or sent by another worker meanwhile.
    if ticket.version == held.seen_version and held.send_at > at:
        return False  # Put off meanwhile.
    refusal = _refusal(held, at=at)
    if refusal is not None:
        _held.stop(ticket, held, refusal, at=at)
        return False
    _held.is_over(held, State.SENT)
    return True


def _refusal(held: HeldReply, *, at: datetime) -> HeldReply.Stop | None:
    """Send it; return why that was refused, and then nothing of it was done."""
    sheet = Sheet(held.reason, held.truth, held.resolution)
    files = list(held.files.values_list("pk", flat=True))
    reply_files.release_files(held)
    try:
        answer.reply(
            ticket_id=held.ticket_id,
            body=held.body,
            by=held.person,
            at=at,
            idempotency_key=held.idempotency_key,
            kind=held.kind,
            seen_version=held.seen_version,
            close_with=sheet if held.reason else None,
            keeps_draft=True,
            files=files,
        )
    except ObjectDoesNotExist:
        return Stop.NOT_ALLOWED
    except Refused as refusal:
        codes = {"people.not_allowed": Stop.NOT_ALLOWED}
        known = Stop(refusal.code) if refusal.code in set(Stop) else Stop.REFUSED
        return codes.get(refusal.code, known)
    return None
