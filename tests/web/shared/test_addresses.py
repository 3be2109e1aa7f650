"""Nobody is sent anywhere but to our own pages, whatever a header or a field says."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.web.shared.addresses import ours

HOST = "testserver"
PLACES = [
    # address, whether it is ours when asked by http, and by https
    ("/queue/mine/?page=2", True, True),
    (f"http://{HOST}/queue/", True, False),
    (f"https://{HOST}/queue/", False, True),
    (f"//{HOST}/queue/", True, False),
    (f"http://{HOST}:8080/", False, False),
    (f"http://{HOST}.evil.example/", False, False),
    (f"http://{HOST}@evil.example/", False, False),
    ("https://evil.example/queue/", False, False),
    ("//evil.example/", False, False),
    ("///evil.example/", False, False),
    ("/\\evil.example/", False, False),
    ("javascript:alert(1)", False, False),
    ("data:text/html,x", False, False),
    (" http://evil.example/", False, False),
    ("http:///evil.example/", False, False),
    ("http://[::1", False, False),
    ("", False, False),
]


@pytest.mark.parametrize(("address", "by_http", "by_https"), PLACES)
def test_only_an_address_of_this_scheme_and_host_is_followed(
    address: str, by_http: bool, by_https: bool
) -> None:
    for is_secure, is_ours in ((False, by_http), (True, by_https)):
        request = RequestFactory().get("/", secure=is_secure)
        found = ours(request, address, otherwise="/elsewhere/")
        assert found == (address if is_ours else "/elsewhere/")


@settings(deadline=None)  # A machine under load is no failure.
@given(st.text(alphabet="/\\:@#?.[] \t\n%htpsevilax-", max_size=30))
def test_no_text_at_all_breaks_it(address: str) -> None:
    assert ours(RequestFactory().get("/"), address, otherwise="/") in {address, "/"}
