"""What happens in the demonstration: every order, question and answer, from one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from firsthand.cli.demo import shifts, tags, texts
from firsthand.cli.demo.cast import MARKETS, REASONS, THINGS, Market, Reason, Thing
from firsthand.domain.tickets.commands import Sheet

StepKind = Literal["ask", "reply", "note", "assign", "solve", "no_response"]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

# Left for whoever opens the desk: how long ago these questions came, in hours.
_WAITING = (
    31.0, 27.4, 25.6, 24.8, 24.2, 23.9, 23.7, 23.5, 23.3, 23.1, 22.6, 21.9, 21.4, 20.7,
    19.5, 18.2, 16.9, 15.1, 13.4, 11.8, 9.6, 7.3, 5.5, 3.9, 2.2, 1.3, 0.8, 0.4, 0.2,
)  # fmt: skip


@dataclass(frozen=True)
class Buyer:
    """A buyer of one market. The address is an alias there, or his own by plain mail."""

    name: str
    address: str
    is_alias: bool


@dataclass(frozen=True)
class Sale:
    """One order with its parcel; quantities and sums follow from the thing."""

    number: str
    thing: Thing
    quantity: int
    is_fba: bool
    carrier: str
    tracking: str
    place: str
    buyer: Buyer
    placed_at: datetime
    deliver_by: datetime
    delivered_at: datetime | None
    cancelled: bool = False


@dataclass(frozen=True)
class Step:
    """One thing somebody does on a ticket. `by` is a colleague's key, "" the buyer."""

    kind: StepKind
    at: datetime
    by: str = ""
    text: str = ""
    reply_kind: str = ""
    sheet: Sheet | None = None  # What a reply, too, closes the ticket with.
    has_html: bool = False
    photos: tuple[int, ...] = ()  # Numbers that each make a picture of their own.


@dataclass
class Case:
    """One ticket: who wrote about what, and all that followed."""

    market: Market
    buyer: Buyer
    sale: Sale
    reason: Reason
    topic: int
    subject: str
    by_plain_mail: bool
    case_id: str
    fill: dict[str, str]
    steps: list[Step] = field(default_factory=list)
    setback: tuple[str, datetime, int | None] | None = None  # Kind, when, stars.
    returned_at: datetime | None = None


