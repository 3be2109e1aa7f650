"""From a mail of a marketplace to its facts.

Headers that begin with X- can be written by anybody, so they count only when the From
address is a marketplace's own. Whether that From is genuine the mail server finds out
(DKIM and SPF); where it says that it is not, the mail is no marketplace's.
"""

from __future__ import annotations

import re

from firsthand.connectors.email.headers import Headers
from firsthand.connectors.email.relay import kinds
from firsthand.connectors.email.relay.amounts import sums_in
from firsthand.connectors.email.relay.fields import fields_of
from firsthand.connectors.email.relay.letters import plain, visible
from firsthand.connectors.email.relay.marks import divide
from firsthand.connectors.email.trimming import newest_part
from firsthand.connectors.email.values import Address, message_ids
from firsthand.domain.mail.ports import RelayFacts, RelayKind
from firsthand.domain.orders.ports import NoticeFacts
from firsthand.domain.stores import queries as stores
from firsthand.domain.stores.rules import Marketplace
from firsthand.foundation.money import Money

# Sends for every marketplace, so its domain says nothing about which one.
_SHARED_DOMAIN = "amazon.com"
_TOLD_OF_ORDERS = {
    RelayKind.RETURN_REQUEST, RelayKind.REFUND_ISSUED, RelayKind.CANCEL_REQUEST,
}  # fmt: skip
UNDELIVERED = {RelayKind.BUYER_OPTED_OUT, RelayKind.SENDER_NOT_APPROVED}

# Not \b: letters of Japanese and Chinese stand directly beside the digits.
_ORDER_NUMBER = re.compile(r"(?<![0-9-])[0-9]{3}-[0-9]{7}-[0-9]{7}(?![0-9-])")
_ASIN = re.compile(r"\bASIN\s{0,3}[:：]?\s{0,3}([A-Z0-9]{10})(?![A-Za-z0-9])")
# In tables the word stands above, not beside it.
_BARE_ASIN = re.compile(r"(?<![A-Za-z0-9])(B0[A-Z0-9]{8})(?![A-Za-z0-9])")
_CASE_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_NO_RESPONSE_LINK = re.compile(
    r"https://([a-z.]{5,60})/messaging/no-response-needed\?"
    r"([A-Za-z0-9%&=._~+/!*-]{1,2000})(?=[\s<>\"')]|$)"
)
_FORGED = re.compile(r"(?:^|[;\s])dmarc\s?=\s?fail(?![a-z])", re.IGNORECASE)
_NAMED_ID = re.compile(r"Message-ID\s?[:：]\s{0,3}(<[^<>\s]{3,480}>)", re.IGNORECASE)
_MAX_NUMBERS = 20


def is_called_forged(headers: Headers, senders: list[Address]) -> bool:
    """Say whether a mail claims to be a marketplace's and our mail server denies that.

    By its first Authentication-Results (RFC 8601), which the server that took the mail in
    puts on top. Whoever forges one can only make his own mail less believed.
    """
    verdict = headers.plain("authentication-results")
    if _FORGED.search(verdict) is None:
        return False
    domains = {address.lower().rpartition("@")[2] for _, address in senders}
    known = {domain for m in stores.marketplaces() for domain in (m.domain, m.relay_domain)}
    return not domains.isdisjoint(known)


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
    if site is None or local not in kinds.SENDERS:
        return None
    return _notification(headers, local, site, subject, text)


def bounced_ids(facts: RelayFacts, headers: Headers, text: str) -> tuple[str, ...]:
    """Return which of our mails the marketplace says it did not deliver, as it names them.

    Empty for all other mail, and where it names none.
    """
    if facts.kind not in UNDELIVERED:
        return ()
    named = [
        one for found in _NAMED_ID.findall(text) for one in message_ids(found.encode())
    ]
    answered = message_ids(headers.raw("in-reply-to"))
    # Of a thread only its latest mail can be meant.
    ids = named or answered or message_ids(headers.raw("references"))[-1:]
    return tuple(dict.fromkeys(ids))[:_MAX_NUMBERS]


