from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse

from firsthand.web.proxy import BelieveOnlyOurProxy

PROXY, STRANGER = "10.0.0.5", "203.0.113.9"


def seen(settings: object, *, sender: str, **headers: str) -> dict[str, str]:
    """Return what the program sees of a request that `sender` made."""
    settings.TRUSTED_PROXY = [PROXY]
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": sender, **headers}
    BelieveOnlyOurProxy(lambda _: HttpResponse())(request)
    return request.META


CLAIMS = [
    "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST",
    "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_REMOTE_USER",
]  # fmt: skip


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_stranger_claims_nothing(settings: object, claim: str) -> None:
    meta = seen(settings, sender=STRANGER, **{claim: "anything"})
    assert claim not in meta
    assert meta["REMOTE_ADDR"] == STRANGER


CHAINS = [
    # X-Forwarded-For as it arrives from our proxy, whom the request is from
    (STRANGER, STRANGER),
    (f"127.0.0.1, {STRANGER}", STRANGER),  # The first part is what the client wrote.
    (f"{STRANGER}, {PROXY}", STRANGER),
    ("", PROXY),
]


@pytest.mark.parametrize(("chain", "client"), CHAINS)
def test_our_proxy_is_believed_about_its_own_neighbour(
    settings: object, chain: str, client: str
) -> None:
    meta = seen(settings, sender=PROXY, HTTP_X_FORWARDED_FOR=chain)
    assert meta["REMOTE_ADDR"] == client
