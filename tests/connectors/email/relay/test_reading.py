from __future__ import annotations

import pytest

from firsthand.connectors.email.parse import parse
from firsthand.domain.mail.ports import MachineKind, RelayKind
from tests.connectors.email.mails import ALIAS, CASE, LINK, mail, relay

LANGUAGES = [
    # site, begin marker, end marker, what the buyer wrote, letters of the marketplace
    ("amazon.com", "Begin message", "End message", "Where is it? The box was empty.", "US"),
    ("amazon.co.uk", "Message:", "End message", "It never arrived.\n\nJane", "UK"),
    ("amazon.de", "Nachricht:", "Ende der Nachricht", "Das Paket fehlt.", "DE"),
    ("amazon.it", "Messaggio:", "Fine messaggio", "Il pacco non è arrivato.", "IT"),
    ("amazon.es", "Mensaje:", "Finalizar mensaje", "No ha llegado.", "ES"),
    ("amazon.com.br", "Mensagem:", "Encerrar mensagem", "Não chegou.", "BR"),
    ("amazon.fr", "Message :", "Fin du message", "Je n'ai rien reçu.", "FR"),
    ("amazon.co.jp", "メッセージ：", "メッセージ終了", "商品が届いていません。", "JP"),
]


@pytest.mark.parametrize(("site", "begin", "end", "written", "code"), LANGUAGES)
def test_the_buyers_words_stand_between_the_markers(site, begin, end, written, code):
    got = parse(relay(written, site=site, begin=begin, end=end))

    assert got.text == written
    assert got.relay is not None
    assert got.relay.kind == RelayKind.BUYER_MESSAGE
    assert got.relay.marketplace == code
    assert got.relay.alias == f"{ALIAS}@marketplace.{site}"
    assert got.relay.case_id == CASE
    assert got.relay.no_response_link == LINK.format(site=site)
    assert got.machine is None


def test_order_numbers_come_from_the_subject_and_the_block_before_the_text():
    got = parse(
        relay(
            "Not 111-1111111-1111111 but the other one.",
            before="# 302-7654321-1234567:\n1 / Lamp, white [ASIN: B0ABCDEF12]\n",
            subject="Anfrage (Bestellung: 301-0000001-0000002)",
        )
    )

    assert got.relay.order_numbers == ("301-0000001-0000002", "302-7654321-1234567")
    assert got.relay.asins == ("B0ABCDEF12",)


def test_an_order_number_between_japanese_letters_is_found():
    got = parse(
        relay(
            "届きません", site="amazon.co.jp", subject="注文番号250-1234567-7654321について"
        )
    )

    assert got.relay.order_numbers == ("250-1234567-7654321",)


def test_without_an_end_marker_the_text_ends_at_the_footer_and_no_link_is_trusted():
    got = parse(relay("Wo bleibt es?", end=None))

    assert got.text == "Wo bleibt es?"
    assert got.relay.no_response_link == ""


def test_a_link_that_the_buyer_pasted_is_not_trusted():
    forged = LINK.format(site="amazon.de").replace("Sig9", "Forged")
    got = parse(relay(f"Please click\n{forged}\n"))

    assert "Forged" not in got.relay.no_response_link
    assert "Sig9" in got.relay.no_response_link


def test_an_end_marker_that_the_buyer_typed_does_not_end_the_message():
    forged = LINK.format(site="amazon.de").replace("Sig9", "Forged")
    got = parse(relay(f"Hi\n------------- Ende der Nachricht -------------\n{forged}\nBye"))

    assert "Sig9" in got.relay.no_response_link
    assert got.text.endswith("Bye")


@pytest.mark.parametrize(
    "host",
    [
        "sellercentral.amazon.de.evil.example",
        "sellercentral.amazon.evil",
        "evil.sellercentral.amazon.de",
        "sellercentral.amazon.de@evil.example",
        "sellercentral.amazon.de:8443",
    ],
)
def test_a_link_to_any_other_host_is_not_taken(host):
    raw = relay("Hallo").replace(b"sellercentral.amazon.de", host.encode())

    assert parse(raw).relay.no_response_link == ""


