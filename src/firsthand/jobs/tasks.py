"""The tasks of the worker.

The queue is the doorbell, never the truth: a task looks into the tables for what is to be
done, does it, and may be run twice. To add one:

1. write what it does in an area's commands, or beside this file;
2. add a function below, with `@app.task(queueing_lock=...)` so that it waits at most once;
3. add `@app.periodic(cron=...)` above that as a safety net (a sixth field means seconds);
4. where it should start at once, call `queue.ring("firsthand.jobs.tasks.<name>")` in
   `transaction.on_commit(..., robust=True)`.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from firsthand import wiring
from firsthand.domain.claims import commands as claims
from firsthand.domain.imports import commands as imports
from firsthand.domain.imports import queries as import_queries
from firsthand.domain.mail import commands as mail
from firsthand.domain.mail import queries as mail_queries
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.remedies import commands as remedies
from firsthand.domain.sla import commands as sla
from firsthand.domain.tickets import commands as tickets
from firsthand.foundation import queue
from firsthand.foundation.errors import Refused
from firsthand.foundation.postgres import clock
from firsthand.jobs import reactions
from firsthand.settings import environment
from firsthand.wiring import amazon_running, notices, promise_notices

REACT = "firsthand.jobs.tasks.react"
BUILD_FACTS = "firsthand.jobs.tasks.build_facts"
FETCH_MAILBOX = "firsthand.jobs.tasks.fetch_mailbox"
SEND_MAIL = "firsthand.jobs.tasks.send_mail"
SEND_HELD = "firsthand.jobs.tasks.send_held"
SWEEP_HELD = "firsthand.jobs.tasks.sweep_held"
ASSIGN_WAITING = "firsthand.jobs.tasks.assign_waiting"
WORK_BULKS = "firsthand.jobs.tasks.work_bulks"
WORK_REMEDIES = "firsthand.jobs.tasks.work_remedies"
GO_ON_WITH_IMPORTS = "firsthand.jobs.tasks.go_on_with_imports"
READ_MARKETPLACES = "firsthand.jobs.tasks.read_marketplaces"

# No longer, so that a new start of the worker waits for little.
MARKETPLACES_WITHIN = timedelta(seconds=30)
REACT_WITHIN, FACTS_WITHIN = timedelta(seconds=1), timedelta(seconds=5)

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */10")
@app.task(name=REACT, queueing_lock=REACT)
def react(timestamp: int | None = None) -> None:  # noqa: ARG001 -- given by the schedule
    """Do what follows from new journal entries; every ten seconds even without the bell."""
    reactions.read_on(at=timezone.now())
    reactions.try_again(at=timezone.now())


@app.periodic(cron="* * * * * */10")
@app.task(name=BUILD_FACTS, queueing_lock=BUILD_FACTS)
def build_facts(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Bring new journal entries into the facts; every ten seconds even without the bell."""
    close_old_connections()
    metrics.run_until_done()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="check_facts")
