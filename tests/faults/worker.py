"""A real process that does what the worker does, once; tests kill it where they like.

It is a fork of the test, so that it costs no start; from there on it has its own database
session and shares nothing.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import ForkProcess

_inherited: list[object] = []  # Kept, so that the child never closes the test's session.


def start(step: str, *, failpoint: str = "") -> ForkProcess:
    """Begin `fetch`, `send`, `held`, `bulks` or `react`; `failpoint` as in `failpoints`."""
    process = multiprocessing.get_context("fork").Process(
        target=_work, args=(step, failpoint)
    )
    process.start()
    return process


def run(step: str, *, failpoint: str = "") -> int:
    """Run the process to its end and return its exit status; negative: the signal."""
    process = start(step, failpoint=failpoint)
    process.join(60)
    assert process.exitcode is not None, "it did not end"
    assert process.exitcode <= 0, "it failed"
    return process.exitcode


def _work(step: str, failpoint: str) -> None:
    from django.db import connections

    from firsthand.domain.mail import queries
    from firsthand.foundation import failpoints
    from firsthand.jobs import tasks

    _inherited.append(connections["default"].connection)
    connections["default"].connection = None
    failpoints.arm(failpoint)
    if step == "fetch":
        for mailbox in queries.mailboxes_to_fetch():
            tasks.fetch_mailbox(mailbox_id=mailbox.pk)
    elif step == "send":
        tasks.send_mail()
    elif step == "held":
        tasks.sweep_held()
    elif step == "bulks":
        tasks.work_bulks()
    else:
        tasks.react()
    connections.close_all()
