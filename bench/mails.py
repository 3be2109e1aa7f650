"""`make mails DIR=…`: take in every mail below a folder and account for each.

Runs on a throwaway database of its own, through the same steps as fetched mail. Prints one
JSON object; status 1 if a mail was lost or the program crashed on one.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from firsthand.foundation.postgres.accounts import service_account
from firsthand.foundation.postgres.cluster import OWNER, Cluster

_FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
_KNOWN = ("message", "own_reply", "bounce", "duplicate", "quarantined")


@dataclass
class Account:
    """What became of every mail."""

    became: Counter[str] = field(default_factory=Counter)
    crashed: int = 0
    slowest_seconds: float = 0.0
    slowest_cpu_seconds: float = 0.0
    detail: list[str] = field(default_factory=list)


@contextmanager
def throwaway_database() -> Iterator[None]:
    """Have an empty, migrated database of our own, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="fh"))  # Short: a socket path has 107 bytes.
    home.chmod(0o711)
    cluster = Cluster(
        home,
        user=service_account(home / "pgdata"),
        settings=_FAST,
        initdb_options=["--no-sync"],
        is_throwaway=True,
    )
    try:
        cluster.start()
        _migrate(cluster)
        yield
    finally:
        cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


def _migrate(cluster: Cluster) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "firsthand.settings.test"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    connections["default"].settings_dict.update(
        HOST=str(cluster.socket_folder),
        USER=OWNER,
        PASSWORD=cluster.password(OWNER),
        NAME="postgres",
    )
    call_command("migrate", interactive=False, verbosity=0)


def take_all(folder: Path, *, with_detail: bool) -> Account:
    """Take in every mail below the folder."""
    from firsthand import wiring
    from firsthand.domain.tickets import commands

    mailbox_id = _mailbox_id()
    account = Account()
    for name, raw in wiring.mails_in(folder):
        began, cpu_began = time.perf_counter(), time.process_time()
        try:
            became = commands.take_in(
                mailbox_id=mailbox_id,
                raw=raw,
                parse=wiring.parse_mail,
                at=datetime.now(UTC),
            )
        except Exception as fault:  # noqa: BLE001 -- counted and shown, the rest goes on
            account.crashed += 1
            became = f"crashed: {type(fault).__name__}"
        account.became[became] += 1
        account.slowest_seconds = max(account.slowest_seconds, time.perf_counter() - began)
        account.slowest_cpu_seconds = max(
            account.slowest_cpu_seconds, time.process_time() - cpu_began
        )
        if with_detail:
            account.detail.append(f"{became}\t{name}\t{_first_words(raw)}")
    return account


def _mailbox_id() -> int:
    from firsthand.domain.mail.models import Mailbox
    from firsthand.domain.stores import commands as stores

    store = stores.open_amazon_store(
        name="Mails", marketplace="US", by=None, at=datetime.now(UTC)
    )
    return Mailbox.objects.create(store=store, address="mails@shop.invalid").pk


def _first_words(raw: bytes) -> str:
    from firsthand import wiring
    from firsthand.domain.mail.ports import Unreadable

    try:
        mail = wiring.parse_mail(raw)
    except Unreadable as unreadable:
        return f"-\t-\t{unreadable}"
    words = " ".join(mail.text.split())[:60]
    return f"{mail.from_address or '-'}\t{mail.subject or '-'}\t{words or '-'}"


def _cpu_seconds() -> float:
    """Return what this process and its database have used so far."""
    import psutil

    me = psutil.Process()
    times = [process.cpu_times() for process in (me, *me.children(recursive=True))]
    return float(sum(one.user + one.system for one in times))


def report(
    folder: Path, account: Account, *, wall_seconds: float, cpu_seconds: float
) -> dict[str, Any]:
    """Return the figures; `lost` is counted in the database, not from what was said."""
    from firsthand.domain.mail.models import MailIdentity, Quarantined, RawMail
    from firsthand.domain.tickets.models import Message, Ticket

    files = account.became.total()
    messages, quarantined = Message.objects.count(), Quarantined.objects.count()
    # Each is kept with its bytes, and became something that can be looked at.
    kept = min(MailIdentity.objects.count() + quarantined, RawMail.objects.count())
    shown = messages + account.became["bounce"] + quarantined
    return {
        "paths": sum(path.is_file() for path in folder.rglob("*")) or 1,
        "files": files,
        "messages": messages,
        "tickets": Ticket.objects.count(),
        "bounces": account.became["bounce"],
        "quarantined": quarantined,
        "duplicates": account.became["duplicate"],
        "lost": files - min(kept, shown) - account.became["duplicate"],
        "crashed": account.crashed,
        "slowest_s": round(account.slowest_seconds, 3),
        "slowest_cpu_s": round(account.slowest_cpu_seconds, 3),
        "mails_per_s": round(files / wall_seconds, 1) if files else None,
        # Of one core, for program and database together, whatever else the machine does.
        "mails_per_cpu_s": round(files / cpu_seconds, 1) if files else None,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--detail", action="store_true", help="a line for each mail")
    args = parser.parse_args()
    if not args.folder.exists():
        print(f"There is no folder {args.folder}. Give one: make mails DIR=…")
        return 2
    with throwaway_database():
        began, cpu_began = time.perf_counter(), _cpu_seconds()
        account = take_all(args.folder, with_detail=args.detail)
        figures = report(
            args.folder,
            account,
            wall_seconds=time.perf_counter() - began,
            cpu_seconds=_cpu_seconds() - cpu_began,
        )
    for line in account.detail:
        print(line)
    print(json.dumps(figures, indent=2))
    return 1 if figures["lost"] or figures["crashed"] else 0


if __name__ == "__main__":
    sys.exit(main())
