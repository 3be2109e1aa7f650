from __future__ import annotations

import secrets
from datetime import timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from firsthand.domain.people.rules import RIGHTS, Right, Role
from firsthand.foundation.keys import keyed_hash
from firsthand.foundation.personal import PersonalCharField, Retention
from firsthand.foundation.postgres.standing import standing_cursor

STORES_OF_TEAMS = """
    SELECT store_id FROM people_team_stores
     WHERE team_id IN (SELECT team_id FROM people_person_teams
                        WHERE person_id = %(person)s::bigint)"""


def new_session_stamp() -> str:
    """Return a random stamp no session has been checked against before."""
    return secrets.token_hex(16)


class Team(models.Model):
    """People who look after the same stores."""

    name = models.CharField(max_length=80, unique=True)
    stores = models.ManyToManyField("stores.Store", related_name="teams")

    def __str__(self) -> str:
        return str(self.name)


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person with this address, in whatever case it was typed."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who logs in. One account per person, never shared.

    `is_active` is switched off rather than the row deleted: history names people.
    """

    class RoleName(models.TextChoices):
        AGENT = Role.AGENT, _("Agent")
        LEAD = Role.LEAD, _("Lead")
        REVIEWER = Role.REVIEWER, _("Reviewer")
        COMPLIANCE = Role.COMPLIANCE, _("Compliance")
        ANALYST = Role.ANALYST, _("Analyst")
        OWNER = Role.OWNER, _("Owner")

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Density(models.TextChoices):
        COMPACT = "compact", _("Compact")
        ROOMY = "roomy", _("Roomy")

    # Lower case always; the log-in name.
    email = PersonalCharField(max_length=254, unique=True, retention=Retention.STAFF)
    name = PersonalCharField(max_length=80, retention=Retention.STAFF)
    role = models.CharField(max_length=12, choices=RoleName)
    teams = models.ManyToManyField(Team, related_name="people", blank=True)
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(max_length=7, choices=Density, default=Density.COMPACT)
    # How long a reply waits before it leaves, so that it can be taken back; 0: not at all.
    undo_seconds = models.PositiveSmallIntegerField(default=10, db_default=10)
    is_active = models.BooleanField(default=True)
    # Since when no rule gives him tickets, by his own word or a lead's; None: he is there.
    away_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    # Part of what a session is checked against: a new stamp ends all sessions at once.
    session_stamp = models.CharField(max_length=32, default=new_session_stamp)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        constraints = [
            models.CheckConstraint(
                name="person_email_is_lower_case",
                condition=models.Q(email=models.functions.Lower("email")),
            ),
            models.CheckConstraint(
                name="person_undoes_within_half_a_minute",
                condition=models.Q(undo_seconds=0) | models.Q(undo_seconds__range=(5, 30)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def may(self, right: Right) -> bool:
        """Say whether the role allows it; to which objects is `visible_to`'s matter."""
        return self.is_active and right in RIGHTS[Role(self.role)]

    def visible_store_ids(self) -> frozenset[int] | None:
        """Return the stores this person's teams look after; None (all) for owners."""
        return None if self.role == Role.OWNER else self.team_store_ids

    @cached_property
    def team_store_ids(self) -> frozenset[int]:
        """Return the stores of his teams, as they were when first asked for."""
        with standing_cursor() as cursor:
            cursor.execute(STORES_OF_TEAMS, {"person": self.pk})
            return frozenset(store_id for (store_id,) in cursor.fetchall())

    def get_session_auth_hash(self) -> str:
        """Return what a session remembers of us: changes with password and stamp."""
        return keyed_hash(f"{self.password} {self.session_stamp}", purpose="session")

    def get_full_name(self) -> str:
        return str(self.name)

    def get_short_name(self) -> str:
        return str(self.name)


class Skill(models.Model):
    """A language somebody writes, or a reason he knows, by its code."""

    class Kind(models.TextChoices):
        LANGUAGE = "language", _("Language")
        REASON = "reason", _("Reason")

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="skills", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "code"], name="each_skill_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


def hash_of_link(token: str) -> str:
    """Return what is stored of an invitation link's secret."""
    return keyed_hash(token, purpose="invitation")


class Invitation(models.Model):
    """A link by which one person sets a password: good once, for 72 hours at most.

    Only the hash is stored; whoever reads the table cannot use the links.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="invitation_one_open_per_person",
                condition=models.Q(used_at=None),
            ),
            models.CheckConstraint(
                name="invitation_ends_within_72_hours",
                condition=models.Q(
                    expires_at__lte=models.F("created_at") + timedelta(hours=72)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


def hash_of_token(secret: str) -> str:
    """Return what is stored of an API token."""
    return keyed_hash(secret, purpose="api token")


class ApiToken(models.Model):
    """A key for a program that acts for one person, within scopes and until a day.

    Only the hash is stored; the token itself is shown once.
    """

    class Scope(models.TextChoices):
        TICKETS_READ = "tickets:read", _("Read tickets and messages")
        TICKETS_WRITE = "tickets:write", _("Answer and change tickets")
        REMEDIES_WRITE = "remedies:write", _("Ask for refunds and other remedies")
        METRICS_READ = "metrics:read", _("Read figures")
        DATA_EXPORT = "data:export", _("Take tables out")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.name)