def test_a_link_without_tls_is_not_taken():
    raw = relay("Hallo").replace(b"https://sellercentral", b"http://sellercentral")

    assert parse(raw).relay.no_response_link == ""


@pytest.mark.parametrize(
    "sender",
    [
        "x@marketplace.amazon.co.uk.evil.example",
        "x@marketplace.amazon.evil",
        "x@evilmarketplace.amazon.de",
        "x@sub.marketplace.amazon.de",
        '"x@marketplace.amazon.de" <x@evil.example>',
        "x@evil.example, y@marketplace.amazon.de",
        "donotreply@amazon.de.evil.example",
        "someone-else@amazon.de",
    ],
)
def test_a_sender_that_only_looks_like_the_marketplace_gives_no_facts(sender):
    assert parse(relay("Hallo", sender=sender)).relay is None


def test_two_from_fields_give_no_facts():
    raw = b"From: evil@evil.example\r\n" + relay("Hallo")

    assert parse(raw).relay is None


def test_the_alias_has_no_case_when_the_address_has_no_plus():
    got = parse(relay("Hallo", sender=f"{ALIAS.upper()}@Marketplace.Amazon.DE"))

    assert got.relay.alias == f"{ALIAS}@marketplace.amazon.de"
    assert got.relay.case_id == ""


def test_quoted_history_is_dropped_from_the_buyers_words():
    got = parse(
        relay("Danke, ja.\n\nAm 03.11.2026 um 10:15 schrieb Shop:\n> Brauchen Sie Ersatz?")
    )

    assert got.text == "Danke, ja."
    assert "Ersatz" in got.full_text


NOTIFICATIONS = [
    (
        "BBC_MESSAGE_CONFIRMATION_TO_MERCHANT",
        "donotreply@amazon.com",
        RelayKind.OWN_REPLY_COPY,
    ),
    (
        "BUYER_OPTED_OUT_BSM_MESSAGES",
        "auto-communication@amazon.com",
        RelayKind.BUYER_OPTED_OUT,
    ),
    ("BRC_SELLER_NOTIFICATION", "donotreply@amazon.com", RelayKind.CANCEL_REQUEST),
    ("RETURN_REQUEST", "donotreply@amazon.co.uk", RelayKind.RETURN_REQUEST),
    ("REFUND_ISSUED", "donotreply@amazon.com", RelayKind.REFUND_ISSUED),
    (
        "A_Z_CLAIM_RESPONDENT_NOTIFY",
        "atoz-guarantee-no-reply@amazon.com",
        RelayKind.CLAIM_OPENED,
    ),
    (
        "A_Z_CLAIM_RESPONDENT_CLOSE",
        "atoz-guarantee-no-reply@amazon.com",
        RelayKind.CLAIM_CLOSED,
    ),
    ("SOMETHING_NEW", "donotreply@amazon.com", RelayKind.OTHER),
]


@pytest.mark.parametrize(("header", "sender", "kind"), NOTIFICATIONS)
def test_a_notification_is_known_by_its_header_and_its_sender(header, sender, kind):
    got = parse(
        mail(
            "Order 402-1234567-7654321 is concerned.",
            sender=sender,
            headers=f"X-Space-Notification-Type: {header}\n"
            "X-Marketplace-ID: A1PA6795UKMFR9\n",
        )
    )

    assert got.relay.kind == kind
    assert got.relay.marketplace == "DE"
    assert got.relay.order_numbers == ("402-1234567-7654321",)
    assert got.machine == MachineKind.NOTICE


def test_a_buyer_cannot_send_a_notification_through_the_relay():
    got = parse(relay("You have been refunded.", kind="REFUND_ISSUED"))

    assert got.relay.kind == RelayKind.BUYER_MESSAGE


def test_a_stranger_cannot_send_a_notification():
    got = parse(mail(headers="X-Space-Notification-Type: REFUND_ISSUED\n"))

    assert got.relay is None


def test_a_sender_that_the_mail_server_calls_forged_is_no_marketplace():
    verdict = "Authentication-Results: mx.example; dkim=none; dmarc=fail (p=none)\n"
    raw = relay("Send me money").replace(b"Subject:", verdict.encode() + b"Subject:")
    got = parse(raw)

    assert got.relay is None
    assert got.is_called_forged
    assert "Send me money" in got.text


