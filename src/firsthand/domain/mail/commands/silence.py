"""Notice when a mailbox falls silent: note what comes, ask with mails of our own, alarm."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import rules
from firsthand.domain.mail.models import Mailbox, MailHour, Probe, Silence
from firsthand.domain.mail.ports import Letter, MailSender, NotSent, SendingUnknown
from firsthand.domain.orders import queries as orders

_KEPT = timedelta(weeks=9)
_PREFIX = "fh.probe."


def note_arrival(
    mailbox_id: int, *, at: datetime, wrote_at: datetime | None = None
) -> None:
    """Note that a mail came in, inside the transaction that took it.

    Args:
        mailbox_id: where.
        at: when we took it (UTC).
        wrote_at: when a buyer wrote it, so that a mailbox read for the first time tells
            its rhythm at once; None where a program did.
    """
    latest = {"last_mail_at": Greatest("last_mail_at", at)}
    if wrote_at is not None:
        latest["last_buyer_mail_at"] = Greatest("last_buyer_mail_at", wrote_at)
        hour = wrote_at.replace(minute=0, second=0, microsecond=0)
        MailHour.objects.bulk_create(
            [MailHour(mailbox_id=mailbox_id, hour=hour)], ignore_conflicts=True
        )
        MailHour.objects.filter(mailbox_id=mailbox_id, hour=hour).update(
            buyers=F("buyers") + 1
        )
    Mailbox.objects.filter(pk=mailbox_id).update(**latest)


def note_probe(mailbox_id: int, *, message_id: str, at: datetime) -> bool:
    """Note that a mail of our own came in; False if it is none."""
    if not message_id.startswith(_PREFIX):
        return False
    probes = Probe.objects.filter(mailbox_id=mailbox_id, message_id=message_id)
    if not probes.exists():
        return False
    if probes.filter(arrived_at=None).update(arrived_at=at):
        note_arrival(mailbox_id, at=at)
    return True


def send_probes(
    *,
    sender_of: Callable[[Mailbox], MailSender],
    compose: Callable[[Letter], bytes],
    now: Callable[[], datetime],
) -> int:
    """Send a mail of our own to every watched mailbox that is quiet; return how many.

    Args:
        sender_of: gives the way to send for a mailbox; may raise `NotSent`.
        compose: makes the bytes of a letter.
        now: the clock (UTC).
    """
    sent = 0
    for mailbox in _watched().exclude(smtp_host="").exclude(imap_host=""):
        at = now()
        latest = Probe.objects.filter(mailbox=mailbox).order_by("-sent_at").first()
        if rules.shall_probe(
            last_mail_at=mailbox.last_mail_at,
            last_probe_at=latest.sent_at if latest else None,
            now=at,
        ):
            _probe(mailbox, sender_of, compose, at)
            sent += 1
    return sent


def _probe(
    mailbox: Mailbox,
    sender_of: Callable[[Mailbox], MailSender],
    compose: Callable[[Letter], bytes],
    at: datetime,
) -> None:
    domain = mailbox.address.rpartition("@")[2]
    probe = Probe.objects.create(
        mailbox=mailbox,
        message_id=f"{_PREFIX}{secrets.token_hex(12)}@{domain}",
        sent_at=at,
    )
    letter = Letter(
        message_id=probe.message_id,
        sender=mailbox.address,
        recipient=mailbox.address,
        subject="Firsthand: is this mailbox reached?",
        body="Sent because nothing came in for a while. Nobody has to do anything.",
        written_at=at,
    )
    try:
        sender_of(mailbox).send(
            sender=mailbox.address,
            recipient=mailbox.address,
            raw=compose(letter),
            before_handover=lambda: None,
        )
    except (NotSent, SendingUnknown) as problem:
        probe.problem = str(problem)[:500]
        probe.save(update_fields=["problem"])


@transaction.atomic
def watch(*, at: datetime) -> int:
    """Raise and end the alarms of all watched mailboxes; return how many stand now."""
    for mailbox in _watched():
        for kind, is_silent in _verdicts(mailbox, at).items():
            _set(mailbox, kind, is_silent=is_silent, at=at)
    for alarm in Silence.objects.filter(ended_at=None).exclude(mailbox__in=_watched()):
        _end(alarm, at)
    MailHour.objects.filter(hour__lt=at - _KEPT).delete()
    Probe.objects.filter(sent_at__lt=at - _KEPT).delete()
    return Silence.objects.filter(ended_at=None).count()


def _verdicts(mailbox: Mailbox, at: datetime) -> dict[str, bool]:
    hours = dict(
        MailHour.objects.filter(mailbox=mailbox, hour__gte=at - _KEPT)
        .order_by("hour")
        .values_list("hour", "buyers")
    )
    probes = Probe.objects.filter(mailbox=mailbox, arrived_at=None, problem="")
    last_at = mailbox.last_buyer_mail_at
    # What came before a silence tells the rhythm; the silence itself must not.
    rhythm = rules.learn(hours, now=last_at) if last_at is not None else None
    troubles = orders.troubles_of(mailbox.store_id, since=at - _KEPT)
    return {
        Silence.Kind.PATH: rules.is_path_silent(
            last_mail_at=mailbox.last_mail_at,
            probes=probes.values_list("sent_at", flat=True),
            now=at,
        ),
        Silence.Kind.BUYERS: rhythm is not None
        and last_at is not None
        and rhythm.is_silent(last_at, at),
        Silence.Kind.ORDERS: rules.is_odd_run(troubles, list(hours)),
    }


def _set(mailbox: Mailbox, kind: str, *, is_silent: bool, at: datetime) -> None:
    alarm = Silence.objects.filter(mailbox=mailbox, kind=kind, ended_at=None).first()
    if alarm is not None and not is_silent:
        _end(alarm, at)
    elif alarm is None and is_silent:
        is_path = kind == Silence.Kind.PATH
        alarm = Silence.objects.create(
            mailbox=mailbox,
            store_id=mailbox.store_id,
            kind=kind,
            since=mailbox.last_mail_at if is_path else mailbox.last_buyer_mail_at,
            raised_at=at,
        )
        _record("mail.silence_began", alarm, at)


def _end(alarm: Silence, at: datetime) -> None:
    alarm.ended_at = at
    alarm.save(update_fields=["ended_at"])
    _record("mail.silence_ended", alarm, at)


def _record(event: str, alarm: Silence, at: datetime) -> None:
    journal.record(
        event,
        subject_id=alarm.mailbox_id,
        at=at,
        by=None,
        about=journal.About(store_id=alarm.store_id),
        facts={
            "kind": alarm.kind,
            "since": alarm.since.isoformat() if alarm.since else None,
        },
    )


def _watched() -> QuerySet[Mailbox]:
    return Mailbox.objects.filter(is_active=True, is_watched=True).order_by("pk")
