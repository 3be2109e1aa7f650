"""Random streams of the form of the reference cases, against a plain second reading."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cases import expectations, naive
from tests.cases.run import differences

START = datetime(2026, 3, 1, tzinfo=UTC)
REASONS = [None, None, "INS.LOG.WISMO", "INS.LOG.DELAY", "AFT.RET.HOWTO", "AFT.QUA.DEFECT"]
SEEDS = range(600)


OWNER = {f"T{n}": f"B{n % 2}" for n in range(6)}
ORDERS = {"B0": ["O1", "O2"], "B1": ["O3"]}
KINDS = {
    "inbound": 10, "reply": 9, "status": 2, "tag": 2, "merge": 1, "claim": 1,
    "feedback": 1, "chargeback": 0.5, "escalate": 0.7, "auto_out": 0.5,
}  # fmt: skip


def stream(seed: int) -> tuple[list[dict[str, Any]], datetime]:
    """Return events of two buyers with up to six tickets, and a moment to look back from.

    Untagged contacts, tags given later, merges of one buyer's tickets, claims, bad
    feedback, chargebacks, holding replies, thanks. No two things happen at once.
    """
    chance = random.Random(seed)  # noqa: S311 -- the same every time is what is wanted
    begun: list[str] = []
    events: list[dict[str, Any]] = []
    for hour in sorted(chance.sample(range(24 * 70), chance.randint(2, 26))):
        at = START + timedelta(hours=hour, minutes=chance.randint(0, 59))
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        if kind == "inbound" or not begun:
            events.append({"t": at, "type": "inbound", **question(chance)})
            begun.append(events[-1]["ticket"])
        else:
            event = {"t": at, "type": kind, **deed(chance, kind, begun)}
            if kind != "merge" or is_sound(event, events):
                events.append(event)
    return events, START + timedelta(days=chance.randint(3, 120))


def is_sound(merge: dict[str, Any], before: list[dict[str, Any]]) -> bool:
    """Say whether both tickets still stand for themselves."""
    gone = {event["ticket"] for event in before if event["type"] == "merge"}
    return merge["ticket"] != merge["into"] and not gone & {merge["ticket"], merge["into"]}


def question(chance: random.Random) -> dict[str, Any]:
    ticket = chance.choice(list(OWNER))
    natures = {"question": 8, "info_supplied": 2, "thanks_only": 1, "spam": 1}
    return {
        "ticket": ticket,
        "buyer": OWNER[ticket],
        "order": chance.choice([None, *ORDERS[OWNER[ticket]]]),
        "asin": chance.choice([None, None, "A1", "A2"]),
        "reason": chance.choice(REASONS),
        "class": chance.choices(list(natures), list(natures.values()))[0],
    }


def deed(chance: random.Random, kind: str, begun: list[str]) -> dict[str, Any]:
    ticket, order = chance.choice(begun), chance.choice(["O1", "O2", "O3"])
    replies = ["resolution"] * 6 + ["holding", "info_request"] * 2 + ["courtesy"]
    family = [other for other in begun if OWNER[other] == OWNER[ticket]]
    made: dict[str, dict[str, Any]] = {
        "reply": {"ticket": ticket, "agent": "A1", "kind": chance.choice(replies)},
        "status": {"ticket": ticket, "to": chance.choice(["solved", "solved", "open"])},
        "tag": {"ticket": ticket, "reason": chance.choice(REASONS[2:])},
        "merge": {"ticket": ticket, "into": chance.choice(family)},
        "claim": {"order": order, "denied": chance.random() < 0.3},
        "feedback": {"order": order, "stars": chance.randint(1, 5)},
        "chargeback": {"order": order},
    }
    return made.get(kind, {"ticket": ticket})


def both(events: list[dict[str, Any]], as_of: datetime) -> dict[str, tuple[Any, Any]]:
    """Return what the program and the plain reading make of a stream, by key."""
    mine = expectations.Stream({"events": events, "as_of": as_of})
    plain = naive.Stream(events, as_of)
    whatever = naive.Stream(events, as_of, any_order=True)
    wanted: dict[str, Any] = {
        "fcr7_gross": plain.fcr(7),
        "fcr30_gross": plain.fcr(30),
        "fcr7_any": whatever.fcr(7),
        "fcr7_noescape": plain.fcr(7, escapes=False),
        "fcr7_empowered": plain.fcr(7, empowered=True),
        "one_touch_7": plain.one_touch(),
        "reply24": plain.reply24(),
        "frt_min": plain.frt_min(),
        "contacts": len(plain.contacts()),
        "issues": len(plain.issues),
    }
    return {key: (expectations.KEYS[key](mine, {}), one) for key, one in wanted.items()}


@pytest.mark.parametrize("portion", range(6))
def test_random_streams_come_out_as_a_plain_reading_has_them(portion: int) -> None:
    wrong = [
        f"stream {seed}: {key}: {line}"
        for seed in SEEDS[portion::6]
        for key, (got, wanted) in both(*stream(seed)).items()
        for line in differences(key, wanted, got, 1e-6)
    ]
    assert not wrong, "\n".join(wrong[:10])


def test_the_streams_hold_what_they_are_to_try() -> None:
    kinds = {event["type"] for seed in SEEDS for event in stream(seed)[0]}
    assert kinds >= {"merge", "claim", "feedback", "chargeback", "tag", "escalate"}
    outcomes = [naive.Stream(*stream(seed)).fcr(7) for seed in SEEDS]
    for state in ("failed", "success", "provisional", "open"):
        assert sum(one[state] for one in outcomes) > 10, state
