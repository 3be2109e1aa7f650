"""Amazon's relay mail: whose message it is, about which order, and what the buyer wrote.

Headers that begin with X- can be written by anybody, so they count only when the From
address is a marketplace's own. That From itself is genuine is checked by the mail server
(DKIM and SPF); reading its verdict here comes later.
"""

from __future__ import annotations

import re

from firsthand.connectors.email.headers import Headers
from firsthand.connectors.email.trimming import newest_part
from firsthand.connectors.email.values import Address
from firsthand.domain.mail.ports import RelayFacts, RelayKind
from firsthand.domain.stores import queries as stores
from firsthand.domain.stores.rules import Marketplace

# What Amazon calls its mails in X-Space-Notification-Type; learned from real mail, as
# Amazon documents none of it.
_NOTIFICATIONS = {
    "BBC_MESSAGE_CONFIRMATION_TO_MERCHANT": RelayKind.OWN_REPLY_COPY,
    "BUYER_OPTED_OUT_BSM_MESSAGES": RelayKind.BUYER_OPTED_OUT,
    "BRC_SELLER_NOTIFICATION": RelayKind.CANCEL_REQUEST,
    "RETURN_REQUEST": RelayKind.RETURN_REQUEST,
    "REFUND_ISSUED": RelayKind.REFUND_ISSUED,
    "A_Z_CLAIM_RESPONDENT_NOTIFY": RelayKind.CLAIM_OPENED,
    "A_Z_CLAIM_RESPONDENT_CLOSE": RelayKind.CLAIM_CLOSED,
}
_OWN_SENDERS = {"donotreply", "auto-communication", "atoz-guarantee-no-reply"}
# Sends for every marketplace, so its domain says nothing about which one.
_SHARED_DOMAIN = "amazon.com"

# Not \b: letters of Japanese and Chinese stand directly beside the digits.
_ORDER_NUMBER = re.compile(r"(?<![0-9-])[0-9]{3}-[0-9]{7}-[0-9]{7}(?![0-9-])")
_ASIN = re.compile(r"\bASIN\s{0,3}[:：]?\s{0,3}([A-Z0-9]{10})(?![A-Za-z0-9])")
_CASE_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_MARKER = re.compile(
    r"^[ \t]*-{3,}[ \t]*[^\s-][^\n]{0,58}?[ \t:：]*-{3,}[ \t]*$", re.MULTILINE
)
_FOOTER = re.compile(
    r"^(?:[^\n]{0,300}https://(?:sellercentral|www)\.amazon\.[a-z.]{2,6}/"
    r"(?:messaging/|gp/|hz/|surveys/|[^\s]{0,200}customAttribute1Value=)"
    r"|[^\n]{0,200}customAttribute1Value=BBC_|SPC-[A-Z]{2}Amazon-[0-9]+)",
    re.MULTILINE,
)
_NO_RESPONSE_LINK = re.compile(
    r"https://([a-z.]{5,60})/messaging/no-response-needed\?"
    r"([A-Za-z0-9%&=._~+/!*-]{1,2000})(?=[\s<>\"')]|$)"
)
_MAX_NUMBERS = 20


def read_relay(
    headers: Headers, senders: list[Address], subject: str, text: str
) -> tuple[RelayFacts, str] | None:
    """Return the facts of a marketplace's mail and the text that matters, or None.

    Args:
        headers: of the mail itself.
        senders: every address of its From field.
        subject: decoded.
        text: everything readable in the mail.
    """
    if len(senders) != 1 or "from" in headers.repeated:
        return None  # Two senders: one of them may be forged.
    local, _, domain = senders[0][1].lower().rpartition("@")
    if marketplace := stores.marketplace_of_relay(domain):
        return _buyer_message(marketplace, local, subject, text)
    site = next((m for m in stores.marketplaces() if m.domain == domain), None)
    if site is None or local not in _OWN_SENDERS:
        return None
    return _notification(headers, site, subject, text)


def _buyer_message(
    marketplace: Marketplace, local: str, subject: str, text: str
) -> tuple[RelayFacts, str]:
    alias, _, case_id = local.partition("+")
    before, written, after = _divided(text)
    facts = RelayFacts(
        kind=RelayKind.BUYER_MESSAGE,
        marketplace=marketplace.code,
        alias=f"{alias}@{marketplace.relay_domain}",
        case_id=case_id if _CASE_ID.fullmatch(case_id) else "",
        order_numbers=_unique(_ORDER_NUMBER, f"{subject}\n{before}"),
        asins=_unique(_ASIN, f"{subject}\n{before}"),
        no_response_link=_no_response_link(after),
    )
    return facts, newest_part(written)


def _notification(
    headers: Headers, site: Marketplace, subject: str, text: str
) -> tuple[RelayFacts, str]:
    named = headers.plain("x-marketplace-id")
    known = next((m.code for m in stores.marketplaces() if m.marketplace_id == named), "")
    by_domain = "" if site.domain == _SHARED_DOMAIN else site.code
    before, written, _ = _divided(text)
    kind = _NOTIFICATIONS.get(
        headers.plain("x-space-notification-type").upper(), RelayKind.OTHER
    )
    # What a person wrote stands between markers; around it everything is Amazon's.
    trusted = f"{subject}\n{before or text}"
    facts = RelayFacts(
        kind=kind,
        marketplace=known or by_domain,
        order_numbers=_unique(_ORDER_NUMBER, trusted),
        asins=_unique(_ASIN, trusted),
    )
    return facts, newest_part(written) if before else text


def _divided(text: str) -> tuple[str, str, str]:
    """Return what stands before, between and after the markers of a message.

    The words in the markers differ by language and change, so any line of hyphens around
    words is one; the last of them ends the message, because only Amazon writes behind
    the buyer. Without markers everything up to Amazon's footer is the buyer's.
    """
    markers = list(_MARKER.finditer(text))
    before, start = "", 0
    if markers:
        before, start = text[: markers[0].end()], markers[0].end()
    if len(markers) > 1:
        end = markers[-1].start()
        return before, text[start:end].strip(), text[markers[-1].end() :]
    footer = _FOOTER.search(text, start)
    return before, text[start : footer.start() if footer else None].strip(), ""


def _no_response_link(after: str) -> str:
    """Return Amazon's signed link that closes a message without an answer.

    Only from behind the end marker: a buyer can paste any link into the text.
    """
    hosts = {f"sellercentral.{marketplace.domain}" for marketplace in stores.marketplaces()}
    for found in _NO_RESPONSE_LINK.finditer(after):
        if found[1] in hosts and "h=" in found[2]:
            return found[0]
    return ""


def _unique(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pattern.findall(text)))[:_MAX_NUMBERS]
