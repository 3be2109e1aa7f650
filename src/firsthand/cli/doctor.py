"""`firsthand doctor`: look at everything that can be wrong, and say what to do."""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from firsthand.cli import database
from firsthand.foundation import keyfiles
from firsthand.settings import environment
from firsthand.settings.database import INSTALLATION

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.accounts.models import MarketplaceAccount
    from firsthand.domain.accounts.ports import Problem
    from firsthand.domain.remedies.queries import Verification

LITTLE_SPACE_BYTES = 1_000_000_000
OLD_KEY_DAYS = 365
LATE_REPLY = timedelta(minutes=1)
LONG_IN_DOUBT = timedelta(days=1)
_HARM_OF_WHAT_IS_OFF = {
    "fsync": "a power cut would leave damage.",
    "full_page_writes": "a power cut would leave damage.",
    "data_checksums": "damage would go unnoticed.",
    "synchronous_commit": "a crash would forget what was said to be done.",
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` is empty when it is well."""

    what: str
    advice: str = ""

    def __str__(self) -> str:
        return f"look: {self.what} {self.advice}" if self.advice else f"well: {self.what}"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("doctor", help="look for what is wrong")
    parser.set_defaults(run=run, needs_django=False)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Print one line for each thing looked at; status 1 if one of them needs somebody."""
    with database.running() as found:
        findings = [*_of_database(found), *_of_keys(), _of_space(), *_of_work()]
    for finding in findings:
        print(finding)
    return 1 if any(finding.advice for finding in findings) else 0


def _of_database(found: database.Database) -> Iterator[Finding]:
    for line in found.lines():
        yield Finding(line)
    with found.runner.connect() as connection:
        for setting, harm in _HARM_OF_WHAT_IS_OFF.items():
            row = connection.execute(f"show {setting}").fetchone()
            value = row[0] if row else "off"
            advice = f"Switch it on: {harm}" if value == "off" else ""
            yield Finding(f"{setting} is {value}.", advice)
        row = connection.execute(
            "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        ).fetchone()
        if row is not None and row[0]:
            yield Finding(
                f"The program runs as the superuser {found.runner.user}.",
                "Give it a lesser role in DATABASE_URL, the owner in DATABASE_OWNER_URL.",
            )


def _of_keys() -> Iterator[Finding]:
    complaints = keyfiles.complaints(INSTALLATION.keys)
    for complaint in complaints:
        yield Finding(f"{complaint} ({INSTALLATION.keys}).", "Only we may read it: 0600.")
    if complaints:
        return
    for name in keyfiles.NAMES:
        days = (time.time() - (INSTALLATION.keys / name).stat().st_mtime) / 86_400
        advice = "Renew it: see Rotation in the operating guide."
        yield Finding(
            f"{name} is {days:.0f} days old.", advice if days > OLD_KEY_DAYS else ""
        )


def _of_space() -> Finding:
    free = shutil.disk_usage(INSTALLATION.folder).free
    return Finding(
        f"{free / 1e9:.1f} GB are free in {INSTALLATION.folder}.",
        "Make room: a full disk stops the database." if free < LITTLE_SPACE_BYTES else "",
    )


def _of_work() -> Iterator[Finding]:
    import django

    django.setup()
    from django.db import connections
    from django.utils import timezone

    from firsthand.cli import schema
    from firsthand.foundation.queue import WORKER_SILENCE_SECONDS, seconds_since_heartbeat

    schema.refuse_unready()
    silence = seconds_since_heartbeat()
    if silence is None or silence > WORKER_SILENCE_SECONDS:
        yield Finding("No worker is alive.", "Start one: firsthand serve.")
    else:
        yield Finding(f"A worker was heard {silence:.0f} s ago.")
    yield from of_readers()
    yield from of_facts()
    yield from of_mail()
    yield from of_held_replies(at=timezone.now())
    yield from of_accounts(at=timezone.now())
    yield from of_money(at=timezone.now())
    if environment.DEMO:
        yield of_sandbox()
    connections.close_all()


def of_readers() -> Iterator[Finding]:
    """Look at how far the readers of the journal are, and at what they put aside."""
    from firsthand.domain.journal import queries

    for reader, read_for, failed in (
        ("reactions", "their reactions", "reactions have failed and wait"),
        ("facts", "the figures", "journal entries are left out of the figures"),
    ):
        backlog = queries.backlog(reader)
        yield Finding(
            f"{backlog.unread} journal entries wait for {read_for}, the oldest for "
            f"{backlog.oldest_seconds:.0f} s.",
            "The worker does not keep up, or is not running."
            if backlog.oldest_seconds > 60
            else "",
        )
        yield Finding(
            f"{backlog.parked} {failed}.",
            "Read their errors in the table journal_parked." if backlog.parked else "",
        )


def of_facts() -> Iterator[Finding]:
    """Look at whether the facts follow the definitions, and how their last check went."""
    from firsthand.domain.metrics import queries

    found = queries.standing()
    if found is None:
        yield Finding("No figures were built yet.")
        return
    yield Finding(
        "The facts behind the figures follow "
        + ("another definition." if queries.is_outdated() else "the definitions in use."),
        "The worker builds them afresh, or run: firsthand metrics rebuild."
        if queries.is_outdated()
        else "",
    )
    if found.compared_at is None:
        yield Finding("The facts were not yet compared with the journal.")
    else:
        yield Finding(
            f"{found.differences} facts differed from the journal on "
            f"{found.compared_at:%Y-%m-%d %H:%M} UTC.",
            "Run: firsthand metrics rebuild. Then: firsthand metrics compare."
            if found.differences
            else "",
        )


def of_mail() -> Iterator[Finding]:
    """Look at the mailboxes, at replies whose fate needs a person, and at quarantine."""
    from firsthand.domain.mail import queries

    standing = queries.standing()
    for mailbox in standing.mailboxes:
        if mailbox.problem:
            yield Finding(f"Mailbox {mailbox} cannot be read.", mailbox.problem)
    for silence in standing.silences:
        since = silence.since
        yield Finding(
            f"Mailbox {silence.mailbox} is silent ({silence.kind}) since "
            + (f"{since:%Y-%m-%d %H:%M} UTC." if since else "it was added."),
            "Look into the mailbox: forwarding, filters, quota. If only buyers are silent: "
            "the address in the marketplace's messaging settings.",
        )
    unsure, failed = standing.outbox["unknown"], standing.outbox["failed"]
    yield Finding(
        f"{unsure} replies may have been sent, or not.",
        "Say which on their tickets, after a look into the sent mail." if unsure else "",
    )
    yield Finding(
        f"{failed} replies were not sent.",
        "Open their tickets: each says why." if failed else "",
    )
    yield Finding(
        f"{standing.quarantined} mails wait in quarantine.",
        "Look at them in the queue, under Quarantine." if standing.quarantined else "",
    )


def of_accounts(*, at: datetime) -> Iterator[Finding]:
    """Look at the accounts at marketplaces: knock at each, then see how its flows are."""
    from firsthand.domain.accounts import queries

    for account in queries.accounts():
        told = [] if account.is_paused else _told_by_marketplace(account, at)
        known = queries.complaints_of(account, at=at)
        kinds = {problem.kind for problem in told}
        told += [one.problem for one in known if one.problem.kind not in kinds]
        passing = {one.problem.kind for one in known if not one.is_urgent} - kinds
        for problem in told:
            words = queries.words_of(problem)
            yield Finding(
                f"Account {account}: {words.what}",
                "" if problem.kind in passing else words.fix,
            )
        if not told:
            yield Finding(f"Account {account} is let in, and nothing is wrong with it.")
    for one in queries.complaints(at=at):
        if one.account is None:
            words = queries.words_of(one.problem)
            yield Finding(words.what, words.fix)


def _told_by_marketplace(account: MarketplaceAccount, at: datetime) -> list[Problem]:
    from firsthand.domain.accounts import queries
    from firsthand.wiring import amazon_testing

    found = amazon_testing.knock(account, at=at)
    where = queries.problems_where_it_sells(account, found.marketplace_ids or {})
    return [*found.problems, *(where if found.marketplace_ids is not None else ())]


def of_held_replies(*, at: datetime) -> Iterator[Finding]:
    """Look at replies that wait to be sent, and at those whose time is over."""
    from firsthand.domain.tickets import queries

    held = queries.held_standing(at=at, grace=LATE_REPLY)
    yield Finding(f"{held.waiting} replies wait for their undo seconds or their time.")
    yield Finding(
        f"{held.overdue} of them should have left over a minute ago.",
        "The worker does not keep up, or is not running; nothing is lost: firsthand serve."
        if held.overdue
        else "",
    )


def of_money(*, at: datetime) -> Iterator[Finding]:
    """Look at money that waits for people, and at whether the audit log can be trusted."""
    from firsthand import wiring
    from firsthand.domain.remedies import queries
    from firsthand.domain.remedies.queries import chain

    found = queries.standing()
    since = found.needs_person_since
    yield Finding(
        f"{found.needs_person} remedies need a person"
        + (f", the oldest since {since:%Y-%m-%d %H:%M} UTC." if since else "."),
        "Two people settle them on the page Money: their buyers wait for over a day."
        if since is not None and at - since > LONG_IN_DOUBT
        else "",
    )
    yield Finding(
        f"{found.incidents} incidents about money are open.",
        "Open them on the page Money: each says what it means and what to do."
        if found.incidents
        else "",
    )
    yield Finding(
        f"{found.stops} kill switches are on.",
        "Nothing is sent for them until somebody lifts them on the page Money."
        if found.stops
        else "",
    )
    yield _of_check(found.verified)
    unsigned = chain.unsigned_since(wiring.audit_heads())
    late = unsigned is not None and at - unsigned > queries.UNSIGNED_AT_MOST
    yield Finding(
        f"The audit log has rows nobody signed since {unsigned:%Y-%m-%d %H:%M} UTC."
        if unsigned
        else "Every row of the audit log is signed.",
        "The worker signs them every hour: is it running, and DATA_DIR writable?"
        if late
        else "",
    )


def _of_check(found: Verification | None) -> Finding:
    if found is None:
        return Finding("Audit log and ledgers were not checked yet.")
    when = f"{found.at:%Y-%m-%d %H:%M} UTC"
    if found.is_right:
        return Finding(
            f"{found.rows} audit rows and {found.ledgers} ledgers: right, {when}."
        )
    return Finding(
        f"Audit log or ledgers were found wrong on {when}.",
        "Run: firsthand audit verify. Then: firsthand remedies verify.",
    )


def of_sandbox() -> Finding:
    """Look at whether the demonstration's marketplace answers."""
    from firsthand import wiring

    trouble = wiring.sandbox_trouble()
    if not trouble:
        return Finding("The demonstration's marketplace answers.")
    return Finding(
        f"The demonstration's marketplace does not answer. {trouble}",
        "Start it: firsthand serve.",
    )
