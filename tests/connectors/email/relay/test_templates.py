"""Every template of every marketplace and language, in every form: read exactly."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from firsthand.connectors.email.parse import parse
from firsthand.domain.claims.rules import deadlines
from firsthand.domain.mail.ports import ParsedMail
from firsthand.domain.stores.rules import AMAZON, BY_CODE
from tests.connectors.email.relay.forms import FORMS
from tests.connectors.email.relay.templates import (
    LANGUAGES,
    SENT_AT,
    Wanted,
    Written,
    file_of,
    mails,
)

DRAWS = 2


def read(got: ParsedMail, wanted: Wanted) -> Wanted:
    """Return what was read of a mail in the form of what is wanted of it."""
    relay, notice = got.relay, got.relay.notice if got.relay else None
    return Wanted(
        kind=str(relay.kind) if relay else "",
        marketplace=relay.marketplace if relay else "",
        text=got.text if wanted.text is not None else None,
        alias=relay.alias if relay else "",
        case_id=relay.case_id if relay else "",
        order_numbers=relay.order_numbers if relay else (),
        asins=relay.asins if relay else (),
        link=relay.no_response_link if relay else "",
        quantity=notice.quantity if notice else None,
        reason=notice.reason if notice else "",
        comment=notice.comment if notice else "",
        carrier=notice.carrier if notice else "",
        tracking_number=notice.tracking_number if notice else "",
        refund=notice.refund if notice else None,
        bounced=got.bounced_message_ids,
        answer_within=_hours(got, relay.marketplace if relay else ""),
    )


def _hours(got: ParsedMail, marketplace: str) -> int | None:
    """Return within how many hours a claim is to be answered, as claims read it."""
    if got.relay is None or got.relay.kind != "claim_opened":
        return None
    zone = ZoneInfo(BY_CODE[marketplace].time_zone if marketplace else "UTC")
    said = f"{got.subject}\n\n{got.text}"
    reading = deadlines.read(said, sent_at=SENT_AT, zone=zone, marketplace=marketplace)
    return (reading.respond_by - SENT_AT) // timedelta(hours=1) if reading else None


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_marketplace_writes_is_read_exactly(language: str, form: str) -> None:
    different = []
    for draw in range(DRAWS):
        for mail in mails(language, draw=draw):
            seen = read(parse(FORMS[form](mail, language)), mail.wanted)
            different += [
                f"{mail.name}: {name} is {vars(seen)[name]!r}, not {value!r}"
                for name, value in vars(mail.wanted).items()
                if vars(seen)[name] != value
            ]
    assert not different, "\n".join(different)


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_notice_every_word_is_kept(language: str) -> None:
    for mail in notices(language):
        assert parse(FORMS["base64"](mail, language)).text == mail.body.strip(), mail.name


def notices(language: str) -> list[Written]:
    return [mail for mail in mails(language) if mail.wanted.text is None]


def test_there_is_a_message_for_every_marketplace_and_language() -> None:
    told = {
        (mail.wanted.marketplace, language)
        for language in LANGUAGES
        for mail in mails(language)
        if mail.wanted.kind == "buyer_message"
    }
    wanted = {(site.code, language) for site in AMAZON for language in site.languages}
    assert wanted - told == set()


def test_there_are_enough_templates_to_mean_something() -> None:
    names = {(one, each["name"]) for one in LANGUAGES for each in file_of(one)["templates"]}
    assert len(names) >= 110
