"""Which address in a mail may be shown as a link."""

from __future__ import annotations

from urllib.parse import urlsplit

from firsthand.domain.stores import queries as stores


def seller_central_link(link: str) -> str:
    """Return the link if it leads to the marketplace's pages for sellers, else nothing.

    The link came in a mail, and a mail may be forged: only https, only a host called
    sellercentral (or sellercentral-…) of a marketplace we know.
    """
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme != "https" or port not in {None, 443} or "@" in parts.netloc:
        return ""
    name, _dot, domain = host.partition(".")
    known = {marketplace.domain for marketplace in stores.marketplaces()}
    is_theirs = name == "sellercentral" or name.startswith("sellercentral-")
    return link if is_theirs and domain in known else ""
