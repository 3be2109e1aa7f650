from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("metrics", "0004_facts_for_every_metric")]

    operations = [
        migrations.RemoveIndex(model_name="contact", name="contact_figures"),
        migrations.RemoveIndex(model_name="issue", name="issue_figures"),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                fields=["started_at"],
                include=[
                    "store_id", "answered_by_id", "answered_at", "reason", "channel",
                ],
                name="contact_figures",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                fields=["reason", "started_at"],
                include=["store_id", "channel", "ticket_id"],
                name="contact_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="course",
            index=models.Index(
                fields=["reason", "asked_at"],
                include=["store_id", "channel", "answered_at", "wait_seconds"],
                name="course_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                fields=["opened_at"],
                include=[
                    "store_id", "first_agent_id", "resolved_at", "failed_at", "settles_at",
                    "reason", "channel",
                ],
                name="issue_figures",
            ),
        ),
    ]
