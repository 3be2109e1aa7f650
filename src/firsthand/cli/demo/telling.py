"""What happens in the demonstration: every order, question and answer, from one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from firsthand.cli.demo import macros, shifts, texts
from firsthand.cli.demo.cast import MARKETS, REASONS, THINGS, Market
from firsthand.cli.demo.effects import Effects
from firsthand.cli.demo.sales import Seller
from firsthand.cli.demo.story import DAY, HOUR, MINUTE, Buyer, Case, Sale, Story, Trouble
from firsthand.cli.demo.work import Desk

# Left for whoever opens the desk: how long ago these questions came, in hours.
_WAITING = (
    31.0, 27.4, 25.6, 24.8, 24.2, 23.9, 23.7, 23.5, 23.3, 23.1, 22.6, 21.9, 21.4, 20.7,
    19.5, 18.2, 16.9, 15.1, 13.4, 11.8, 9.6, 7.3, 5.5, 3.9, 2.2, 1.3, 0.8, 0.4, 0.2,
)  # fmt: skip
QUIET_SALES = 2  # For each ticket: orders whose buyers never write.
_SHARES = [market.share for market in MARKETS]
_REASON_WEIGHTS = {
    market.code: [reason.weight_in(market.code) for reason in REASONS] for market in MARKETS
}
_FAULTS = [thing.fault for thing in THINGS]


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody begins to write: when, where, and whether nobody has answered yet."""

    at: datetime
    market: Market
    waits: bool = False


def tell(
    *, seed: int, now: datetime, tickets: int, days: int, effects: Effects | None = None
) -> Story:
    """Return the conversations and sales of `days` days until `now`; the same for a seed.

    The last conversations wait for an answer with all kinds of time left on their clock.

    Args:
        seed: whatever happens by chance follows from it.
        now: when the story ends (UTC).
        tickets: how many buyers write, before effects change how many.
        days: how long it lasts.
        effects: what is different from an ordinary time.
    """
    dice = random.Random(seed)  # noqa: S311 -- a story, not a secret
    teller = _Teller(dice, now, effects or Effects(), macros.Trial.within(days, now))
    openings = _openings(dice, now, tickets, days)
    cases = [case for opening in openings for case in teller.cases(opening)]
    quiet = [teller.seller.quiet(days=days + 10) for _ in range(QUIET_SALES * tickets)]
    cases += [
        teller.notice(sale)
        for sale in quiet
        if sale.sent_back and dice.random() < 0.1 and sale.sent_back.asked_at < now - HOUR
    ]
    cases.sort(key=lambda case: (case.steps[0].at, case.case_id))
    return Story(cases, quiet)


