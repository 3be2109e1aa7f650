from __future__ import annotations

from django.db import models

from firsthand.foundation.scoping import StoreScoped


class StoreSums(models.Model):
    """Sums over the units of one metric and store in a stretch of time (UTC).

    `hits` are those that turn out well once everything is certain; so a figure uses the
    row only when its stretch lies long enough ago.
    """

    metric = models.CharField(max_length=40)
    store_id = models.BigIntegerField()
    starts_at = models.DateTimeField()
    n = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.metric} from {self.starts_at:%Y-%m-%d %H:%M}"


class HalfHour(StoreSums):
    """Half hours fold into the days of nearly every time zone.

    What is left over is counted from the facts.
    """

    objects = StoreScoped["HalfHour"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "starts_at", "store_id"],
                include=["n", "hits"],
                name="half_hour_once",
            )
        ]


class EightHours(StoreSums):
    """The half hours of a third of a day, added up.

    Days in UTC and in China are whole thirds: a year is read in a thousand rows. Of days
    elsewhere the ends are made of half hours.
    """

    objects = StoreScoped["EightHours"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "starts_at", "store_id"],
                include=["n", "hits"],
                name="eight_hours_once",
            )
        ]


class SummedDay(models.Model):
    """A UTC day, and whether its sums are those of its facts.

    What is written about a day makes its sums doubtful until they are made again. A day
    that is not here, or doubtful, is counted from the facts.
    """

    starts_at = models.DateTimeField(primary_key=True)
    holds = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(
                fields=["starts_at"],
                condition=models.Q(holds=False),
                name="summed_day_doubtful",
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d}"


class DaySum(models.Model):
    """The units of one metric in one store and UTC day, by agent or by reason.

    `hits` are those that turn out well once everything is certain, of a count all.
    """

    metric = models.CharField(max_length=40)
    split = models.CharField(max_length=8)  # Which of reason and agent_id is told apart.
    starts_at = models.DateTimeField()
    store_id = models.BigIntegerField()
    channel = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    agent_id = models.BigIntegerField()  # 0: nobody.
    n = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()

    objects = StoreScoped["DaySum"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "metric", "split", "starts_at", "store_id", "channel", "reason",
                    "agent_id",
                ],
                include=["n", "hits"],
                name="day_sum_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.metric} by {self.split} on {self.starts_at:%Y-%m-%d}"