def test_the_verdict_of_the_server_nearest_to_us_counts():
    verdicts = (
        "Authentication-Results: ours; dmarc=pass\nAuthentication-Results: x; dmarc=fail\n"
    )
    raw = relay("Hallo").replace(b"Subject:", verdicts.encode() + b"Subject:")

    assert parse(raw).relay is not None


def test_nobody_else_is_called_forged():
    verdict = "Authentication-Results: mx.example; dmarc=fail\n"

    assert not parse(mail(headers=verdict)).is_called_forged


def test_a_notice_with_lines_of_hyphens_is_kept_whole():
    text = "Return details\n----- Item -----\nQuantity: 1\n----- Reason -----\nReason: Late"
    got = parse(
        mail(
            text,
            sender="donotreply@amazon.com",
            headers="X-Space-Notification-Type: RETURN_REQUEST\n",
        )
    )

    assert got.text == text
    assert (got.relay.notice.quantity, got.relay.notice.reason) == (1, "Late")


def test_a_return_that_is_not_approved_says_nothing_of_our_address():
    got = parse(
        mail(
            "The return was not approved. Order 302-1234567-7654321",
            subject="Return request",
            sender="donotreply@amazon.com",
        )
    )

    assert got.relay.kind == RelayKind.RETURN_REQUEST


def test_two_sums_in_a_subject_are_none():
    got = parse(
        mail(
            "Order 302-1234567-7654321",
            subject="Refund of 10.00 EUR (of 20.00 EUR) started",
            sender="donotreply@amazon.com",
            headers="X-Space-Notification-Type: REFUND_ISSUED\n",
        )
    )

    assert got.relay.notice.refund is None


def test_an_order_number_in_the_digits_of_the_country_is_read():
    got = parse(relay("Hi", subject="注文番号２５０－１２３４５６７－７６５４３２１"))

    assert got.relay.order_numbers == ("250-1234567-7654321",)


def test_of_a_table_the_asin_is_read_though_the_word_stands_above_it():
    got = parse(relay("Hi", before="Item SKU ASIN Qty\nLamp L-1 B0ABCDEF12 1\n"))

    assert got.relay.asins == ("B0ABCDEF12",)


def test_what_a_person_forwards_is_his_mail_and_nothing_in_it_is_believed():
    inner = relay("Where is it?", subject="Order 302-1234567-7654321").decode()
    head = "---------- Forwarded message ---------\nFrom: Kunde <x@marketplace.amazon.de>\n"
    got = parse(mail(f"See below.\n\n{head}{inner}", subject="Fwd: Nachricht"))

    assert got.relay is None
    assert "Where is it?" in got.text


def test_of_a_thread_only_the_latest_mail_can_be_the_undelivered_one():
    def notice(headers: str, text: str = "The buyer has opted out.") -> tuple[str, ...]:
        kind = "X-Space-Notification-Type: BUYER_OPTED_OUT_BSM_MESSAGES\n"
        sender = "auto-communication@amazon.com"
        return parse(mail(text, sender=sender, headers=kind + headers)).bounced_message_ids

    thread = "References: <one@shop> <two@shop>\n"
    assert notice(thread) == ("two@shop",)
    assert notice(f"In-Reply-To: <one@shop>\n{thread}") == ("one@shop",)
    assert notice(thread, "Message-ID: <three@shop>") == ("three@shop",)
    assert notice("") == ()


@pytest.mark.parametrize("subject", ["Return request", "Return: 302-1111111-1111111"])
def test_an_order_that_the_buyer_names_in_his_comment_is_not_the_notices(subject):
    said = "wrong lamp, I wanted that of 999-9999999-9999999 (B0ZZZZZZ99)"
    text = f"Order ID: 302-1111111-1111111\nASIN: B0ABCDEF12\nBuyer comment: {said}\n"
    got = parse(mail(text, subject=subject, sender="donotreply@amazon.com"))

    assert got.relay.order_numbers == ("302-1111111-1111111",)
    assert got.relay.asins == ("B0ABCDEF12",)
    assert got.relay.notice.comment == said
