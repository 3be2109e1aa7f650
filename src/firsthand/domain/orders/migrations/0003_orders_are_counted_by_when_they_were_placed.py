from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_feedback_has_stars")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["placed_at"], include=["store_id"], name="order_placed"
            ),
        ),
    ]
