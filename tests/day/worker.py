"""The worker of `make day`: runs what is due, in the time of the fake."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.connectors.amazon.client import Client
    from firsthand.domain.accounts.models import MarketplaceAccount


@dataclass(frozen=True)
class SimulatedTime:
    """The fake's time, told by this machine's clock: so many times as fast."""

    began: datetime
    at: float
    speed: float

    def now(self) -> datetime:
        return self.began + timedelta(seconds=(time.time() - self.at) * self.speed)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / self.speed)


def main() -> int:
    """Work until killed; each half hour of the fake's a line about how it went."""
    told = json.loads(os.environ["DAY"])
    sim = SimulatedTime(datetime.fromisoformat(told["began"]), told["at"], told["speed"])
    os.environ["DJANGO_SETTINGS_MODULE"] = "firsthand.settings.test"
    import django

    django.setup()
    from django.db import connections

    connections["default"].settings_dict.update(told["database"])
    from firsthand.wiring import amazon_running

    around = amazon_running.Surroundings(_clients(sim), sim.now)
    amazon_running.plan(at=sim.now())
    while True:
        went = amazon_running.run_due(around, within=timedelta(seconds=30))
        if went["failed"]:
            print(f"{sim.now():%H:%M} {dict(went)}", flush=True)
        sim.sleep(20)


def _clients(sim: SimulatedTime) -> Callable[[MarketplaceAccount], Client]:
    from firsthand.connectors.amazon.client import Account, Client, Clock
    from firsthand.connectors.amazon.line import Line
    from firsthand.connectors.amazon.operations import Operations
    from firsthand.connectors.amazon.shared_pacing import SharedPacing
    from firsthand.connectors.amazon.tokens import Credentials
    from firsthand.foundation import secrets
    from firsthand.wiring import amazon
    from firsthand.wiring.amazon_running import LONGEST_WAIT

    line = Line()
    known: dict[int, Client] = {}

    def client_of(account: MarketplaceAccount) -> Client:
        if account.pk not in known:
            credentials = Credentials(
                account.client_id,
                secrets.decrypt(account.client_secret_encrypted),
                secrets.decrypt(account.refresh_token_encrypted),
            )
            name = str(account.pk)
            known[account.pk] = Client(
                Account(name, credentials, amazon.place_of(account)),
                pacing=SharedPacing(name, now=sim.now),
                operations=Operations.ours(),
                line=line,
                clock=Clock(sim.now, sim.sleep),
            ).waiting_at_most(LONGEST_WAIT)
        return known[account.pk]

    return client_of


if __name__ == "__main__":
    sys.exit(main())