def tell(*, seed: int, now: datetime, tickets: int, days: int = 30) -> list[Case]:
    """Return the cases of `days` days until `now`, oldest first; the same for a seed.

    The last ones wait for an answer with all kinds of time left on their clock.
    """
    dice = random.Random(seed)  # noqa: S311 -- a story, not a secret
    waiting = _WAITING[:: max(1, 20 * len(_WAITING) // tickets)]
    openings = [
        (shifts.arrival(dice, market.code, now=now, days=days), market, False)
        for market in dice.choices(
            MARKETS, [market.share for market in MARKETS], k=tickets - len(waiting)
        )
    ]
    for hours in waiting:
        market = dice.choices(MARKETS, [market.share for market in MARKETS])[0]
        openings.append((now - hours * HOUR, market, True))
    openings.sort(key=lambda opening: opening[0])
    teller = _Teller(dice, now)
    return [teller.case(at, market, waits=waits) for at, market, waits in openings]


class _Teller:
    """Holds what is common to all cases: the dice, the time, who bought before."""

    def __init__(self, dice: random.Random, now: datetime) -> None:
        self.dice = dice
        self.now = now
        self.earlier: dict[str, list[Buyer]] = {market.code: [] for market in MARKETS}
        self.number = 0

    def case(self, at: datetime, market: Market, *, waits: bool) -> Case:
        dice = self.dice
        self.number += 1
        reason = dice.choices(
            REASONS, [reason.weight_in(market.code) for reason in REASONS]
        )[0]
        thing = dice.choices(THINGS, [thing.fault for thing in THINGS])[0]
        topic = dice.randrange(len(reason.topics))
        by_plain_mail = dice.random() < 0.06
        buyer = self._buyer(market)
        sale = self._sale(market, buyer, thing, reason, at)
        if by_plain_mail:
            buyer = Buyer(buyer.name, f"buyer{self.number}@mail.example", is_alias=False)
        fill = _fill(dice, market, buyer, sale, at)
        case = Case(
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
        steps = self._left_waiting(case, at) if waits else self._handled(case, at)
        case.steps = [
            replace(step, at=step.at.replace(microsecond=0))
            for step in sorted(steps, key=lambda step: step.at)
            if step.at <= self.now - 3 * MINUTE
        ]
        self._aftermath(case)
        return case

    def _buyer(self, market: Market) -> Buyer:
        """Return somebody new, or now and then somebody who has written before."""
        dice = self.dice
        known = self.earlier[market.code]
        if known and dice.random() < 0.04:
            return dice.choice(known)
        first, last = dice.choice(market.first_names), dice.choice(market.last_names)
        name = f"{last} {first}" if market.language == "ja" else f"{first} {last}"
        local = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=14))
        domain = {"US": "amazon.com", "DE": "amazon.de", "JP": "amazon.co.jp"}[market.code]
        buyer = Buyer(name, f"{local}@marketplace.{domain}", is_alias=True)
        known.append(buyer)
        return buyer

    def _sale(
        self, market: Market, buyer: Buyer, thing: Thing, reason: Reason, at: datetime
    ) -> Sale:
        dice = self.dice
        age = dice.uniform(0.05, 0.8) if reason.key == "change" else dice.uniform(3, 16)
        placed = at - timedelta(days=age)
        promised = (placed + dice.randint(3, 6) * DAY).replace(hour=20, minute=0, second=0)
        arrived = placed + timedelta(days=dice.uniform(2, 5))
        is_here = reason.key not in ("parcel", "change") and arrived < at
        return Sale(
            number=(
                f"{market.order_starts}{dice.randint(1, 9)}-"
                f"{dice.randint(1000000, 9999999)}-{self.number:07d}"
            ),
            thing=thing,
            quantity=2 if dice.random() < 0.12 else 1,
            is_fba=dice.random() < 0.6,
            carrier=dice.choice(market.carriers),
            tracking=f"{market.code}{dice.randint(10**10, 10**11 - 1)}",
            place=dice.choice(market.places),
            buyer=buyer,
            placed_at=placed,
            deliver_by=promised,
            delivered_at=arrived if is_here else None,
            cancelled=reason.key == "change" and dice.random() < 0.3,
        )

    def _left_waiting(self, case: Case, at: datetime) -> Iterator[Step]:
        """Tell a case nobody has answered yet."""
        dice = self.dice
        yield self._ask(case, at)
        if dice.random() < 0.25:
            later = at + dice.uniform(0.3, 0.8) * (self.now - at)
            yield self._follow_up(case, later, "nudge")
        if dice.random() < 0.5:
            agent = dice.choice(shifts.agents_of(case.market.code))
            taken = at + dice.uniform(0.2, 0.9) * (self.now - at)
            yield Step("assign", taken, by=agent.key)
            if dice.random() < 0.3:
                yield self._note(case, taken + 2 * MINUTE, agent.key)

    def _handled(self, case: Case, at: datetime) -> Iterator[Step]:
        """Tell a case from the question to, mostly, its end."""
        dice = self.dice
        yield self._ask(case, at)
        agent, answered = shifts.answer_time(dice, case.market.code, at)
        if dice.random() < 0.35:
            opened = answered - dice.uniform(0.05, 0.3) * (answered - at)
            yield Step("assign", opened, by=agent.key)
        if dice.random() < 0.06:
            yield self._note(case, answered - 0.03 * (answered - at), agent.key)
        detour = dice.random()
        if detour < case.reason.asks_for_details:
            yield self._interim(case, answered, agent.key, "info_request")
            at = answered + dice.uniform(1, 20) * HOUR
            yield self._follow_up(case, at, "info_supplied")
            _same, answered = shifts.answer_time(dice, case.market.code, at)
        elif detour > 0.94:
            yield self._interim(case, answered, agent.key, "holding")
            at, answered = answered, answered + dice.uniform(16, 60) * HOUR
            if answered - at > 52 * HOUR:
                yield self._follow_up(case, at + 50 * HOUR, "chase")
        answer = dice.choice(case.reason.topics[case.topic].answers)
        reply = self._reply(case, answered, agent.key, answer)
        yield reply
        yield from self._afterwards(case, reply, agent, answer)

    def _afterwards(
        self, case: Case, reply: Step, agent: shifts.Colleague, answer: int
    ) -> Iterator[Step]:
        """Tell whether the buyer writes again, or says thanks, and when it is closed."""
        dice, market = self.dice, case.market
        if dice.random() < case.reason.comes_back * agent.comes_back:
            at = reply.at + timedelta(days=min(dice.lognormvariate(0.3, 0.9), 12))
            fill = case.fill | _days(dice, market.language, at - 4 * DAY)
            text = texts.again(dice, market.language, case.reason, answer, fill)
            yield Step("ask", at, text=text)
            agent, answered = shifts.answer_time(dice, market.code, at)
            answer = dice.choice(case.reason.topics[case.topic].answers)
            reply = self._reply(case, answered, agent.key, answer)
            yield reply
        elif dice.random() < 0.04:
            at = reply.at + dice.uniform(0.2, 9) * HOUR
            yield self._follow_up(case, at, "thanks")
            agent, seen = shifts.answer_time(dice, market.code, at)
            yield Step("no_response", seen, by=agent.key)
            yield self._close(case, seen + MINUTE, agent.key, answer)
            return
        if reply.sheet is None:  # Kept open to see whether it helped.
            later = reply.at + dice.uniform(1, 4) * DAY
            yield self._close(case, later, agent.key, answer)

    def _aftermath(self, case: Case) -> None:
        """Decide what the order brings after all: a return, feedback, a claim."""
        dice = self.dice
        last = case.steps[-1].at
        when = last + timedelta(days=dice.uniform(0.5, 9))
        chance = dice.random()
        if when < self.now:
            if chance < 0.006:
                case.setback = ("claim", when, None)
            elif chance < 0.008:
                case.setback = ("chargeback", when, None)
            elif chance < 0.02:
                case.setback = ("feedback", when, dice.choice((1, 1, 2)))
            elif chance < 0.13:
                case.setback = ("feedback", when, dice.choice((3, 4, 5, 5, 5)))
        if case.reason.key in ("returns", "refund") and dice.random() < 0.8:
            case.returned_at = case.steps[0].at + timedelta(hours=dice.uniform(-30, 20))

    def _ask(self, case: Case, at: datetime) -> Step:
        dice = self.dice
        photos = (
            tuple(dice.getrandbits(30) for _ in range(dice.choice((1, 1, 2))))
            if dice.random() < case.reason.has_photo
            else ()
        )
        text = texts.question(
            dice, case.market.language, case.reason, case.topic, case.fill,
            has_photo=bool(photos),
        )  # fmt: skip
        return Step("ask", at, text=text, has_html=dice.random() < 0.2, photos=photos)

    def _follow_up(self, case: Case, at: datetime, kind: str) -> Step:
        fill = case.fill | _days(self.dice, case.market.language, at)
        text = texts.follow_up(self.dice, case.market.language, kind, fill)
        return Step("ask", at, text=text)

    def _reply(self, case: Case, at: datetime, agent: str, answer: int) -> Step:
        dice = self.dice
        fill = self._fill_of_agent(case, at, agent)
        text = texts.solution(dice, case.market.language, case.reason, answer, fill)
        sheet = self._sheet(case, answer) if dice.random() < 0.88 else None
        return Step("reply", at, by=agent, text=text, reply_kind="resolution", sheet=sheet)

    def _close(self, case: Case, at: datetime, agent: str, answer: int) -> Step:
        return Step("solve", at, by=agent, sheet=self._sheet(case, answer))

    def _sheet(self, case: Case, answer: int) -> Sheet:
        """Return how this case is tagged: the same for the same case and answer."""
        dice = random.Random(f"{case.case_id}{answer}")  # noqa: S311 -- a story, not a secret
        return tags.sheet(dice, case.reason, case.topic, answer)

    def _interim(self, case: Case, at: datetime, agent: str, kind: str) -> Step:
        fill = self._fill_of_agent(case, at, agent)
        text = texts.interim(self.dice, case.market.language, kind, fill)
        return Step("reply", at, by=agent, text=text, reply_kind=kind)

    def _fill_of_agent(self, case: Case, at: datetime, agent: str) -> dict[str, str]:
        colleague = shifts.BY_KEY[agent]
        signs = colleague.family_name if case.market.language == "ja" else colleague.name
        return case.fill | _days(self.dice, case.market.language, at) | {"agent": signs}

    def _note(self, case: Case, at: datetime, agent: str) -> Step:
        language = shifts.BY_KEY[agent].language
        return Step("note", at, by=agent, text=texts.note(self.dice, language, case.fill))


def _fill(
    dice: random.Random, market: Market, buyer: Buyer, sale: Sale, at: datetime
) -> dict[str, str]:
    language = market.language
    calls_himself = buyer.name.split()[0]  # The first name; in Japan the family's.
    return {
        "product": sale.thing.name,
        "kind": sale.thing.kinds[language],
        "part": sale.thing.parts[language],
        "order": sale.number,
        "bought": texts.day_name(sale.placed_at.date(), language),
        "promised": texts.day_name(min(sale.deliver_by, at - DAY).date(), language),
        "carrier": sale.carrier,
        "tracking": sale.tracking,
        "place": sale.place,
        "name": calls_himself,
        "agent": "",
    } | _days(dice, language, at)


def _days(dice: random.Random, language: str, at: datetime) -> dict[str, str]:
    soon: date = at.date() + timedelta(days=dice.randint(2, 6))
    return {"day": texts.day_name(soon, language), "days": str(dice.randint(3, 13))}
