from django.db import migrations, models


def known(model: str, name: str) -> migrations.AddField:
    """Of every row there is it is known; the facts are built afresh anyway."""
    return migrations.AddField(
        model_name=model, name=name, field=models.BooleanField(default=True)
    )


def index(model: str, at: str, include: list[str]) -> migrations.AddIndex:
    return migrations.AddIndex(
        model_name=model,
        index=models.Index(fields=[at], include=include, name=f"{model}_figures"),
    )


class Migration(migrations.Migration):
    dependencies = [("metrics", "0006_published_values_and_their_revisions")]

    operations = [
        migrations.RemoveIndex(model_name="contact", name="contact_figures"),
        migrations.RemoveIndex(model_name="course", name="course_figures"),
        migrations.RemoveIndex(model_name="solving", name="solving_figures"),
        known("contact", "is_answer_known"),
        known("course", "is_answer_known"),
        known("solving", "is_timed"),
        index(
            "contact",
            "started_at",
            [
                "store_id",
                "answered_by_id",
                "answered_at",
                "reason",
                "channel",
                "is_answer_known",
            ],
        ),
        index(
            "course",
            "asked_at",
            [
                "store_id",
                "answered_by_id",
                "answered_at",
                "wait_seconds",
                "is_answer_known",
            ],
        ),
        index(
            "solving",
            "solved_at",
            ["store_id", "solved_by_id", "came_back_at", "is_timed"],
        ),
    ]
