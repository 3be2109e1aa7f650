"""All who call for an account share its rates, and Amazon's word on them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from firsthand.connectors.amazon.client import Clock
from firsthand.connectors.amazon.operations import Operations
from firsthand.connectors.amazon.shared_pacing import SharedPacing
from firsthand.connectors.amazon.troubles import Throttled
from firsthand.foundation.http_serving import Call, Reply
from firsthand.foundation.pacing.models import PaceBucket
from tests.connectors.amazon.playing import OF_ORDER, client_at, playing, serving

ASK = "getMessagingActionsForOrder"
NONE = timedelta(0)


@pytest.mark.django_db(transaction=True)
def test_threads_that_call_at_once_never_run_into_amazons_limit() -> None:
    def call(_number: int) -> bool:
        client = client_at(fake.address, pacing=SharedPacing("7"), clock=Clock())
        try:
            client.call(ASK, OF_ORDER, within=timedelta(seconds=0.9))
        except Throttled:
            return False
        finally:
            connection.close()
        return True

    with playing(is_throttled=True) as fake, ThreadPoolExecutor(6) as pool:
        done = list(pool.map(call, range(12)))
        assert fake.throttling is not None
        assert not fake.throttling.refusals
    # Five are in the bucket, and one is left there.
    assert sum(done) >= 4


@pytest.mark.django_db
def test_who_would_wait_too_long_is_told_when_to_come_again() -> None:
    pacing, feed = SharedPacing("7"), Operations.ours().named("createFeed")
    assert [pacing.turn(feed, NONE) for _ in range(14)] == [NONE] * 14
    with pytest.raises(Throttled) as raised:
        pacing.turn(feed, timedelta(seconds=100))
    assert timedelta(seconds=119) < raised.value.again_after < timedelta(seconds=121)
    assert pacing.turn(feed, timedelta(seconds=121)) > timedelta(seconds=119)
    assert SharedPacing("8").turn(feed, NONE) == NONE


@pytest.mark.django_db
def test_a_429_closes_the_bucket_for_all_and_a_success_tells_the_rate() -> None:
    replies = [
        Reply(200, b"{}", headers={"x-amzn-RateLimit-Limit": "0.25"}),
        Reply(429, b"{}", headers={"Retry-After": "40"}),
    ]

    def answer(_call: Call) -> Reply:
        return replies.pop(0)

    with serving(answer) as address:
        client = client_at(address, pacing=SharedPacing("7"))
        client.call(ASK, OF_ORDER)
        bucket = PaceBucket.objects.get(name=f"amazon/7/messaging.{ASK}")
        assert bucket.learned_every == timedelta(seconds=4)
        with pytest.raises(Throttled) as raised:
            client.call(ASK, OF_ORDER, within=timedelta(seconds=20))
    assert raised.value.again_after >= timedelta(seconds=40)
    with pytest.raises(Throttled):
        SharedPacing("7").turn(Operations.ours().named(ASK), timedelta(seconds=30))
    assert Operations.ours().named(ASK).rate == Decimal(1)
