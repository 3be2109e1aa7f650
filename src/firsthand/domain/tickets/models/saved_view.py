from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from firsthand.domain.people.queries import Role
from firsthand.domain.tickets.rules.filters import Condition, Sorting, Wanted

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class SavedViews(models.QuerySet["SavedView"]):
    """A view belongs to a person or a team, to no store: what it lists does."""

    def belonging_to(self, person: Person) -> Self:
        """Return his own views and those of his teams."""
        return self.filter(Q(owner=person) | Q(team__people=person))

    def visible_to(self, person: Person) -> Self:
        """Return the views he may open: an owner those of every team, nobody another's."""
        if person.role == Role.OWNER:
            return self.filter(Q(owner=person) | Q(team__isnull=False))
        return self.belonging_to(person)


class SavedView(models.Model):
    """A list of tickets with a name: what is asked, and in which order.

    The conditions are kept as they were written. What one of them names may be gone by the
    time the view is opened; it says so then, and lists nothing it was not asked for.
    """

    class Order(models.TextChoices):
        DUE = Sorting.DUE, _("least time left first")
        LATEST = Sorting.LATEST, _("latest message first")
        OLDEST = Sorting.OLDEST, _("oldest message first")

    name = models.CharField(max_length=60)
    owner = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    team = models.ForeignKey(
        "people.Team", on_delete=models.CASCADE, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    conditions = models.JSONField(default=list)  # [[field, comparison, value], …]
    order = models.CharField(max_length=6, choices=Order, default=Order.DUE)
    # Stands in the rail: of its owner, or of everybody in the team.
    is_pinned = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = SavedViews.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="view_is_of_a_person_or_of_a_team",
                condition=Q(owner__isnull=True, team__isnull=False)
                | Q(owner__isnull=False, team__isnull=True),
            ),
            models.UniqueConstraint(
                "owner", Lower("name"), name="view_name_of_a_person",
                condition=Q(owner__isnull=False),
            ),
            models.UniqueConstraint(
                "team", Lower("name"), name="view_name_of_a_team",
                condition=Q(team__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def wanted(self) -> Wanted:
        """Return what it asks for."""
        rows = tuple(Condition(*map(str, row)) for row in self.conditions)
        return Wanted(rows, Sorting(self.order))
