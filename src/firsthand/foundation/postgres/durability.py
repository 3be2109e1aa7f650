"""A transaction whose commit is on the disk before anybody acts on it."""

from __future__ import annotations

from django.db import connection


def commit_durably() -> None:
    """Make the commit of this transaction wait for the disk, however the server is set.

    With `synchronous_commit` off, a server that crashes forgets what it committed just
    before, though it said it was done.
    """
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('synchronous_commit', 'on', true)"
            " where current_setting('synchronous_commit') = 'off'"
        )
