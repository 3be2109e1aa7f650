"""The macros the shop wrote for itself, how its people answer with them, and its trial."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from firsthand.cli.demo import tags, texts
from firsthand.cli.demo.cast import MARKETS, Reason
from firsthand.cli.demo.story import Case
from firsthand.domain.macros import commands
from firsthand.domain.macros.models import MacroTrial, MacroVersion
from firsthand.domain.macros.rules.trials import is_challenged

if TYPE_CHECKING:
    from firsthand.cli.demo.thread import Thread
    from firsthand.domain.people.models import Person

_DAY = timedelta(days=1)
# The trial ended so long ago, so that all its outcomes are certain when it is looked at.
_ENDED_BEFORE = timedelta(days=14, hours=12)
_LONGEST_TRIAL = timedelta(days=28)
_USED = 0.85  # Of the answers there is a macro for.
_EDITED = 0.3
# What our sentences call it, and what macros call it.
_SLOTS = {
    "name": "buyer_name", "agent": "agent_sign", "order": "order_id", "part": "part",
    "product": "product_short", "kind": "product_short", "carrier": "carrier",
    "tracking": "tracking_id", "place": "last_scan_place", "day": "date",
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """One macro: an answer of a family, under the number it has there.

    Attributes:
        shortened: how many sentences its first version lacks; 0: there is one version.
        comes_back: by what each version multiplies how often buyers write again.
    """

    family: str
    answer: int
    shortcut: str
    english: str
    chinese: str
    shortened: int = 0
    comes_back: tuple[float, ...] = (1.0,)


# The first version of the first says where the parcel is, and not what happens if it does
# not come: buyers write again to ask. The second says it.
WRITTEN = (
    Written(
        "parcel", 0, "depot", "Parcel held up, new day", "包裹滞留-新日期", 1, (2.4, 0.35)
    ),
    Written("damaged", 0, "broken", "Damaged: a new one", "破损-补发"),
    Written("defect", 0, "reset", "Fault: reset first", "故障-先重置", comes_back=(1.3,)),
    Written("missing", 0, "part", "Missing part sent", "缺件-补寄"),
    Written("returns", 0, "back", "Return started", "退货已登记", comes_back=(0.7,)),
    Written("refund", 0, "money", "Refund released", "退款已放行"),
    Written("usage", 0, "how", "How it works", "使用方法"),
    Written("change", 0, "cancel", "Cancelled in time", "已及时取消"),
    Written("invoice", 0, "bill", "Where the invoice is", "发票在哪里"),
)
_BY_ANSWER = {(each.family, each.answer): each for each in WRITTEN}
TRIED = WRITTEN[0]


@dataclass(frozen=True)
class Trial:
    """When the two versions are tried against each other; `ends` is the day it is over."""

    begins: datetime
    ends: datetime

    @staticmethod
    def within(days: int, now: datetime) -> Trial:
        """Return the trial of a story of so many days."""
        ends = now - _ENDED_BEFORE
        begun = now - timedelta(days=days) + _DAY
        return Trial(min(max(begun, ends - _LONGEST_TRIAL), ends - _DAY), ends)


@dataclass(frozen=True)
class Chosen:
    """A macro an answer is made from."""

    macro: Written
    version: int  # From 1.

    @property
    def name(self) -> str:
        """Return what it is called among the versions of all macros."""
        return f"{self.macro.family}@{self.version}"

    @property
    def comes_back(self) -> float:
        """Return how many times as often as usual buyers write again."""
        return self.macro.comes_back[self.version - 1]


def chosen(case: Case, answer: int, at: datetime, trial: Trial) -> Chosen | None:
    """Return the macro a first answer is made from: the same for the same case."""
    macro = _BY_ANSWER.get((case.reason.key, answer))
    dice = random.Random(f"{case.case_id} macro")  # noqa: S311 -- a story, not a secret
    if macro is None or dice.random() >= _USED:
        return None
    is_second = macro is TRIED and at >= trial.begins and dice.random() < 0.5
    return Chosen(macro, 1 + is_second)


def letter(case: Case, made: Chosen, fill: dict[str, str]) -> tuple[str, str]:
    """Return what the macro says, and what was sent: the same, or with another closing."""
    language = case.market.language
    said = _text(language, case.reason.key, made).format_map(fill)
    dice = random.Random(f"{case.case_id} letter")  # noqa: S311 -- a story, not a secret
    if dice.random() >= _EDITED:
        return said, said
    words = texts.sentences(language)
    closing = dice.choice(words["agent_closings"]).format_map(fill)
    return said, f"{said.rpartition(chr(10) * 2)[0]}\n\n{closing}"


def _text(language: str, family: str, made: Chosen) -> str:
    """Return the text of one version, with the names our sentences use."""
    words = texts.sentences(language)
    body = words["reasons"][family]["answer"][made.macro.answer]
    if made.version <= made.macro.shortened:
        stop = "。" if language == "ja" else ". "
        body = stop.join(body.split(stop)[:-1]) + stop.strip()
    return f"{words['agent_greetings'][0]}\n\n{body}\n\n{words['agent_closings'][0]}"


def _sheet(macro: Written, version: int, reason: Reason) -> dict[str, Any]:
    slots = {ours: "{{" + theirs + "}}" for ours, theirs in _SLOTS.items()}
    languages = dict.fromkeys(market.language for market in MARKETS)
    made = Chosen(macro, version)
    return {
        "titles": {"en": macro.english, "zh-Hans": macro.chinese},
        "texts": {
            language: _text(language, macro.family, made).format_map(slots)
            for language in languages
        },
        "reasons": sorted({tags.reason_of(reason, n) for n in range(len(reason.topics))}),
        "shortcut": macro.shortcut,
    }


def publish(
    reasons: Sequence[Reason], *, writer: Person, reader: Person, trial: Trial, at: datetime
) -> tuple[dict[str, int], MacroTrial]:
    """Write and publish all of them, and begin the trial.

    Returns:
        The id of each version by its name, and the trial.
    """
    families = {reason.key: reason for reason in reasons}
    ids = {}
    for macro in WRITTEN:
        version = _reviewed(_sheet(macro, 1, families[macro.family]), writer, at)
        commands.publish(version_id=version.pk, by=reader, at=at)
        ids[Chosen(macro, 1).name] = version.pk
        if macro is TRIED:
            first = version
    second = _reviewed(
        _sheet(TRIED, 2, families[TRIED.family]),
        writer,
        trial.begins - _DAY,
        first.macro_id,
    )
    ids[Chosen(TRIED, 2).name] = second.pk
    begun = commands.start_trial(
        version_id=second.pk, ends_on=trial.ends.date(), by=reader, at=trial.begins
    )
    return ids, begun


def _reviewed(
    sheet: dict[str, Any], writer: Person, at: datetime, macro_id: int | None = None
) -> MacroVersion:
    drafted = commands.draft(sheet=sheet, macro_id=macro_id, by=writer, at=at)
    return commands.submit(version_id=drafted.pk, by=writer, at=at)


def deal(threads: Sequence[Thread], trial: MacroTrial) -> None:
    """Give the numbers of tickets in the trial out so that the lot says what was told.

    The lot goes by the ticket's number, and the story was told before there were any.
    Where the lot has no number left for a side, its agent wrote without a macro.
    """
    sides = {Chosen(TRIED, 1).name: False, Chosen(TRIED, 2).name: True}
    tried = [
        thread
        for thread in threads
        if thread.made_from in sides and thread.uses[0].at >= trial.started_at
    ]
    numbers: dict[bool, list[int]] = {True: [], False: []}
    for thread in reversed(tried):
        number = thread.ticket.pk
        numbers[is_challenged(trial.pk, number, trial.share)].append(number)
    left = []
    for thread in tried:
        fitting = numbers[sides[thread.made_from]]
        if fitting:
            thread.ticket.pk = fitting.pop()
        else:
            left.append(thread)
    for thread, number in zip(left, numbers[True] + numbers[False], strict=True):
        thread.ticket.pk = number
        thread.forget_macro()
