from __future__ import annotations

import pytest

from firsthand.domain.metrics import commands
from firsthand.domain.metrics.queries import contact_number
from tests.domain.metrics.journal_story import Story

# The facts are read only from transactions that have ended.
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_ticket_says_the_number_of_its_latest_contact() -> None:
    story = Story(buyer=7)
    story.asks(0)
    story.hears(1)
    commands.run_until_done()
    assert contact_number(1) == 1
    story.asks(30)
    commands.run_until_done()
    assert contact_number(1) == 2


def test_messages_without_an_answer_between_them_are_one_contact() -> None:
    story = Story(buyer=7)
    story.asks(0)
    story.asks(1)
    commands.run_until_done()
    assert contact_number(1) == 1


def test_contacts_on_another_ticket_of_the_issue_count_and_later_ones_do_not() -> None:
    story = Story(buyer=7)
    story.asks(0, ticket=1)
    story.hears(1, ticket=1)
    story.asks(30, ticket=2)
    commands.run_until_done()
    assert (contact_number(1), contact_number(2)) == (1, 2)


def test_a_ticket_without_facts_has_no_number() -> None:
    assert contact_number(1) is None
