"""Put sentences together: what a buyer or an agent writes, in one of three languages."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from firsthand.cli.demo.cast import Reason

_FOLDER = Path(__file__).parent / "sentences"
_GERMAN_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
    "Oktober", "November", "Dezember",
)  # fmt: skip
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@cache
def sentences(language: str) -> dict[str, Any]:
    """Return everything that is said in one language; of "zh-hans" only the notes."""
    path = _FOLDER / f"{language}.yaml"
    words: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words


def day_name(day: date, language: str) -> str:
    """Return a date as people write it in a letter."""
    if language == "ja":
        return f"{day.month}月{day.day}日"
    if language == "de":
        return f"{day.day}. {_GERMAN_MONTHS[day.month - 1]}"
    return f"{_ENGLISH_MONTHS[day.month - 1]} {day.day}"


def subject(
    dice: random.Random, language: str, reason: Reason, topic: int, fill: Mapping[str, str]
) -> str:
    """Return a subject line."""
    choices: list[str] = sentences(language)["reasons"][reason.key]["subjects"]
    return choices[dice.choice(reason.topics[topic].subjects)].format_map(fill)


def question(
    dice: random.Random,
    language: str,
    reason: Reason,
    topic: int,
    fill: Mapping[str, str],
    *,
    has_photo: bool,
) -> str:
    """Return a buyer's first message: the trouble, often a detail, mostly a wish."""
    family = sentences(language)["reasons"][reason.key]
    parts = [family["problem"][topic]]
    if has_photo and reason.key == "damaged":
        parts.append(family["detail"][1])  # That there is a photo.
    elif dice.random() < 0.75:
        parts.append(family["detail"][dice.choice(reason.topics[topic].details)])
    if dice.random() < 0.85:
        parts.append(dice.choice(family["wish"]))
    text = ("" if language == "ja" else " ").join(parts)
    return _as_buyer(dice, language, text.format_map(fill), fill)


def again(
    dice: random.Random, language: str, reason: Reason, answer: int, fill: Mapping[str, str]
) -> str:
    """Return what a buyer writes when that answer did not help."""
    fitting = reason.again[answer]
    if fitting is None:
        return follow_up(dice, language, "chase", fill)
    text: str = sentences(language)["reasons"][reason.key]["again"][fitting]
    return _as_buyer(dice, language, text.format_map(fill), fill)


def follow_up(
    dice: random.Random, language: str, kind: str, fill: Mapping[str, str]
) -> str:
    """Return a later message: "chase", "nudge", "info_supplied" or "thanks"."""
    choices: list[str] = sentences(language)[kind]
    return _as_buyer(dice, language, dice.choice(choices).format_map(fill), fill)


def solution(
    dice: random.Random, language: str, reason: Reason, answer: int, fill: Mapping[str, str]
) -> str:
    """Return an agent's answer to the issue itself."""
    return _as_agent(
        dice, language, sentences(language)["reasons"][reason.key]["answer"][answer], fill
    )


def interim(dice: random.Random, language: str, kind: str, fill: Mapping[str, str]) -> str:
    """Return an agent's message before the answer: "holding" or "info_request"."""
    return _as_agent(dice, language, dice.choice(sentences(language)[kind]), fill)


def note(dice: random.Random, language: str, fill: Mapping[str, str]) -> str:
    """Return a note among colleagues."""
    choices: list[str] = sentences(language)["notes"]
    return dice.choice(choices).format_map(fill)


def notice_subject(language: str, order: str) -> str:
    """Return the subject of the marketplace's notice about a return."""
    subject: str = sentences(language)["notice"]["subject"]
    return subject.format(order=order)


def notice(language: str, fill: Mapping[str, str]) -> str:
    """Return what the marketplace writes when a buyer wants to send something back."""
    text: str = sentences(language)["notice"]["text"]
    return text.format_map(fill)


def out_of_office(dice: random.Random, language: str, fill: Mapping[str, str]) -> str:
    """Return what a buyer's program answers while he is away."""
    choices: list[str] = sentences(language)["out_of_office"]
    return dice.choice(choices).format_map(fill)


def days(dice: random.Random, language: str, at: datetime) -> dict[str, str]:
    """Return a day soon after `at` and a number of days, as sentences use them."""
    soon = at.date() + timedelta(days=dice.randint(2, 6))
    return {"day": day_name(soon, language), "days": str(dice.randint(3, 13))}


def _as_agent(
    dice: random.Random, language: str, text: str, fill: Mapping[str, str]
) -> str:
    words = sentences(language)
    opening = dice.choice(words["agent_greetings"])
    closing = dice.choice(words["agent_closings"])
    return "\n\n".join([opening, text, closing]).format_map(fill)


def _as_buyer(
    dice: random.Random, language: str, text: str, fill: Mapping[str, str]
) -> str:
    words = sentences(language)
    greets = dice.random() < 0.55 and not (language == "de" and text[0].isupper())
    # After a German salutation the sentence goes on in lower case; alone it begins one.
    paragraphs = (
        [dice.choice(words["greetings"]), text] if greets else [text[0].upper() + text[1:]]
    )
    if dice.random() < 0.7:
        paragraphs.append(dice.choice(words["closings"]).format_map(fill))
    return "\n\n".join(paragraphs)
