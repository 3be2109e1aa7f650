from __future__ import annotations

import pytest

from firsthand.connectors.email.parse import parse
from firsthand.domain.mail.ports import MachineKind
from tests.connectors.email.mails import mail, multipart, part

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.com>"

MACHINES = [
    (mail(headers="Auto-Submitted: auto-replied\n"), MachineKind.AUTO_REPLY),
    (mail(headers="Auto-Submitted: auto-generated\n"), MachineKind.NOTICE),
    (mail(headers="X-Failed-Recipients: a@b.example\n"), MachineKind.BOUNCE),
    (
        mail("Final-Recipient: x", sender=DAEMON, subject="Undelivered Mail"),
        MachineKind.BOUNCE,
    ),
    (mail(headers="Return-Path: <>\n"), MachineKind.AUTO_REPLY),
    (mail(headers="Precedence: bulk\n"), MachineKind.LIST),
    (mail(headers="List-Id: <news.example.com>\n"), MachineKind.LIST),
    (mail(headers="X-Auto-Response-Suppress: All\n"), MachineKind.NOTICE),
    (mail(sender="no-reply@example.com"), MachineKind.NOTICE),
]
SUBJECTS = ["Out of office: Jane", "Automatic reply: Your order", "Abwesenheitsnotiz",
            "Réponse automatique : Commande", "Risposta automatica: Ordine",
            "Respuesta automática: Pedido", "Resposta automática: Pedido",
            "自動返信: ご注文", "自动回复: 订单"]  # fmt: skip
PEOPLE = [
    mail(subject="Delivery failed"),
    mail(
        "The parcel was not delivered. 550 Euro!", subject="Delivery failure, not delivered"
    ),
    mail(subject="Lieferung nicht zugestellt"),
    mail(subject="Automatic lamp is broken"),
    mail(subject="Re: returned to sender", headers="Auto-Submitted: no\n"),
    multipart(part(b"This came back from you"), part(mail(), "message/rfc822")),
    mail(subject="I am out of lamps"),
]


@pytest.mark.parametrize(("raw", "kind"), MACHINES)
def test_each_layer_recognises_its_sign(raw, kind):
    assert parse(raw).machine == kind


@pytest.mark.parametrize("subject", SUBJECTS)
def test_automatic_replies_are_known_by_their_subject_in_many_languages(subject):
    assert parse(mail(subject=subject)).machine == MachineKind.AUTO_REPLY


@pytest.mark.parametrize("raw", PEOPLE)
def test_people_who_write_about_deliveries_are_people(raw):
    assert parse(raw).machine is None


def bounce(status: str) -> bytes:
    returned = b"Message-ID: <ours.1@shop.example>\r\nSubject: Your order\r\n\r\n"
    return multipart(
        part(b"It could not be delivered."),
        part(f"Final-Recipient: rfc822; a@b\r\nStatus: {status}\r\n".encode(),
             "message/delivery-status"),
        part(returned, "text/rfc822-headers"),
        kind="report", sender=DAEMON,
    )  # fmt: skip


@pytest.mark.parametrize(("status", "permanent"), [("5.1.1", True), ("4.2.2", False)])
def test_a_bounce_names_our_mail_and_whether_to_give_up(status, permanent):
    got = parse(bounce(status))

    assert got.machine == MachineKind.BOUNCE
    assert got.bounced_message_ids == ("ours.1@shop.example",)
    assert got.bounce_is_permanent is permanent


def test_a_bounce_as_plain_text_is_understood_as_well():
    got = parse(mail("550 5.1.1 User unknown\n\nMessage-ID: <ours.2@shop.example>\n",
                     sender=DAEMON, subject="Returned mail"))  # fmt: skip

    assert got.bounced_message_ids == ("ours.2@shop.example",)
    assert got.bounce_is_permanent