def _buyer_message(
    marketplace: Marketplace, local: str, subject: str, text: str
) -> tuple[RelayFacts, str]:
    alias, _, case_id = local.partition("+")
    parts = divide(text)
    trusted = f"{subject}\n{parts.before}"
    facts = RelayFacts(
        kind=RelayKind.BUYER_MESSAGE,
        marketplace=marketplace.code,
        alias=f"{alias}@{marketplace.relay_domain}",
        case_id=case_id if _CASE_ID.fullmatch(case_id) else "",
        order_numbers=_order_numbers(trusted),
        asins=_asins(trusted),
        no_response_link=_no_response_link(parts.after),
    )
    return facts, newest_part(parts.written)


def _notification(
    headers: Headers, local: str, site: Marketplace, subject: str, text: str
) -> tuple[RelayFacts, str]:
    marketplace = _marketplace(headers, site)
    named = headers.plain("x-space-notification-type")
    kind = kinds.kind_of(local, named, subject, text)
    # What a person wrote stands between markers; around it everything is Amazon's.
    parts = divide(text)
    is_quoting = bool(parts.before) and kind not in _TOLD_OF_ORDERS
    notice = _notice(kind, marketplace, subject, text)
    trusted = parts.before if is_quoting else text
    if notice is not None and notice.comment:
        trusted = trusted.replace(notice.comment, "")
    facts = RelayFacts(
        kind=kind,
        marketplace=marketplace.code if marketplace else "",
        # The subject says which order it is about; the text may name others besides.
        order_numbers=_order_numbers(subject) or _order_numbers(trusted),
        asins=_asins(f"{subject}\n{trusted}"),
        notice=notice,
    )
    if kind == RelayKind.OWN_REPLY_COPY and parts.before:
        return facts, newest_part(parts.written)
    return facts, text


def _marketplace(headers: Headers, site: Marketplace) -> Marketplace | None:
    named = headers.plain("x-marketplace-id").strip()
    known = next((m for m in stores.marketplaces() if m.marketplace_id == named), None)
    return known or (None if site.domain == _SHARED_DOMAIN else site)


def _notice(
    kind: RelayKind, marketplace: Marketplace | None, subject: str, text: str
) -> NoticeFacts | None:
    if kind not in _TOLD_OF_ORDERS:
        return None
    fields = fields_of(visible(text))
    refund = None
    if kind == RelayKind.REFUND_ISSUED:
        refund = _sum(plain(subject), marketplace)
        refund = refund or _sum(plain(fields.amount_words), marketplace)
    return NoticeFacts(
        refund=refund,
        quantity=fields.quantity,
        reason=fields.reason,
        comment=fields.comment,
        carrier=fields.carrier,
        tracking_number=fields.tracking_number,
    )


def _sum(words: str, marketplace: Marketplace | None) -> Money | None:
    """Return the one sum in some words; None for none, and for two that differ."""
    found = set(sums_in(words, marketplace))
    return found.pop() if len(found) == 1 else None


def _no_response_link(after: str) -> str:
    """Return Amazon's signed link that closes a message without an answer.

    Only from behind the end marker: a buyer can paste any link into the text.
    """
    hosts = {f"sellercentral.{marketplace.domain}" for marketplace in stores.marketplaces()}
    for found in _NO_RESPONSE_LINK.finditer(after):
        if found[1] in hosts and "h=" in found[2]:
            return found[0]
    return ""


def _order_numbers(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_ORDER_NUMBER.findall(plain(text))))[:_MAX_NUMBERS]


def _asins(text: str) -> tuple[str, ...]:
    seen = plain(text)
    found = _ASIN.findall(seen) or _BARE_ASIN.findall(seen)
    return tuple(dict.fromkeys(found))[:_MAX_NUMBERS]
