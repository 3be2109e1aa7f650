import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="last_staged",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="case",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="imports.source",
            ),
        ),
    ]
