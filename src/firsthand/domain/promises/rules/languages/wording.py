"""Put the patterns of a language together."""

from __future__ import annotations

import re
from collections.abc import Mapping

from firsthand.domain.promises.rules.clauses import Clauses

NEVER = (r"(?!)",)
# Carriers, marketplaces and payment services, named alike in every language.
BRANDS = """
Amazon(?: Logistics)?, eBay, PayPal, Klarna, Visa, Master[Cc]ard, American Express, Bizum, Nexi,
Twint, Sofort, Stripe, DHL(?: Express)?, UPS, DPD, GLS, Hermes, Evri, FedEx, TNT, GO! Express,
trans-o-flex, Österreichische Post, Deutsche Post, Swiss Post, Schweizer(?:ische)? Post, PostNL,
bpost, Colissimo, Chronopost, (?-i:La Poste), Mondial Relay, Relais Colis, Colis Privé, Geodis, Kuehne,
Poste Italiane, BRT, Bartolini, SDA, InPost, Nexive, Fercam, Correos(?: Express)?, SEUR, MRW,
Nacex, Zeleris, CTT(?: Express)?, Envialia, Tipsa, Ecoscooting, Estafeta, Redpack, Paquetexpress,
Canada Post, Postes Canada, USPS, Purolator, Royal Mail
"""
# A name or the first word of one: patterns ignore case, names do not.
NAME = r"(?-i:[A-ZÀ-ÖØ-ÞŠŽÇ][a-zà-öø-ÿšžçı]+)"


def words(*lists: str) -> str:
    """Return what matches any of some expressions, written with commas between them."""
    some = [one.strip(" ,\n") for text in lists for one in re.split(r",\s+", text)]
    return "(?:" + "|".join(one for one in some if one) + ")"


def clauses(words: Mapping[str, str], **patterns: tuple[str, ...]) -> Clauses:
    """Return how a language says who acts.

    Args:
        words: by name what `<NAME>` stands for in the patterns, and in later words.
        patterns: for each attribute of `Clauses` the alternatives that are looked for.
    """
    return Clauses(
        **{
            name: re.compile("|".join(_filled(one, words) for one in some), re.IGNORECASE)
            for name, some in patterns.items()
        }
    )


def any_of(*concepts: str) -> str:
    """Return what matches any of the words, which blanks divide, of some word lists."""
    return "(?:" + "|".join(word for some in concepts for word in some.split()) + ")"


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    for name, expression in reversed(tuple(words.items())):
        pattern = pattern.replace(f"<{name}>", expression)
    return pattern
