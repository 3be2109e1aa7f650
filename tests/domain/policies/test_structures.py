"""Links, contact details and addresses are known by their form."""

from __future__ import annotations

import pytest

from firsthand.domain.policies.queries import Outgoing, check, shipped


def rules_in(text: str, language: str = "en", marketplace: str = "US") -> set[str]:
    return {one.rule for one in check(Outgoing(text, language, marketplace), shipped())}


FOREIGN = [
    "www.lamps-home.com",
    "HTTPS://LAMPS-HOME.COM/manual",
    "https://amazon.com.track-info.net/x",
    "https://amazon.com@lamps-home.com/",
    "https://аmazon.com/help",
    "https://notups.com/track",
    "lamps-home dot com",
    "lamps-home(.)com",
    "ｗｗｗ．ｌａｍｐｓ．ｓｈｏｐ",
    "http://10.1.2.3/pixel",
    'Amazon <a href="//lamps-home.com/x">help</a>',
]
ALLOWED = [
    "https://www.amazon.co.uk/gp/help/customer/display.html?nodeId=1",
    "https://wwwapps.ups.com/WebTracking/track?tracknum=1Z",
    "https://www.canadapost-postescanada.ca/track-reperage/en",
    "manual.pdf",
    "It is done.It works",
    "3.5 mm, i.e. small",
]


@pytest.mark.parametrize("link", FOREIGN)
def test_a_link_that_leads_elsewhere_is_found(link: str) -> None:
    assert "L-06" in rules_in(f"Please see {link} for the manual.")


@pytest.mark.parametrize("link", ALLOWED)
def test_a_link_to_amazon_or_a_carrier_is_not(link: str) -> None:
    assert "L-06" not in rules_in(f"Please see {link} for the parcel.")


CONTACTS = [
    ("me@lamps.com", "en"),
    ("me (at) lamps (dot) com", "en"),
    ("me at lamps dot com", "en"),
    ("me arroba lamps punto es", "es"),
    ("me chiocciola lamps punto it", "it"),
    ("me AT gmail", "en"),
    ("+49 30 901820", "de"),
    ("call 0800 555 0199", "en"),
    ("zero eight zero zero five five five one two three", "en"),
    ("手机13812345678", "zh"),
    ("幺三八零零幺三八零零零", "zh"),
    ("03-1234-5678", "ja"),
    ("@lamps_home", "en"),
]
NO_CONTACTS = [
    ("order 113-1234567-1234567", "en"),
    ("tracking number 9400 1118 9922", "en"),
    ("part number 089-2214-7", "en"),
    ("on 2026-11-24 at 10:30", "en"),
    ("1,234,567 pieces", "en"),
    ("abc@marketplace.amazon.com", "en"),
    ("Artikelnummer 089-2214-7", "en"),
    ("DHL, 0228 4333112", "en"),
]


@pytest.mark.parametrize(("contact", "language"), CONTACTS)
def test_a_contact_detail_is_found_in_any_spelling(contact: str, language: str) -> None:
    assert "L-07" in rules_in(f"Kim: {contact}", language)


@pytest.mark.parametrize(("text", "language"), NO_CONTACTS)
def test_other_numbers_are_no_contact_details(text: str, language: str) -> None:
    assert "L-07" not in rules_in(f"Kim: {text}", language)


PERSONAL = [
    ("48 Birch Street, Apt 3, Springfield, IL 62704", "en"),
    ("12 Harbour Road, Leeds LS1 4AB", "en"),
    ("Lindenweg 4, 80331 München", "de"),
    ("12 bis rue des Lilas, 69003 Lyon", "fr"),
    ("Via Roma 12, 20121 Milano", "it"),
    ("Calle Mayor 5, 2.º B, 28013 Madrid", "es"),
    ("〒150-0001 東京都渋谷区神宮前1-2-3", "ja"),
    ("广东省深圳市南山区科技路12号", "zh"),
    ("4111 1111 1111 1111", "en"),
    ("DE89 3704 0044 0532 0130 00", "de"),
]


@pytest.mark.parametrize(("detail", "language"), PERSONAL)
def test_a_whole_address_card_or_account_is_found(detail: str, language: str) -> None:
    assert "L-16" in rules_in(f"{detail}.", language)


@pytest.mark.parametrize(
    "text",
    [
        "Please send it back to our warehouse: 12 Harbour Road, Leeds LS1 4AB.",
        "The parcel is in the depot in Leeds.",
        "The card ending in 1111.",
        "The tracking number is 4111 1111 1111 1112.",
    ],
)
def test_our_own_address_and_parts_of_theirs_are_not(text: str) -> None:
    assert "L-16" not in rules_in(text)


def test_an_unfilled_variable_is_found() -> None:
    assert "L-37" in rules_in("Hi {{ buyer_name }}, it comes today.")


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "<", "&", "&#0;", "<a href=>", "\u202e", "{{", "a" * 3000, "（" * 500],
)
def test_any_text_is_judged_without_a_fault(text: str) -> None:
    for language in ("en", "zh", "de", "ja", "fr", "it", "es", "pt"):
        rules_in(text, language)
