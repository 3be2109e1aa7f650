from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "firsthand.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Register the tasks, and have the journal ring when something was written."""
        from firsthand.domain.journal import commands
        from firsthand.jobs import tasks

        commands.ring_after_record(tasks.ring_for_reactions)
