"""Facts about marketplaces, as data.

Source: Amazon's SP-API marketplace ids; currencies and languages by CLDR, zones by IANA.
Where a country has several zones the one of the marketplace's own reports is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Marketplace:
    """One Amazon marketplace."""

    code: str  # The letters shown to people: US, UK, DE.
    marketplace_id: str
    domain: str
    currency: str
    languages: tuple[str, ...]
    time_zone: str

    @property
    def relay_domain(self) -> str:
        """Return the domain of the buyers' anonymised addresses."""
        return f"marketplace.{self.domain}"


AMAZON = (
    Marketplace(
        "US", "ATVPDKIKX0DER", "amazon.com", "USD", ("en", "es"), "America/Los_Angeles"
    ),
    Marketplace(
        "CA", "A2EUQ1WTGCTBG2", "amazon.ca", "CAD", ("en", "fr"), "America/Toronto"
    ),
    Marketplace(
        "MX", "A1AM78C64UM0Y8", "amazon.com.mx", "MXN", ("es",), "America/Mexico_City"
    ),
    Marketplace(
        "BR", "A2Q3Y263D00KWC", "amazon.com.br", "BRL", ("pt",), "America/Sao_Paulo"
    ),
    Marketplace("UK", "A1F83G8C2ARO7P", "amazon.co.uk", "GBP", ("en",), "Europe/London"),
    Marketplace("DE", "A1PA6795UKMFR9", "amazon.de", "EUR", ("de",), "Europe/Berlin"),
    Marketplace("FR", "A13V1IB3VIYZZH", "amazon.fr", "EUR", ("fr",), "Europe/Paris"),
    Marketplace("IT", "APJ6JRA9NG5V4", "amazon.it", "EUR", ("it",), "Europe/Rome"),
    Marketplace("ES", "A1RKKUPIHCS9HS", "amazon.es", "EUR", ("es",), "Europe/Madrid"),
    Marketplace("NL", "A1805IZSGTT6HS", "amazon.nl", "EUR", ("nl",), "Europe/Amsterdam"),
    Marketplace(
        "BE", "AMEN7PMS3EDWL", "amazon.com.be", "EUR", ("fr", "nl"), "Europe/Brussels"
    ),
    Marketplace("SE", "A2NODRKZP88ZB9", "amazon.se", "SEK", ("sv",), "Europe/Stockholm"),
    Marketplace("PL", "A1C3SOZRARQ6R3", "amazon.pl", "PLN", ("pl",), "Europe/Warsaw"),
    Marketplace("IE", "A28R8C7NBKEWEA", "amazon.ie", "EUR", ("en",), "Europe/Dublin"),
    Marketplace("TR", "A33AVAJ2PDY3EV", "amazon.com.tr", "TRY", ("tr",), "Europe/Istanbul"),
    Marketplace("SA", "A17E79C6D8DWNP", "amazon.sa", "SAR", ("ar", "en"), "Asia/Riyadh"),
    Marketplace("AE", "A2VIGQ35RCS4UG", "amazon.ae", "AED", ("en", "ar"), "Asia/Dubai"),
    Marketplace("EG", "ARBP9OOSHTCHU", "amazon.eg", "EGP", ("ar", "en"), "Africa/Cairo"),
    Marketplace(
        "ZA", "AE08WJ6YKNBMC", "amazon.co.za", "ZAR", ("en",), "Africa/Johannesburg"
    ),
    Marketplace("IN", "A21TJRUUN4KGV", "amazon.in", "INR", ("en", "hi"), "Asia/Kolkata"),
    Marketplace("SG", "A19VAU5U5O7RUS", "amazon.sg", "SGD", ("en",), "Asia/Singapore"),
    Marketplace(
        "AU", "A39IBJ37TRP1C6", "amazon.com.au", "AUD", ("en",), "Australia/Sydney"
    ),
    Marketplace("JP", "A1VC38T7YXB528", "amazon.co.jp", "JPY", ("ja",), "Asia/Tokyo"),
)
BY_CODE = {marketplace.code: marketplace for marketplace in AMAZON}
BY_ID = {marketplace.marketplace_id: marketplace for marketplace in AMAZON}
BY_RELAY_DOMAIN = {marketplace.relay_domain: marketplace for marketplace in AMAZON}


@dataclass(frozen=True)
class ReplyDuty:
    """How long a marketplace waits for an answer, and what it takes for one.

    Attributes:
        within: around the clock, weekends and holidays included.
        counts_thanks: whether a message of thanks waits for an answer like any other.
        takes_holding: whether "we are looking into it" is an answer.
        takes_automatic: whether what a program answers is one.
        has_own_mark: whether "no response needed" must be said on its own pages as well,
            for its own count; where it has no such mark, ours is all there is.
    """

    within: timedelta
    counts_thanks: bool = False
    takes_holding: bool = True
    takes_automatic: bool = False
    has_own_mark: bool = False


_DAY = timedelta(hours=24)
# By channel of the ticket. Amazon: Contact Response Time, help pages 200549770 (24 hours,
# weekends too, "no response needed") and 202152030 (an automatic reply is not valid); that
# thanks count unless marked is what its sellers report. Walmart: seller response rate, 48
# hours, automatic replies do not count (as its sellers report). eBay promises buyers no
# time and punishes none: ours is a day, as for e-mail, where nobody counts but we.
REPLY_DUTIES: Mapping[str, ReplyDuty] = {
    "amazon": ReplyDuty(_DAY, counts_thanks=True, has_own_mark=True),
    "walmart": ReplyDuty(timedelta(hours=48), has_own_mark=True),
    "ebay": ReplyDuty(_DAY),
    "email": ReplyDuty(_DAY),
}
OWN_DUTY = ReplyDuty(_DAY)
