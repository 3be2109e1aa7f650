"""How things are sold, shipped and sent back, with and without a word of the buyer."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from firsthand.cli.demo import shifts
from firsthand.cli.demo.cast import MARKETS, THINGS, Market, Thing
from firsthand.cli.demo.effects import Dimensions, Effects
from firsthand.cli.demo.story import (
    DAY,
    HOUR,
    Buyer,
    Case,
    Sale,
    SentBack,
    Setback,
    Trouble,
)

DEFECTIVE = 4  # The number of the sentence about something that does not work.
DNR = 2  # Of the parcel's troubles: the carrier says it was delivered.
_SHARES = [market.share for market in MARKETS]
_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
# How often what happens to an order, as a share; of those who wrote, and of the others.
_BAD_FEEDBACK = {True: 0.012, False: 0.004}
_GOOD_FEEDBACK = {True: 0.10, False: 0.03}
_CLAIM = {True: 0.006, False: 0.0012}
_CHARGEBACK = {True: 0.002, False: 0.0004}
_LATE_IS_WORSE = 3.0
_RETURN = 0.05
_DECIDED_AFTER = timedelta(hours=36)  # So that some returns still wait for an answer.
# How old an order is, in days, when somebody writes: where a parcel is, after its promise.
_AGE = {"change": (0.05, 0.8), "parcel": (7.2, 16)}
_RETURN_OF_REASON = {"returns": 0.8, "refund": 0.8, "defect": 0.15, "damaged": 0.1}


class Seller:
    """Sells: holds the dice, the time, the story, and who bought before."""

    def __init__(self, dice: random.Random, now: datetime, effects: Effects) -> None:
        self.dice = dice
        self.now = now
        self.effects = effects
        self.earlier: dict[str, list[Buyer]] = {market.code: [] for market in MARKETS}
        self.number = 0

    def buyer(self, market: Market) -> Buyer:
        """Return somebody new, or now and then somebody who has bought before."""
        dice = self.dice
        known = self.earlier[market.code]
        if known and dice.random() < 0.04:
            return dice.choice(known)
        first, last = dice.choice(market.first_names), dice.choice(market.last_names)
        name = f"{last} {first}" if market.language == "ja" else f"{first} {last}"
        local = "".join(dice.choices(_ALPHABET, k=14))
        buyer = Buyer(name, f"{local}@marketplace.{market.domain}", is_alias=True)
        known.append(buyer)
        return buyer

    def sale(
        self, market: Market, thing: Thing, carrier: str, placed: datetime, is_fba: bool
    ) -> Sale:
        """Return an order as it fares by itself, as far as it has come by now."""
        dice = self.dice
        self.number += 1
        promised = (placed + dice.randint(5, 7) * DAY).replace(hour=20, minute=0, second=0)
        sale = Sale(
            market=market,
            number=(
                f"{market.order_starts}{dice.randint(1, 9)}-"
                f"{dice.randint(1000000, 9999999)}-{self.number:07d}"
            ),
            thing=thing,
            quantity=2 if dice.random() < 0.12 else 1,
            is_fba=is_fba,
            carrier=carrier,
            tracking=f"{market.code}{dice.randint(10**10, 10**11 - 1)}",
            place=dice.choice(market.places),
            buyer=self.buyer(market),
            placed_at=placed,
            deliver_by=promised,
            shipped_at=None,
            delivered_at=None,
        )
        told = sale.told()
        hours = dice.lognormvariate(2.3, 0.5) if is_fba else dice.lognormvariate(3.1, 0.4)
        shipped = placed + hours * HOUR * self.effects.factor(
            "slower_shipment", placed, told
        )
        days = 0.8 + dice.lognormvariate(0.75, 0.4)
        arrived = shipped + days * DAY * self.effects.factor(
            "slower_delivery", shipped, told
        )
        sale.shipped_at = _second(shipped)
        sale.delivered_at = _second(arrived)
        return sale

    def quiet(self, *, days: int) -> Sale:
        """Return one more order of the last `days` days whose buyer never wrote."""
        dice = self.dice
        market = dice.choices(MARKETS, _SHARES)[0]
        placed = shifts.arrival(dice, market.code, now=self.now, days=days)
        sale = self.sale(
            market,
            dice.choice(THINGS),
            dice.choice(market.carriers),
            placed,
            is_fba=dice.random() < 0.6,
        )
        if dice.random() < 0.02:
            sale.cancelled, sale.shipped_at, sale.delivered_at = True, None, None
        self.aftermath(sale)
        self.see_only_the_past(sale)
        return sale

    def aftermath(self, sale: Sale, case: Case | None = None) -> None:
        """Decide what an order brings after all: a return, feedback, a claim."""
        if sale.cancelled:
            return
        told = case.told(case.answered_by) if case else sale.told()
        since = case.steps[-1].at if case else sale.delivered_at or sale.deliver_by
        self._return(sale, case)
        when = _second(since + timedelta(days=self.dice.uniform(0.5, 9)))
        if when < self.now:
            sale.setback = self._setback(sale, when, told, has_written=case is not None)

    def _setback(
        self, sale: Sale, when: datetime, told: Dimensions, *, has_written: bool
    ) -> Setback | None:
        factor, chance = self.effects.factor, self.dice.random()
        worse = _LATE_IS_WORSE if sale.is_late(when) else 1.0
        claims = factor("more_claims", when, told) * worse
        bad = factor("more_bad_feedback", when, told) * worse
        bad *= factor("defect", sale.placed_at, told)
        for kind, share, stars in (
            ("claim", _CLAIM[has_written] * claims, None),
            ("chargeback", _CHARGEBACK[has_written] * claims, None),
            ("feedback", _BAD_FEEDBACK[has_written] * bad, (1, 1, 2)),
            ("feedback", _GOOD_FEEDBACK[has_written], (3, 4, 5, 5, 5)),
        ):
            chance -= share
            if chance < 0:
                return Setback(kind, when, self.dice.choice(stars) if stars else None)
        return None

    def _return(self, sale: Sale, case: Case | None) -> None:
        dice, told = self.dice, sale.told()
        key = case.reason.key if case else ""
        if key in ("change", "parcel"):
            return
        share = _RETURN_OF_REASON.get(key, _RETURN)
        share *= self.effects.factor("more_returns", sale.placed_at, told)
        more_defects = self.effects.factor("defect", sale.placed_at, told)
        if dice.random() > min(share * more_defects, 0.95):
            return
        if case and key in ("returns", "refund"):
            asked = case.steps[0].at + timedelta(hours=dice.uniform(-30, 20))
        else:
            asked = (sale.delivered_at or sale.deliver_by) + dice.uniform(0.5, 20) * DAY
        asked = _second(max(asked, sale.placed_at + HOUR))
        arrived = _second(asked + dice.uniform(2, 9) * DAY)
        if asked < self.now:
            broken = key == "defect" or dice.random() < 1 - 0.8 / more_defects
            why = DEFECTIVE if broken else dice.randrange(DEFECTIVE)
            is_back = arrived < self.now
            is_decided = not is_back and asked < self.now - _DECIDED_AFTER
            sale.sent_back = SentBack(
                why, asked, arrived if is_back else None, "Approved" if is_decided else ""
            )

    def see_only_the_past(self, sale: Sale) -> None:
        """Take away what has not happened yet."""
        if sale.shipped_at and sale.shipped_at >= self.now:
            sale.shipped_at = None
        if sale.delivered_at and (not sale.shipped_at or sale.delivered_at >= self.now):
            sale.delivered_at = None

    def asked_about(self, market: Market, trouble: Trouble, at: datetime) -> Sale:
        """Return the order that somebody writes about for this reason at this time."""
        dice, reason = self.dice, trouble.reason.key
        is_new = reason == "change"
        youngest, oldest = _AGE.get(reason, (3, 16))
        placed = _second(at - timedelta(days=dice.uniform(youngest, oldest)))
        is_fba = dice.random() < 0.6
        sale = self.sale(market, trouble.thing, trouble.carrier, placed, is_fba)
        assert sale.shipped_at is not None
        assert sale.delivered_at is not None
        if is_new:
            self._not_packed_yet(sale, at)
            return sale
        if reason == "parcel" and trouble.topic != DNR:
            self._still_on_its_way(sale, at)
        elif sale.delivered_at > at - HOUR:  # It was quicker than most, and is there.
            sale.delivered_at = _second(at - dice.uniform(0.1, 1) * DAY)
            sale.shipped_at = min(sale.shipped_at, sale.delivered_at - DAY)
        return sale

    def _not_packed_yet(self, sale: Sale, at: datetime) -> None:
        assert sale.shipped_at is not None
        assert sale.delivered_at is not None
        if self.dice.random() < 0.3:
            sale.cancelled, sale.shipped_at, sale.delivered_at = True, None, None
        elif sale.shipped_at < at + 6 * HOUR:
            waits = at + 6 * HOUR - sale.shipped_at
            sale.shipped_at += waits
            sale.delivered_at += waits

    def _still_on_its_way(self, sale: Sale, at: datetime) -> None:
        """Let the parcel come after the question; now and then it never does."""
        dice = self.dice
        assert sale.shipped_at is not None
        assert sale.delivered_at is not None
        sale.shipped_at = min(sale.shipped_at, _second(at - 6 * HOUR))
        later = _second(at + dice.uniform(0.3, 5) * DAY)
        sale.delivered_at = max(sale.delivered_at, later)
        if dice.random() < 0.12:
            sale.delivered_at = None


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
