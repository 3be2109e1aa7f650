"""By when a marketplace wants its answer, read from its mail. Earliest reading counts.

Amazon documents none of its mails. What is read: "within N days" or hours, and "by" a date,
in the languages of its marketplaces. Days are 24 hours from when the mail was sent,
business days too, and a date without a time is over as it begins: each is the earliest that
can be meant. What cannot be read is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from firsthand.domain.claims.rules import dates

LONGEST = timedelta(days=60)  # What lies further ahead is no deadline of an answer.
LONGEST_TEXT = 50_000
_LONGEST_WORDS = 200
# Not \b, which knows no borders between Chinese or Japanese letters and digits.
_NUMBER = r"(?<![0-9.,])([0-9]{1,3})"
_DAYS = (
    r"(?:calendar|business|working|natural|consecutive|kalender|werk|arbeits)?[ -]?"
    r"(?:days?|tage?n?|kalendertage?n?|werktage?n?|arbeitstage?n?|giorni|giorno|jours?|"
    r"d[ií]as?|dagen|dag|kalenderdagen|werkdagen|dagar|kalenderdagar|dni|dzień|gün|أيام|"
    r"営業日|日|个?自然日|个?工作日|天)"
)
_HOURS = (
    r"(?:hours?|hrs?|h|stunden?|ore|heures?|horas?|uur|timmar|godzin[ay]?|saat|ساعة|時間|"
    r"小?时)"
)
_BEFORE = (
    r"(?:within|in|entro|binnen|innerhalb(?: von)?|sous|dans(?: les| un délai de)?|"
    r"en(?: un plazo de)?|dentro de|plazo de|prazo de|em(?: até)?|até|inom|w ciągu|"
    r"w terminie|خلال)"
)
_AFTER = r"(?:以内|内|içinde|zarfında)"
_LENGTHS = (
    re.compile(rf"{_BEFORE}\s+(?:the next |i |gli |de |los |próximos )?{_NUMBER}"
               rf"\s*({_HOURS}|{_DAYS})(?![a-zà-ÿ])", re.IGNORECASE),
    re.compile(rf"{_NUMBER}\s*({_HOURS}|{_DAYS})\s*{_AFTER}", re.IGNORECASE),
    re.compile(rf"(?:you have|avete|hai|ha|sie haben|vous (?:avez|disposez de)|tiene[ns]?|"
               rf"dispone de|tem|je hebt|u heeft|masz|du har)\s+{_NUMBER}"
               rf"\s*({_HOURS}|{_DAYS})(?![a-zà-ÿ])", re.IGNORECASE),
)  # fmt: skip
_IS_HOURS = re.compile(_HOURS, re.IGNORECASE)
# What a deadline is said with, in front of a date: at most a few words away.
_BY = re.compile(
    r"(?:\bby|before|until|no later than|deadline\b|due\b|"
    r"\bentro|prima del|scadenza|bis(?: zum)?|spätestens|frist\b|"
    r"avant|jusqu[’']au|au plus tard|d[’']ici|antes del?|hasta|a más tardar|"
    r"até|prazo\b|vóór|uiterlijk|\btot\b|\bdo\b|przed|termin\b|senast|före|son tarih|"
    r"期限|截止|请于|請於)",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\s*(?:まで|前|之前|tarihine kadar|kadar)")
_REACH = 45  # Letters between such a word and its date.


@dataclass(frozen=True)
class Reading:
    """By when to answer (UTC), and the words that say so."""

    respond_by: datetime
    words: str


def read(
    text: str, *, sent_at: datetime, zone: ZoneInfo, marketplace: str
) -> Reading | None:
    """Return the earliest time the mail can mean, or None if it gives none we can read.

    Args:
        text: what the marketplace wrote.
        sent_at: when (aware).
        zone: of the marketplace: its dates are by that clock unless they name another.
        marketplace: its letters, which tell the order of day and month.
    """
    text = text[:LONGEST_TEXT]
    found = [*_lengths(text, sent_at), *_by_date(text, sent_at, zone, marketplace)]
    ahead = [each for each in found if sent_at < each.respond_by <= sent_at + LONGEST]
    return min(ahead, key=lambda each: each.respond_by, default=None)


def _lengths(text: str, sent_at: datetime) -> Iterator[Reading]:
    for pattern in _LENGTHS:
        for match in pattern.finditer(text):
            number, unit = int(match[1]), match[2]
            is_hours = _IS_HOURS.fullmatch(unit) is not None
            length = timedelta(hours=number) if is_hours else timedelta(days=number)
            yield Reading((sent_at + length).astimezone(UTC), _words(match[0]))


def _by_date(
    text: str, sent_at: datetime, zone: ZoneInfo, marketplace: str
) -> Iterator[Reading]:
    for written in dates.dates_in(text, is_month_first=marketplace == "US"):
        before = text[max(0, written.start - _REACH) : written.start]
        opening = _last(_BY, _of_same_sentence(before))
        closing = _UNTIL.match(text, written.end)
        if opening is None and closing is None:
            continue
        moments = [written.moment(zone, near=sent_at)]
        if written.swapped is not None:
            moments.append(written.swapped.moment(zone, near=sent_at))
        plausible = [
            each
            for each in moments
            if each is not None and sent_at < each <= sent_at + LONGEST
        ]
        if plausible:
            start = written.start - (len(before) - opening if opening is not None else 0)
            yield Reading(plausible[0].astimezone(UTC), _words(text[start : written.end]))


def _of_same_sentence(before: str) -> str:
    return re.split(r"[!?。！？]|\.\s|\n\s*\n", before)[-1]


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    """Return where the last match begins, counted from the end of `text` backwards."""
    starts = [match.start() for match in pattern.finditer(text)]
    return starts[-1] if starts else None


def _words(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_WORDS]