def check_facts(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Compare all facts with the journal every night; differences raise the alarm."""
    close_old_connections()
    differences = metrics.check(at=timezone.now())
    if differences:
        logger.error("%s facts are not what the journal says", len(differences))


@app.periodic(cron="47 2 * * *")
@app.task(queueing_lock="write_files")
def write_files(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Bring the Parquet files of journal and facts up to date every night."""
    close_old_connections()
    try:
        metrics.write_files(environment.DATA_DIR / "columns")
    except metrics.RebuildRunning:
        logger.info("the facts are being built afresh; the files wait for the next night")


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="publish_values")
def publish_values(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Publish every night what has become certain, and log what changed of the older."""
    close_old_connections()
    metrics.run_until_done()
    for revision in metrics.publish(at=timezone.now()):
        logger.warning("%s, store %s", revision, revision.store_id)


def ring_for_readers() -> None:
    """Have new journal entries read soon, by each of their readers.

    Not with each entry: a team of a hundred writes some every second, and beginning to
    read takes more than reading. Nobody waits at a screen for either.
    """
    now = timezone.now()
    queue.ring(REACT, at=now + REACT_WITHIN)
    queue.ring(BUILD_FACTS, at=now + FACTS_WITHIN)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="fetch_mail")
def fetch_mail(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Have every mailbox read, each by a job of its own: a slow one holds up no other."""
    close_old_connections()
    for mailbox in mail_queries.mailboxes_to_fetch():
        queue.ring(FETCH_MAILBOX, mailbox_id=mailbox.pk)


@app.task(name=FETCH_MAILBOX)
def fetch_mailbox(mailbox_id: int) -> None:
    """Take in what is new in one mailbox."""
    close_old_connections()
    tickets.read_mailbox(
        mail_queries.mailbox(mailbox_id),
        source_of=wiring.mail_source,
        parse=wiring.parse_mail,
        now=timezone.now,
    )


@app.periodic(cron="* * * * *")
@app.task(name=SEND_MAIL, queueing_lock=SEND_MAIL)
def send_mail(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Send what waits in the outbox; rung by each reply, and every minute without."""
    close_old_connections()
    mail.send_due(
        sender_of=wiring.mail_sender, compose=wiring.compose_mail, now=timezone.now
    )


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="watch_mailboxes")
def watch_mailboxes(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Ask quiet mailboxes with mails of our own, and alarm where silence is odd."""
    close_old_connections()
    if environment.DEMO:
        return  # Nothing is sent there and nothing comes: all would be silent.
    mail.send_probes(
        sender_of=wiring.mail_sender, compose=wiring.compose_mail, now=timezone.now
    )
    mail.watch(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="keep_clocks")
def keep_clocks(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Escalate clocks before they run out, note those that did, follow changed policies."""
    close_old_connections()
    while sla.escalate_due(at=timezone.now()):
        pass
    while sla.note_missed(at=timezone.now()):
        pass
    while tickets.recount_clocks(at=timezone.now()) is not None:
        pass


@app.task(name=SEND_HELD)
def send_held(held_id: int) -> None:  # noqa: ARG001 -- names the bell, not the work
    """Send the held replies whose time has come; rung for the time of each."""
    close_old_connections()
    tickets.send_held(now=timezone.now)


@app.periodic(cron="* * * * * */10")
@app.task(name=SWEEP_HELD, queueing_lock=SWEEP_HELD)
def sweep_held(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Send what no bell was heard for, and stop what a newer message has overtaken."""
    close_old_connections()
    tickets.send_held(now=timezone.now)


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="wake_snoozed")
def wake_snoozed(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Bring back the snoozed tickets whose time or parcel has come."""
    close_old_connections()
    tickets.wake_due(now=timezone.now)


@app.periodic(cron="* * * * *")
@app.task(name=ASSIGN_WAITING, queueing_lock=ASSIGN_WAITING)
def assign_waiting(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Give the tickets that wait for somebody; rung by new ones, and by who comes back."""
    close_old_connections()
    while tickets.assign_waiting(at=timezone.now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name=GO_ON_WITH_IMPORTS, queueing_lock=GO_ON_WITH_IMPORTS)
def go_on_with_imports(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Carry out what was asked for on the page, and what a dead worker left unfinished."""
    close_old_connections()
    for run in import_queries.unfinished():
        try:
            imports.carry_out(
                run.pk, open_table=wiring.open_table, now=timezone.now, tell=_nobody
            )
        except imports.AnotherImportRuns:
            return  # Tried again within a minute.
        except Refused as refusal:
            logger.info("import %s was refused: %s", run.pk, refusal)


def _nobody(what: str, done: int, total: int) -> None:
    """Tell nobody: the page reads how far it is from the run itself."""


@app.periodic(cron="* * * * *")
@app.task(name=WORK_BULKS, queueing_lock=WORK_BULKS)
def work_bulks(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Do what was asked of many tickets, and go on where a dead worker left it."""
    close_old_connections()
    tickets.work_bulks(now=timezone.now)


def ring_for_bulks() -> None:
    """Have bulks looked at soon."""
    queue.ring(WORK_BULKS)


@app.periodic(cron="* * * * * */10")
@app.task(name=WORK_REMEDIES, queueing_lock=WORK_REMEDIES)
def work_remedies(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Send, settle and look up remedies; every ten seconds even without the bell."""
    close_old_connections()
    remedies.work_due(
        remedies.Surroundings(channel_of=wiring.remedy_channel, now=clock.now)
    )


@app.periodic(cron="* * * * * */20")
@app.task(name=READ_MARKETPLACES, queueing_lock=READ_MARKETPLACES, lock=READ_MARKETPLACES)
def read_marketplaces(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Read what is due of our accounts at marketplaces: orders, returns, refunds."""
    close_old_connections()
    amazon_running.plan(at=clock.now())
    amazon_running.run_due(amazon_running.surroundings(), within=MARKETPLACES_WITHIN)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="escalate_approvals")
def escalate_approvals(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Ask the next role about what nobody has decided on in time; tell who is asked."""
    close_old_connections()
    remedies.escalate_due(ladder=wiring.PolicyInForce(), at=clock.now())
    notices.tell_approvers(notices.notifiers(), at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="remind_of_claims")
def remind_of_claims(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Tell those who hold a claim when half, four fifths and all of its time has passed."""
    close_old_connections()
    at = clock.now()
    notices.tell_holders(notices.notifiers(), claims.remind(at=at), at=at)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="watch_promises")
def watch_promises(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Hand over at the end of shifts, remind, tell the leads, note what was broken."""
    close_old_connections()
    promise_notices.watch_promises(notices.notifiers(), at=clock.now())


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="sign_audit")
def sign_audit(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Sign the head of the audit log every hour, outside the database."""
    close_old_connections()
    remedies.sign_head(wiring.audit_heads(), at=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="verify_money")
def verify_money(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Check the audit log and every ledger once a night, and keep how they were found."""
    close_old_connections()
    remedies.verify(wiring.audit_heads(), by=None, at=timezone.now())


def ring_for_remedies() -> None:
    """Have remedies looked at soon."""
    queue.ring(WORK_REMEDIES)


@app.periodic(cron="43 * * * *")
@app.task(queueing_lock="forget_bulks")
def forget_bulks(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Forget what was shown of bulk actions and never begun."""
    close_old_connections()
    tickets.forget_bulks(at=timezone.now())


@app.periodic(cron="31 * * * *")
@app.task(queueing_lock="forget_presence")
def forget_presence(timestamp: int | None = None) -> None:  # noqa: ARG001 -- by the schedule
    """Forget who had which ticket open: it is for the moment only."""
    close_old_connections()
    tickets.forget_presence(at=timezone.now())


def ring_for_held(held_id: int, send_at: datetime) -> None:
    """Have held replies looked at when the time of this one has come."""
    queue.ring(SEND_HELD, at=send_at, held_id=held_id)


def ring_for_waiting() -> None:
    """Have the tickets that wait for somebody given soon."""
    queue.ring(ASSIGN_WAITING)


def ring_for_sending() -> None:
    """Have the outbox looked at soon."""
    queue.ring(SEND_MAIL)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="rescue", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Put the jobs of dead workers back into the queue: nothing else ever does."""
    manager = context.app.job_manager
    silence = queue.WORKER_SILENCE_SECONDS
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silence):
        await manager.retry_job(job)
