"""Who asks: the session and its person, read with every request in two planned queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from firsthand.domain.people import queries
from firsthand.foundation.postgres.standing import standing_cursor

if TYPE_CHECKING:
    from firsthand.domain.people.queries import Person


class SessionStore(db.SessionStore):
    """Django's sessions in the database; to read one costs a third of what it did."""

    def _get_session_from_db(self) -> Session | None:
        with standing_cursor() as cursor:
            cursor.execute(
                """SELECT session_data FROM django_session
                    WHERE session_key = %s AND expire_date > %s::timestamptz""",
                [self.session_key, timezone.now()],
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return Session(session_key=self.session_key or "", session_data=row[0])


class LogIns(AuthenticationBackend):
    """How people log in, and how their sessions find them again."""

    def get_user(self, user_id: int) -> Person | None:
        """Return who is logged in, unless the account was switched off."""
        person = queries.account(user_id)
        return person if person is not None and person.is_active else None
