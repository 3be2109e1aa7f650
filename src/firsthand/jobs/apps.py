from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "firsthand.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Register the tasks, and have whatever waits for one of them ring."""
        from firsthand.domain.journal import commands as journal
        from firsthand.domain.mail import commands as mail
        from firsthand.domain.promises import commands as promises
        from firsthand.domain.remedies import commands as remedies
        from firsthand.domain.tickets import commands as tickets
        from firsthand.jobs import tasks
        from firsthand.wiring import gate

        journal.ring_after_record(tasks.ring_for_readers)
        mail.ring_after_enqueue(tasks.ring_for_sending)
        remedies.ring_when_due(tasks.ring_for_remedies)
        tickets.guard_replies(*gate.GUARDS)
        tickets.follow_replies(promises.take_planned)
        tickets.ring_for_held(tasks.ring_for_held)
        tickets.ring_for_waiting(tasks.ring_for_waiting)
        tickets.ring_for_bulks(tasks.ring_for_bulks)
