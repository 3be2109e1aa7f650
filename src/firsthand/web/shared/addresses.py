"""Where a form may send somebody next: nowhere but to our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def ours(request: HttpRequest, address: str, *, otherwise: str) -> str:
    """Return `address` if it is on this very scheme and host, else `otherwise`.

    A path alone is ours. It comes from a header or a field, so anybody may have written it.
    """
    is_here = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    # What is allowed by then may still lead from http to a port that speaks https.
    return (
        address
        if is_here and urlsplit(address).scheme in {"", request.scheme}
        else otherwise
    )