def _openings(dice: random.Random, now: datetime, tickets: int, days: int) -> list[Opening]:
    waiting = _WAITING[:: max(1, 20 * len(_WAITING) // tickets)]
    openings = [
        Opening(shifts.arrival(dice, market.code, now=now, days=days), market)
        for market in dice.choices(MARKETS, _SHARES, k=tickets - len(waiting))
    ]
    openings += [
        Opening(now - hours * HOUR, dice.choices(MARKETS, _SHARES)[0], waits=True)
        for hours in waiting
    ]
    return sorted(openings, key=lambda opening: opening.at)


class _Teller:
    """Tells one case after the other: who writes, about what, and what comes of it."""

    def __init__(
        self, dice: random.Random, now: datetime, effects: Effects, trial: macros.Trial
    ) -> None:
        self.dice = dice
        self.now = now
        self.effects = effects
        self.seller = Seller(dice, now, effects)
        self.desk = Desk(dice, now, effects, trial)

    def cases(self, opening: Opening) -> Iterator[Case]:
        """Yield one case, or as many as the story makes of it.

        Further ones have the same trouble with another order, a little earlier or later.
        """
        trouble = self._trouble(opening.market)
        first = self._begun(opening, trouble)
        times = self._times(first, opening.at)
        if opening.waits:
            times = max(times, 1.0)
        for number in range(int(times) + (self.dice.random() < times % 1)):
            if number == 0:
                yield self._told(first, opening.at, waits=opening.waits)
                continue
            shifted = opening.at + timedelta(hours=self.dice.uniform(-2, 2))
            at = min(shifted, self.now - 30 * MINUTE)
            begun = self._begun(Opening(at, opening.market), trouble)
            yield self._told(begun, at, waits=False)

    def _times(self, case: Case, at: datetime) -> float:
        """Return how many times as often as in ordinary times somebody writes so."""
        sale, told, factor = case.sale, case.told(), self.effects.factor
        times = factor("more_contacts", at, told)
        if case.reason.key == "defect":
            times *= factor("defect", sale.placed_at, told)
        if case.reason.key == "parcel":
            times *= factor("slower_delivery", sale.shipped_at or sale.placed_at, told)
            times *= factor("slower_shipment", sale.placed_at, told)
        return times

    def _trouble(self, market: Market) -> Trouble:
        dice = self.dice
        reason = dice.choices(REASONS, _REASON_WEIGHTS[market.code])[0]
        return Trouble(
            reason=reason,
            topic=dice.randrange(len(reason.topics)),
            thing=dice.choices(THINGS, _FAULTS)[0],
            carrier=dice.choice(market.carriers),
        )

    def _begun(self, opening: Opening, trouble: Trouble) -> Case:
        """Return a case with its order, and nothing written yet."""
        dice, market, at = self.dice, opening.market, opening.at
        reason, topic = trouble.reason, trouble.topic
        sale = self.seller.asked_about(market, trouble, at)
        by_plain_mail = dice.random() < 0.06
        buyer = sale.buyer
        if by_plain_mail:
            address = f"buyer{self.seller.number}@mail.example"
            buyer = Buyer(buyer.name, address, is_alias=False)
        fill = _fill(dice, sale, at)
        return Case(
            market=market,
            buyer=buyer,
            sale=sale,
            reason=reason,
            topic=topic,
            subject=texts.subject(dice, market.language, reason, topic, fill),
            by_plain_mail=by_plain_mail,
            case_id=f"{dice.getrandbits(40):010x}",
            fill=fill,
        )

    def _told(self, case: Case, at: datetime, *, waits: bool) -> Case:
        """Tell all that happens on a case until now."""
        steps = self.desk.left_waiting(case, at) if waits else self.desk.handled(case, at)
        case.steps = self.desk.until_now(steps)
        self.seller.aftermath(case.sale, case)
        self.seller.see_only_the_past(case.sale)
        return case

    def notice(self, sale: Sale) -> Case:
        """Tell a notice of the marketplace about an order nobody has written about."""
        assert sale.sent_back is not None
        market = sale.market
        case = Case(
            market=market,
            buyer=sale.buyer,
            sale=sale,
            reason=next(reason for reason in REASONS if reason.key == "returns"),
            topic=0,
            subject=texts.notice_subject(market.language, sale.number),
            by_plain_mail=False,
            case_id=f"{self.dice.getrandbits(40):010x}",
            fill=_fill(self.dice, sale, sale.sent_back.asked_at),
        )
        case.steps = [self.desk.notice(case, sale.sent_back.asked_at)]
        return case


def _fill(dice: random.Random, sale: Sale, at: datetime) -> dict[str, str]:
    language = sale.market.language
    calls_himself = sale.buyer.name.split()[0]  # The first name; in Japan the family's.
    promised: date = min(sale.deliver_by, at - DAY).date()
    return {
        "product": sale.thing.name,
        "kind": sale.thing.kinds[language],
        "part": sale.thing.parts[language],
        "order": sale.number,
        "bought": texts.day_name(sale.placed_at.date(), language),
        "promised": texts.day_name(promised, language),
        "carrier": sale.carrier,
        "tracking": sale.tracking,
        "place": sale.place,
        "name": calls_himself,
        "agent": "",
    } | texts.days(dice, language, at)
