"""What the shop's people make of a question: they answer, ask back, hand over, close."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from firsthand.cli.demo import macros, shifts, tags, texts
from firsthand.cli.demo.cast import Colleague
from firsthand.cli.demo.effects import Effects
from firsthand.cli.demo.story import DAY, HOUR, MINUTE, Case, Step
from firsthand.domain.tickets.commands import Sheet

LEAD = "maya"
# How often an ordinary conversation takes a turn, as a share.
_OPENED_BEFORE = 0.35
_NOTE = 0.06
_HOLDING = 0.06
_TRANSFER = 0.04
_THANKS = 0.04
_OUT_OF_OFFICE = 0.008
_BOUNCE = 0.004
_REOPENED = 0.006
_CORRECTED = 0.5  # Of the tags that are wrong.
_CLOSED_AT_ONCE = 0.88
_NOTICE = {"returns": 0.25, "refund": 0.2}
_MOST_RETURNS = 3
_LONGEST_LOOK = 3 * HOUR


class Desk:
    """Tells the steps of one case after the other."""

    def __init__(
        self, dice: random.Random, now: datetime, effects: Effects, trial: macros.Trial
    ) -> None:
        self.dice = dice
        self.now = now
        self.effects = effects
        self.trial = trial

    def until_now(self, steps: Iterable[Step]) -> list[Step]:
        """Return the steps in order and to the second, without those still to come."""
        told = [
            replace(step, at=step.at.replace(microsecond=0))
            if step.at.microsecond
            else step
            for step in steps
        ]
        began = min(step.at for step in told if step.is_mail)
        latest = self.now - 3 * MINUTE
        return sorted(
            (
                # Nobody looks at a ticket that is not there yet.
                replace(step, at=began + MINUTE)
                if step.until and step.at < began + MINUTE
                else step
                for step in told
                if (step.until or step.at) <= latest
            ),
            key=lambda step: step.at,
        )

    def left_waiting(self, case: Case, at: datetime) -> Iterator[Step]:
        """Tell a case nobody has answered yet."""
        dice = self.dice
        yield self._ask(case, at)
        if dice.random() < 0.25:
            later = at + dice.uniform(0.3, 0.8) * (self.now - at)
            yield self._follow_up(case, later, "nudge")
        if dice.random() < 0.5:
            agent = dice.choice(shifts.agents_of(case.market.code))
            taken = at + dice.uniform(0.2, 0.9) * (self.now - at)
            yield Step("assign", taken, by=agent.key, to=agent.key)
            if dice.random() < 0.3:
                yield self._note(case, taken + 2 * MINUTE, agent.key)

    def handled(self, case: Case, at: datetime) -> Iterator[Step]:
        """Tell a case from the question to, mostly, its end."""
        dice = self.dice
        yield self._ask(case, at)
        agent, answered = self._answered(case, at)
        yield from self._before_answering(case, at, agent, answered)
        if dice.random() < self._share(_TRANSFER, "more_transfers", case, at, agent):
            others = [a for a in shifts.agents_of(case.market.code) if a is not agent]
            other = dice.choice(others)
            taken, given = answered - 2 * MINUTE, answered - MINUTE
            yield Step("assign", taken, by=agent.key, to=agent.key)
            yield Step("assign", given, by=LEAD, to=other.key)
            agent, answered = other, shifts.next_on_shift(other, given + 40 * MINUTE)
        detour = dice.random()
        if detour < case.reason.asks_for_details:
            yield from self._interim(case, answered, agent.key, "info_request")
            at = answered + dice.uniform(1, 20) * HOUR
            yield self._follow_up(case, at, "info_supplied")
            _same, answered = self._answered(case, at)
        elif detour > 1 - _HOLDING:
            yield from self._interim(case, answered, agent.key, "holding")
            at, answered = answered, answered + dice.uniform(16, 60) * HOUR
            if answered - at > 52 * HOUR:
                yield self._follow_up(case, at + 50 * HOUR, "chase")
        yield from self._resolved(case, agent, answered)

    def _before_answering(
        self, case: Case, at: datetime, agent: Colleague, answered: datetime
    ) -> Iterator[Step]:
        dice = self.dice
        if dice.random() < _OPENED_BEFORE:
            opened = answered - dice.uniform(0.05, 0.3) * (answered - at)
            yield Step("assign", opened, by=agent.key, to=agent.key)
        if dice.random() < _NOTE:
            yield self._note(case, answered - 0.03 * (answered - at), agent.key)
        if dice.random() < _NOTICE.get(case.reason.key, 0.0) and not case.by_plain_mail:
            yield self.notice(case, at + dice.uniform(0.1, 0.9) * (answered - at))

    def _resolved(self, case: Case, agent: Colleague, at: datetime) -> Iterator[Step]:
        """Tell the answer, and how often the buyer has to write again after all."""
        dice = self.dice
        for number in range(_MOST_RETURNS + 1):
            answer = dice.choice(case.reason.topics[case.topic].answers)
            reply = self._reply(case, at, agent.key, answer)
            made = None if number else macros.chosen(case, answer, at, self.trial)
            if made is not None:
                reply = self._made(case, reply, made)
            yield self._look(case, reply.at, agent, minutes=4.5 if made else 5.5)
            yield reply
            if number == 0 and dice.random() < _OUT_OF_OFFICE:
                yield self._out_of_office(case, reply.at + 2 * MINUTE)
            share = case.reason.comes_back * agent.comes_back * 0.6**number
            share *= made.comes_back if made else 1.0
            share = self._share(share, "more_recontacts", case, reply.at, agent)
            if number == _MOST_RETURNS or dice.random() >= share:
                yield from self._end(case, reply, agent, answer)
                return
            asked = reply.at + timedelta(days=min(dice.lognormvariate(0.3, 0.9), 12))
            yield self._again(case, asked, answer)
            agent, at = self._answered(case, asked)

    def _end(
        self, case: Case, reply: Step, agent: Colleague, answer: int
    ) -> Iterator[Step]:
        """Tell what follows the last answer: thanks, a mail that came back, the end."""
        dice, turn = self.dice, self.dice.random()
        if turn < _THANKS:
            at = reply.at + dice.uniform(0.2, 9) * HOUR
            yield self._follow_up(case, at, "thanks")
            agent, seen = self._answered(case, at)
            yield Step("no_response", seen, by=agent.key)
            yield from self._close(case, seen + MINUTE, agent, answer)
        elif turn < _THANKS + _BOUNCE:
            yield Step("bounce", reply.at + MINUTE)
            agent, at = self._answered(case, reply.at + MINUTE)
            again = replace(self._reply(case, at, agent.key, answer), sheet=reply.sheet)
            yield again
            if again.sheet is None:
                yield from self._close(case, at + HOUR, agent, answer)
        elif reply.sheet is None:  # Kept open to see whether it helped.
            later = shifts.next_on_shift(agent, reply.at + dice.uniform(1, 4) * DAY)
            yield from self._close(case, later, agent, answer)
        elif turn > 1 - _REOPENED:
            at = shifts.next_on_shift(agent, reply.at + DAY)
            yield Step("reopen", at, by=agent.key)
            yield self._note(case, at + 3 * MINUTE, agent.key)
            yield from self._close(case, at + 12 * MINUTE, agent, answer)
        else:
            yield from self._corrected(case, reply.at, answer)

    def _corrected(self, case: Case, closed: datetime, answer: int) -> Iterator[Step]:
        """Tell how the lead puts a wrong tag right, some days later."""
        right = tags.reason_of(case.reason, case.topic)
        is_wrong = self._sheet(case, answer).reason != right
        if is_wrong and self.dice.random() < _CORRECTED:
            at = shifts.next_on_shift(
                shifts.BY_KEY[LEAD], closed + self.dice.uniform(1, 6) * DAY
            )
            yield Step("tag", at, by=LEAD, sheet=Sheet(reason=right))

    def _close(
        self, case: Case, at: datetime, agent: Colleague, answer: int
    ) -> Iterator[Step]:
        yield self._look(case, at, agent, minutes=0.8)
        yield Step("solve", at, by=agent.key, sheet=self._sheet(case, answer))

    def _answered(self, case: Case, asked: datetime) -> tuple[Colleague, datetime]:
        """Return who answers a message, and when."""
        agent, at = shifts.answer_time(self.dice, case.market.code, asked)
        factor = self.effects.factor("longer_wait", asked, case.told(agent.key))
        # Not moved into somebody's hours again: it would be far more than the factor.
        return agent, asked + factor * (at - asked)

    def _share(
        self, share: float, kind: str, case: Case, at: datetime, agent: Colleague
    ) -> float:
        return min(share * self.effects.factor(kind, at, case.told(agent.key)), 0.95)

    def _look(self, case: Case, until: datetime, agent: Colleague, minutes: float) -> Step:
        """Return the stretch of time somebody had the ticket before them."""
        factor = self.effects.factor("longer_handling", until, case.told(agent.key))
        looked = minutes * self.dice.lognormvariate(0, 0.55) * factor * MINUTE
        until = until.replace(microsecond=0)
        return Step("focus", until - min(looked, _LONGEST_LOOK), by=agent.key, until=until)

    def _ask(self, case: Case, at: datetime) -> Step:
        dice = self.dice
        photos = (
            tuple(dice.getrandbits(24) for _ in range(dice.choice((1, 1, 2))))
            if dice.random() < case.reason.has_photo
            else ()
        )
        text = texts.question(
            dice, case.market.language, case.reason, case.topic, case.fill,
            has_photo=bool(photos),
        )  # fmt: skip
        return Step("ask", at, text=text, has_html=dice.random() < 0.2, photos=photos)

    def _again(self, case: Case, at: datetime, answer: int) -> Step:
        fill = case.fill | texts.days(self.dice, case.market.language, at - 4 * DAY)
        text = texts.again(self.dice, case.market.language, case.reason, answer, fill)
        return Step("ask", at, text=text)

    def _follow_up(self, case: Case, at: datetime, kind: str) -> Step:
        fill = case.fill | texts.days(self.dice, case.market.language, at)
        text = texts.follow_up(self.dice, case.market.language, kind, fill)
        return Step("ask", at, text=text)

    def _reply(self, case: Case, at: datetime, agent: str, answer: int) -> Step:
        fill = self._fill_of_agent(case, at, agent)
        text = texts.solution(self.dice, case.market.language, case.reason, answer, fill)
        at_once = self.dice.random() < _CLOSED_AT_ONCE
        sheet = self._sheet(case, answer) if at_once else None
        return Step("reply", at, by=agent, text=text, reply_kind="resolution", sheet=sheet)

    def _made(self, case: Case, reply: Step, made: macros.Chosen) -> Step:
        """Return the reply as it is made from a macro."""
        fill = self._fill_of_agent(case, reply.at, reply.by)
        said, sent = macros.letter(case, made, fill)
        return replace(reply, text=sent, macro=made.name, made=said)

    def _sheet(self, case: Case, answer: int) -> Sheet:
        """Return how this case is tagged: the same for the same case and answer."""
        dice = random.Random(f"{case.case_id}{answer}")  # noqa: S311 -- a story, not a secret
        return tags.sheet(dice, case.reason, case.topic, answer)

    def _interim(self, case: Case, at: datetime, agent: str, kind: str) -> Iterator[Step]:
        fill = self._fill_of_agent(case, at, agent)
        text = texts.interim(self.dice, case.market.language, kind, fill)
        yield self._look(case, at, shifts.BY_KEY[agent], minutes=3)
        yield Step("reply", at, by=agent, text=text, reply_kind=kind)

    def _fill_of_agent(self, case: Case, at: datetime, agent: str) -> dict[str, str]:
        colleague = shifts.BY_KEY[agent]
        signs = colleague.family_name if case.market.language == "ja" else colleague.name
        days = texts.days(self.dice, case.market.language, at)
        return case.fill | days | {"agent": signs}

    def _note(self, case: Case, at: datetime, agent: str) -> Step:
        language = shifts.BY_KEY[agent].language
        return Step("note", at, by=agent, text=texts.note(self.dice, language, case.fill))

    def notice(self, case: Case, at: datetime) -> Step:
        """Return a mail of the marketplace's own about a return of the case's order."""
        text = texts.notice(case.market.language, case.fill)
        return Step("machine", at, text=text, nature="notice")

    def _out_of_office(self, case: Case, at: datetime) -> Step:
        text = texts.out_of_office(self.dice, case.market.language, case.fill)
        return Step("machine", at, text=text, nature="auto_reply")
