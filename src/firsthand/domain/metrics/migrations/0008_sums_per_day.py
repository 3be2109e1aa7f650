from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metrics", "0007_solved_nobody_knows_when")]

    operations = [
        migrations.CreateModel(
            name="SummedDay",
            fields=[
                ("starts_at", models.DateTimeField(primary_key=True, serialize=False)),
                ("holds", models.BooleanField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("holds", False)),
                        fields=["starts_at"],
                        name="summed_day_doubtful",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DaySum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("metric", models.CharField(max_length=40)),
                ("split", models.CharField(max_length=8)),
                ("starts_at", models.DateTimeField()),
                ("store_id", models.BigIntegerField()),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("reason", models.CharField(blank=True, max_length=80)),
                ("agent_id", models.BigIntegerField()),
                ("n", models.PositiveIntegerField()),
                ("hits", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="daysum",
            constraint=models.UniqueConstraint(
                fields=(
                    "metric", "split", "starts_at", "store_id", "channel", "reason",
                    "agent_id",
                ),
                include=("n", "hits"),
                name="day_sum_once",
            ),
        ),
        # No day holds yet: until the worker has summed them, they are counted from the
        # facts. Facts that come later mark their days themselves.
        migrations.RunSQL(
            "insert into metrics_summedday (starts_at, holds)"
            " select date_bin('24 hours', opened_at, 'epoch'), false from metrics_issue"
            " union select date_bin('24 hours', started_at, 'epoch'), false"
            " from metrics_contact"
            " union select date_bin('24 hours', asked_at, 'epoch'), false"
            " from metrics_course",
            migrations.RunSQL.noop,
        ),
    ]
