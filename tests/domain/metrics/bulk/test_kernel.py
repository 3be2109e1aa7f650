"""The compiled rules say what the plain rules say."""

from __future__ import annotations

from dataclasses import replace

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.bulk import kernel
from tests.domain.metrics.bulk import encoding
from tests.domain.metrics.bulk.streams import Streams

AUDIT = replace(rules.STANDARD, scope=rules.Scope.ANY_ORDER)
STREAMS = 2000


def test_compiled_and_plain_rules_agree_on_thousands_of_random_streams() -> None:
    source, encoder = Streams(seed=11), encoding.Encoder()
    streams = [source.stream() for _ in range(STREAMS)]
    for buyer, events in enumerate(streams, start=1):
        for event in events:
            encoder.add(buyer, event)
    columns, words = encoder.columns()
    state = kernel.read(columns, words)
    for audit, policy in ((False, rules.STANDARD), (True, AUDIT)):
        expected = [row for one in streams for row in encoding.plain_issues(one, policy)]
        assert encoding.issues_of(encoder, columns, state, audit) == expected
    expected = [row for one in streams for row in encoding.plain_contacts(one)]
    assert encoding.contacts_of(columns, state) == expected
    assert len(expected) > STREAMS


def test_a_whole_journal_at_once_says_what_each_buyer_alone_says() -> None:
    """Courses, too; and a buyer's facts do not depend on who else is read."""
    source = Streams(seed=12)
    for _ in range(300):
        events, encoder = source.stream(), encoding.Encoder()
        for event in events:
            encoder.add(5, event)
        columns, words = encoder.columns()
        state = kernel.read(columns, words)
        found = encoding.courses_of(encoder, columns, state)
        assert found == encoding.plain_courses(events)


def test_nothing_at_all_comes_to_nothing() -> None:
    columns, words = encoding.Encoder().columns()
    assert kernel.read(columns, words).used.sum() == 0
