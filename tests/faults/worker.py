"""A real process that does what the worker does, once; tests kill it where they like.

`python -m tests.faults.worker fetch|send|react` works on the database FAULTS_DATABASE of
the server TEST_DATABASE_URL.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start(step: str, *, failpoint: str = "") -> subprocess.Popen[bytes]:
    """Start the process on the test's database; `failpoint` as in `failpoints`."""
    from django.db import connection

    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "firsthand.settings.test",
        "FAULTS_DATABASE": connection.settings_dict["NAME"],
        "FIRSTHAND_FAILPOINT": failpoint,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.faults.worker", step],
        env=environment,
        cwd=ROOT,
        stderr=subprocess.PIPE,
    )


def run(step: str, *, failpoint: str = "") -> int:
    """Run the process to its end and return its exit status; negative: the signal."""
    process = start(step, failpoint=failpoint)
    _, errors = process.communicate(timeout=60)
    if process.returncode > 0:
        raise AssertionError(errors.decode())
    return process.returncode


def main(step: str) -> None:
    import django
    from django.db import connections

    from tests.conftest import server_of

    django.setup()
    connections["default"].settings_dict.update(
        server_of(os.environ["TEST_DATABASE_URL"]) | {"NAME": os.environ["FAULTS_DATABASE"]}
    )
    from django.utils import timezone

    from firsthand.jobs import reactions, tasks

    if step == "fetch":
        from firsthand.domain.mail import queries

        for mailbox in queries.mailboxes_to_fetch():
            tasks.fetch_mailbox(mailbox_id=mailbox.pk)
    elif step == "send":
        tasks.send_mail()
    else:
        reactions.read_on(at=timezone.now())


if __name__ == "__main__":
    main(sys.argv[1])
