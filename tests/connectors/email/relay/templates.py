"""Mails in the style of each marketplace and language, with what is to be read in them.

The texts lie beside this in `templates/`; every name, number and sum in them is drawn, so
that nothing can be read by knowing them.
"""

from __future__ import annotations

import random
import string
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from firsthand.domain.stores.rules import AMAZON, Marketplace
from firsthand.foundation.money import Money

FOLDER = Path(__file__).parent / "templates"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
SENT_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
_TITLES = (
    "LUMO desk lamp, white - 2 steps",
    "Arc lamp (set of 2) #12: brass",
    "Leuchte „Bogen“ 40 × 30 cm",
)
_SITES = {marketplace.domain: marketplace for marketplace in AMAZON}


@dataclass(frozen=True)
class Wanted:
    """What a mail says. None of `text`: all of its words."""

    kind: str
    marketplace: str
    text: str | None
    alias: str = ""
    case_id: str = ""
    order_numbers: tuple[str, ...] = ()
    asins: tuple[str, ...] = ()
    link: str = ""
    quantity: int | None = None
    reason: str = ""
    comment: str = ""
    carrier: str = ""
    tracking_number: str = ""
    refund: Money | None = None
    bounced: tuple[str, ...] = ()
    answer_within: int | None = None  # Hours.


@dataclass(frozen=True)
class Written:
    """One mail before it is bytes."""

    name: str
    sender_name: str
    sender: str
    subject: str
    headers: dict[str, str]
    body: str
    link: str
    wanted: Wanted


@cache
def file_of(language: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{language}.yaml").read_text("utf-8"))
    assert found["language"] == language
    return found


def mails(language: str, *, draw: int = 0) -> list[Written]:
    """Return a mail of every template of a language at each of its marketplaces."""
    return [
        _written(template, file_of(language), _SITES[site], draw)
        for template in file_of(language)["templates"]
        for site in template["sites"]
    ]


def _written(
    template: dict[str, Any], file: dict[str, Any], site: Marketplace, draw: int
) -> Written:
    chance = random.Random(f"{template['name']} {site.code} {draw}")  # noqa: S311
    values = _values(file, site, chance)
    is_buyers = template["kind"] == "buyer_message"
    sender = template.get("sender", "")
    if is_buyers:
        case = f"+{values['case']}" if values["case"] else ""
        sender = f"{values['alias']}{case}@{site.relay_domain}"
    notification = template.get("notification", "")
    if is_buyers:
        notification = "BBC_MESSAGE_SENT_TO_MERCHANT"
    headers = {}
    if notification:
        headers["X-Space-Notification-Type"] = notification
        headers["X-Marketplace-ID"] = site.marketplace_id
    if template.get("headers"):
        name, _, value = template["headers"].partition(": ")
        headers[name] = value
    return Written(
        name=f"{template['name']} ({site.code})",
        sender_name=values["buyer"] if is_buyers else "Amazon",
        sender=sender,
        subject=template["subject"].format_map(values),
        headers=headers,
        body=template["body"].format_map(values),
        link=values["link"],
        wanted=_wanted(template, values, site),
    )


def _wanted(template: dict[str, Any], values: dict[str, Any], site: Marketplace) -> Wanted:
    kind, expect = template["kind"], template["expect"]
    is_buyers = kind == "buyer_message"
    currency = expect.get("refund")
    return Wanted(
        kind=kind,
        marketplace=template.get("marketplace", site.code),
        text=values["text"] if kind in {"buyer_message", "own_reply_copy"} else None,
        alias=f"{values['alias']}@{site.relay_domain}" if is_buyers else "",
        case_id=values["case"] if is_buyers else "",
        order_numbers=(values["order"],) if expect.get("orders") else (),
        asins=(values["asin"],) if expect.get("asins") else (),
        link=values["link"] if expect.get("link") else "",
        quantity=int(values["quantity"]) if expect.get("quantity") else None,
        reason=expect.get("reason", ""),
        comment=values["comment"] if expect.get("comment") else "",
        carrier=expect.get("carrier", ""),
        tracking_number=values["tracking"] if expect.get("tracking") else "",
        refund=Money(currency, values["amount"]) if currency else None,
        bounced=tuple(expect.get("bounced", ())),
        answer_within=expect.get("answer_within"),
    )


def _values(
    file: dict[str, Any], site: Marketplace, chance: random.Random
) -> dict[str, Any]:
    def digits(n: int) -> str:
        return "".join(chance.choices(string.digits, k=n))

    def letters(n: int) -> str:
        return "".join(chance.choices(string.ascii_uppercase + string.digits, k=n))

    link = (
        f"https://sellercentral.{site.domain}/messaging/no-response-needed"
        f"?t={letters(6)}&m={letters(9)}&mp={site.marketplace_id}&c={letters(5)}"
        f"&h={letters(12)}%3D&s=1"
    )
    survey = (
        f"https://www.{site.domain}/surveys/{digits(4)}"
        "?customAttribute1Value=BBC_MESSAGE_SENT_TO_MERCHANT"
    )
    has_case = chance.random() < 0.7
    return {
        "order": f"{digits(3)}-{digits(7)}-{digits(7)}",
        "asin": f"B0{letters(8)}",
        "sku": f"LUMO-{letters(4)}",
        "number": digits(15),
        "tracking": f"1Z{letters(8)}{digits(6)}",
        "alias": letters(14).lower(),
        "case": str(UUID(int=chance.getrandbits(128))) if has_case else "",
        "quantity": str(chance.randint(1, 12)),
        "title": chance.choice(_TITLES),
        "site": site.domain,
        "link": link,
        "survey": survey,
        "buyer": chance.choice(file["buyers"]),
        "text": chance.choice(file["texts"]),
        "comment": chance.choice(file["comments"]),
        **_amounts(chance.choice([99, 1_999, 16_901, 116_900, 12_345_605])),
    }


def _amounts(amount: int) -> dict[str, Any]:
    """Return a sum as it is written in one place or another; the yen have no decimals."""
    grouped = f"{amount / 100:,.2f}"
    whole, _, cents = grouped.partition(".")
    lakh = whole.replace(",", "")
    if len(lakh) > 5:
        lakh = f"{lakh[:-5]},{lakh[-5:-3]},{lakh[-3:]}"
    elif len(lakh) > 3:
        lakh = f"{lakh[:-3]},{lakh[-3:]}"
    return {
        "amount": amount,
        "amount_dot": grouped.replace(",", ""),
        "amount_comma_dot": grouped,
        "amount_dot_comma": f"{whole.replace(',', '.')},{cents}",
        "amount_space_comma": f"{whole.replace(',', chr(0xA0))},{cents}",
        "amount_indian": f"{lakh}.{cents}",
        "amount_yen": f"{amount:,}",
    }
