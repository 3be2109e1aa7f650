from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metrics", "0005_reasons_are_counted_from_indexes")]

    operations = [
        migrations.CreateModel(
            name="Published",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("metric", models.CharField(max_length=40)),
                ("store_id", models.BigIntegerField()),
                ("week_of", models.DateField()),
                ("hits", models.PositiveIntegerField()),
                ("n", models.PositiveIntegerField()),
                ("version", models.CharField(max_length=20)),
                ("checked_at", models.DateTimeField()),
            ],
            options={"verbose_name_plural": "published"},
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("metric", models.CharField(max_length=40)),
                ("store_id", models.BigIntegerField()),
                ("week_of", models.DateField()),
                ("old_hits", models.PositiveIntegerField()),
                ("old_n", models.PositiveIntegerField()),
                ("new_hits", models.PositiveIntegerField()),
                ("new_n", models.PositiveIntegerField()),
                ("why", models.JSONField()),
                ("revised_at", models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="published",
            constraint=models.UniqueConstraint(
                fields=["metric", "week_of", "store_id"], name="published_once"
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["metric", "week_of"], name="revision_of"),
        ),
    ]
