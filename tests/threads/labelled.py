"""The labelled set: conversations as buyers hold them, and which mails are one.

Conventions. A talk is what a person reading all mails would call one conversation of one
buyer; its mails belong into one ticket, and no others. A fresh mail (no mark of an earlier
one) begins a talk of its own even under the same subject: whoever joins by subject shows
one buyer's words to another sooner or later. Whoever writes from another address is
another buyer until a person has joined the two: what he forwards begins a talk as well.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.people import NOON
from tests.threads import programs
from tests.threads.programs import PROGRAMS, Program, Written

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUBJECTS = ("My order", "Frage zur Lampe", "关于我的订单", "Bon de retour", "注文について")


@dataclass
class Step:
    """One thing that happens: the buyer writes, or we answer the talk.

    Attributes:
        talk: which conversation it belongs to, by its label.
        mail: builds the mail; gets what was said so far by both sides, oldest first.
        answers: None: the buyer writes; else what we answer.
    """

    talk: str
    at: datetime
    mail: Program | None = None
    written: Written | None = None
    # The ids of which talk stand in its chain, if not of its own; None: of none.
    chain_of: str | None = None
    answer: str = ""


@dataclass
class Scene:
    """Some talks that happen among each other, in order of time."""

    name: str
    steps: list[Step] = field(default_factory=list)

    def talks(self) -> list[str]:
        return list(dict.fromkeys(step.talk for step in self.steps))


def scenes() -> Iterator[Scene]:
    """Yield the whole set, the same every time."""
    dice = random.Random(20260322)  # noqa: S311 -- it has to be repeatable
    for number in range(20):
        for name, program in PROGRAMS.items():
            yield _back_and_forth(f"{name}.{number}", program, dice)
    for number in range(20):
        yield _changed_subject(f"changed_subject.{number}", dice)
        yield _forward_to_us(f"forward_of_his_own.{number}", dice)
        yield _forward_by_another(f"forward_by_another.{number}", dice)
        yield _relayed(f"relay.{number}", dice)
        yield _relayed_two_orders(f"relay_two_orders.{number}", dice)
        yield _two_programs(f"two_programs.{number}", dice)
    for number in range(15):
        yield _same_subject(f"same_subject.{number}", dice)
        yield _circular(f"circular.{number}", dice)
        yield _late(f"late.{number}", dice)


def _buyer(name: str, domain: str = "home.example") -> str:
    return f"Jonas <{name.replace('_', '-')}@{domain}>"


def _says(
    scene: Scene, talk: str, program: Program, at: datetime, **written: object
) -> None:
    values = {"sender": _buyer(scene.name), "subject": "My order", "text": "Where is it?"}
    chain_of = written.pop("chain_of", talk)
    said = Written(at=at, **(values | written))  # type: ignore[arg-type]
    scene.steps.append(Step(talk, at, program, said, chain_of=chain_of))  # type: ignore[arg-type]


def _hears(scene: Scene, talk: str, at: datetime) -> None:
    scene.steps.append(Step(talk, at, answer="It arrives on Friday.\nKind regards"))


def _back_and_forth(name: str, program: Program, dice: random.Random) -> Scene:
    """Return two to five mails of one program, most of them answered."""
    scene, subject = Scene(name), dice.choice(SUBJECTS)
    at = NOON
    for turn in range(dice.randint(2, 5)):
        _says(scene, name, program, at, subject=subject, text=f"Question {turn}")
        if dice.random() < 0.7:
            _hears(scene, name, at + HOUR)
        at += DAY * dice.randint(1, 20)
    return scene


def _any(dice: random.Random) -> Program:
    return dice.choice(list(PROGRAMS.values()))


def _changed_subject(name: str, dice: random.Random) -> Scene:
    """The buyer answers our answer under a subject of his own."""
    scene = Scene(name)
    _says(scene, name, _any(dice), NOON)
    _hears(scene, name, NOON + HOUR)
    _says(scene, name, _any(dice), NOON + DAY, subject="BROKEN, please read", text="Broken")
    return scene


def _forward_to_us(name: str, dice: random.Random) -> Scene:
    """The buyer forwards our own answer to us, with a word above it."""
    scene = Scene(name)
    _says(scene, name, _any(dice), NOON)
    _hears(scene, name, NOON + HOUR)
    for turn, mark in enumerate(("Fwd: My order", "WG: My order", "转发：My order"), 1):
        at = NOON + turn * DAY
        _says(scene, name, programs.gmail, at, subject=mark, text=f"See below {turn}")
    return scene


def _forward_by_another(name: str, dice: random.Random) -> Scene:
    """Somebody else writes with the thread in his mail: he does not get into it."""
    scene, other = Scene(name), f"{name}/other"
    _says(scene, name, _any(dice), NOON)
    _hears(scene, name, NOON + HOUR)
    _says(
        scene, other, _any(dice), NOON + DAY, sender=_buyer(name, "work.example"),
        subject="Fwd: My order", text="My wife wrote this", chain_of=name,
    )  # fmt: skip
    _says(scene, name, _any(dice), NOON + 2 * DAY, text="And now?")
    return scene


def _alias(name: str) -> str:
    return f"{name.replace('_', '').replace('.', '')}@marketplace.amazon.de"


def _number(dice: random.Random) -> str:
    return f"30{dice.randint(0, 9)}-{dice.randrange(10**7):07d}-{dice.randrange(10**7):07d}"


def _relay(number: str, case: str = "") -> Program:
    def program(written: Written) -> tuple[str, bytes]:
        return programs.relay(written, number=number, case=case)

    return program


def _relayed(name: str, dice: random.Random) -> Scene:
    """One order: some messages with a case part, some without, subjects as they come."""
    scene, number = Scene(name), _number(dice)
    case = f"0f8fad5b-d9cb-469f-a165-{dice.randrange(16**12):012x}"
    at = NOON
    for turn in range(dice.randint(2, 5)):
        mark = case if dice.random() < 0.6 else ""
        subject = dice.choice(["Nachricht eines Kunden", "Anfrage", "Lieferung"])
        _says(
            scene, name, _relay(number, mark), at, sender=_alias(name), subject=subject,
            text=f"Question {turn}",
        )  # fmt: skip
        if dice.random() < 0.7:
            _hears(scene, name, at + HOUR)
        at += DAY * dice.randint(1, 25)
    return scene


def _relayed_two_orders(name: str, dice: random.Random) -> Scene:
    """One alias, two orders, by turns."""
    scene, numbers = Scene(name), (_number(dice), _number(dice))
    for turn in range(6):
        number = numbers[turn % 2]
        talk = f"{name}/{number}"
        _says(
            scene, talk, _relay(number), NOON + turn * DAY, sender=_alias(name),
            text=f"About {number}",
        )  # fmt: skip
    return scene


def _two_programs(name: str, dice: random.Random) -> Scene:
    """He begins at the desk and goes on with the phone."""
    scene = Scene(name)
    for turn in range(4):
        _says(scene, name, _any(dice), NOON + turn * DAY, text=f"Question {turn}")
        if turn % 2:
            _hears(scene, name, NOON + turn * DAY + HOUR)
    return scene


def _same_subject(name: str, dice: random.Random) -> Scene:
    """Two fresh mails of one buyer, and one of another, all under one subject."""
    scene, subject = Scene(name), dice.choice(SUBJECTS)
    for talk, domain in (("one", "home"), ("two", "home"), ("three", "work")):
        sender = _buyer(name, f"{domain}.example")
        _says(scene, f"{name}/{talk}", _any(dice), NOON, sender=sender, subject=subject)
    return scene


def _circular(name: str, dice: random.Random) -> Scene:
    """Three people answer the same mail of somebody, which never came to us."""
    scene = Scene(name)
    for turn in range(6):
        who = turn % 3
        talk = f"{name}/{who}"
        _says(
            scene, talk, _any(dice), NOON + turn * HOUR, chain_of=f"circular:{name}",
            sender=_buyer(name, f"house{who}.example"), text=f"Answer {turn}",
        )  # fmt: skip
    return scene


def _late(name: str, dice: random.Random) -> Scene:
    """A talk without answers of ours whose mails come in any order."""
    scene = _back_and_forth(name, programs.gmail, dice)
    scene.steps = [step for step in scene.steps if not step.answer]
    dice.shuffle(scene.steps)
    return scene


def foreign_chain(label: str) -> Sequence[str]:
    """Return the thread of a mail that we never got."""
    return (f"{label.replace(':', '.')}@list.example",)
