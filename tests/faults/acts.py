"""What a test has the program do in a process of its own, with its real settings.

`python -m tests.faults.acts JSON` takes a list of acts, each with what it needs, and prints
what came of them as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

from tests.cli.processes import Program


def act(program: Program, name: str, **values: Any) -> Any:
    """Run one of the functions below in an installation and return what it returned."""
    (came,) = acts(program, (name, values))
    return came


def acts(program: Program, *named: tuple[str, dict[str, Any]]) -> list[Any]:
    """Run several of them one after the other in one process, which takes long to start."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.acts", json.dumps(named)],
        env=program.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def open_desk(*, imap_port: int = 0, smtp_port: int = 0, user: str = "") -> dict[str, Any]:
    """Open a store with a mailbox on these ports, and an agent who may use the API."""
    from django.utils import timezone

    from firsthand.domain.mail.models import Mailbox
    from firsthand.domain.people import commands
    from firsthand.foundation import secrets
    from tests.letters import mailbox
    from tests.people import lin, store
    from tests.servers.dovecot import PASSWORD

    shop = store("DE")
    mailbox(
        shop,
        imap_host="127.0.0.1" if imap_port else "",
        imap_port=imap_port,
        imap_security=Mailbox.Security.PLAIN,
        smtp_host="127.0.0.1" if smtp_port else "",
        smtp_port=smtp_port,
        smtp_security=Mailbox.Security.PLAIN,
        user_name=user,
        password_encrypted=secrets.encrypt(PASSWORD) if user else "",
    )
    now = timezone.now()
    _token, secret = commands.create_token(
        name="test",
        scopes=["tickets:read", "tickets:write"],
        expires_at=now + timedelta(days=1),
        by=lin(shop),
        at=now,
    )
    return {"secret": secret}


def take(*, number: int) -> dict[str, Any]:
    """Take one letter in; return its ticket."""
    from django.utils import timezone

    from firsthand import wiring
    from firsthand.domain.mail.models import Mailbox
    from firsthand.domain.tickets import commands
    from firsthand.domain.tickets.models import Ticket
    from tests.faults.post import letter

    commands.take_in(
        mailbox_id=Mailbox.objects.get().pk,
        raw=letter(number),
        parse=wiring.parse_mail,
        at=timezone.now(),
    )
    return {"ticket_id": Ticket.objects.latest("pk").pk}


def fetch() -> dict[str, int]:
    """Read every mailbox; return what the mails became."""
    from django.utils import timezone

    from firsthand import wiring
    from firsthand.domain.mail.models import Mailbox
    from firsthand.domain.tickets import commands

    became = commands.read_mailbox(
        Mailbox.objects.get(),
        source_of=wiring.mail_source,
        parse=wiring.parse_mail,
        now=timezone.now,
    )
    return dict(became)


def count() -> dict[str, int]:
    """Bring reactions and facts up to date; return what is counted, as the journal says."""
    from django.utils import timezone

    from firsthand.domain.metrics import commands
    from firsthand.domain.metrics.models import Contact, Course
    from firsthand.jobs import reactions

    reactions.read_on(at=timezone.now())
    commands.run_until_done()
    assert not commands.compare()
    return {"contacts": Contact.objects.count(), "tickets": Course.objects.count()}


def reply_to_all() -> dict[str, Any]:
    """Answer every ticket; return the Message-IDs of the answers, in order."""
    from django.utils import timezone

    from firsthand.domain.mail.models import Mailbox, OutboundMail
    from firsthand.domain.tickets.models import Ticket
    from tests.faults.post import answer

    box = Mailbox.objects.get()
    for ticket in Ticket.objects.order_by("pk"):
        answer(ticket.pk, box, at=timezone.now())
    ids = OutboundMail.objects.order_by("pk").values_list("message_id", flat=True)
    return {"message_ids": list(ids)}


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "firsthand.settings.production"
    django.setup()
    known = {each.__name__: each for each in (open_desk, take, fetch, reply_to_all, count)}
    asked = json.loads(sys.argv[1])
    sys.stdout.write(json.dumps([known[name](**values) for name, values in asked]))
