from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metrics", "0009_sums_per_eight_hours")]

    # The facts are built afresh for a new version of the rules, so none is filled in here.
    operations = [
        migrations.AddField("issue", "escaped_at", models.DateTimeField(null=True)),
    ]
