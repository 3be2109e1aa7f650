from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metrics", "0008_sums_per_day")]

    operations = [
        migrations.CreateModel(
            name="EightHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("metric", models.CharField(max_length=40)),
                ("store_id", models.BigIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("n", models.PositiveIntegerField()),
                ("hits", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="eighthours",
            constraint=models.UniqueConstraint(
                fields=("metric", "starts_at", "store_id"),
                include=("n", "hits"),
                name="eight_hours_once",
            ),
        ),
        migrations.RunSQL(
            "insert into metrics_eighthours (metric, store_id, starts_at, n, hits)"
            " select metric, store_id, date_bin('8 hours', starts_at, 'epoch'),"
            " sum(n), sum(hits) from metrics_halfhour group by 1, 2, 3",
            migrations.RunSQL.noop,
        ),
    ]
