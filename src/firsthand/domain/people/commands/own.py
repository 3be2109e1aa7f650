"""What people decide about themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.models import Person, new_session_stamp


def choose_language(*, by: Person, language: str) -> None:
    """Speak this language with the person from now on."""
    by.language = language
    by.save(update_fields=["language"])


@transaction.atomic
def choose_density(*, density: Person.Density, by: Person, at: datetime) -> None:
    """Show the person compact or roomy rows from now on."""
    by.density = density
    by.save(update_fields=["density"])
    journal.record("people.settings_changed", subject_id=by.pk, at=at, by=by)


@transaction.atomic
def change_own_settings(
    *,
    name: str,
    language: str,
    time_zone: str,
    theme: Person.Theme,
    density: Person.Density,
    undo_seconds: int,
    by: Person,
    at: datetime,
) -> Person:
    """Change how a person is called and how pages look to them.

    Args:
        name: what colleagues read.
        language: code of a language of the pages.
        time_zone: IANA name; every time is shown in it.
        theme: light, dark, or as the device.
        density: compact or roomy rows.
        undo_seconds: how long a reply waits so that it can be taken back: 0, or 5 to 30.
        by: the person.
        at: when (UTC).
    """
    by.name, by.language, by.time_zone = name.strip(), language, time_zone
    by.theme, by.density, by.undo_seconds = theme, density, undo_seconds
    by.save(
        update_fields=[
            "name", "language", "time_zone", "theme", "density", "undo_seconds",
        ]
    )  # fmt: skip
    journal.record("people.settings_changed", subject_id=by.pk, at=at, by=by)
    return by


@transaction.atomic
def password_changed(*, by: Person, at: datetime) -> None:
    """Note that the person changed the password; every session of theirs ends."""
    _end_sessions(by)
    journal.record("people.password_changed", subject_id=by.pk, at=at, by=by)


@transaction.atomic
def second_factor_changed(*, by: Person, at: datetime) -> None:
    """Note that the person changed how log-in is confirmed; every session ends."""
    _end_sessions(by)
    journal.record("people.second_factor_changed", subject_id=by.pk, at=at, by=by)


def _end_sessions(person: Person) -> None:
    person.session_stamp = new_session_stamp()
    person.save(update_fields=["session_stamp"])
