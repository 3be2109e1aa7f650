"""The shop's own macros, and the trial that has an answer when the demonstration opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firsthand.cli.demo import loading, macros
from firsthand.domain.macros import queries
from firsthand.domain.macros.models import MacroTrial, MacroUse
from firsthand.domain.macros.rules.trials import is_challenged
from firsthand.domain.tickets.models import Message, Ticket
from firsthand.foundation.scoping import Everything

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def demo(db: None) -> MacroTrial:
    loading.load(seed=7, now=NOW, size=loading.Size(tickets=1800, days=30))
    return MacroTrial.objects.get()


def test_the_trial_has_an_answer_and_nobody_has_decided_yet(demo: MacroTrial) -> None:
    result = queries.trial_result(demo, Everything(), at=NOW)
    assert result.evaluation.verdict == queries.Verdict.BETTER
    assert min(result.control.settled, result.challenger.settled) >= 30
    assert demo.ended_at is None
    versions = queries.versions_of(demo.macro_id)
    fares = queries.fares_of(versions, Everything(), at=NOW)
    assert fares[demo.challenger_id].fcr.share > fares[demo.control_id].fcr.share
    _every_conversation_got_what_the_lot_says(demo)
    _answers_say_what_their_macro_says()


def _every_conversation_got_what_the_lot_says(trial: MacroTrial) -> None:
    dealt = MacroUse.objects.filter(
        sent_at__gte=trial.started_at, version__macro=trial.macro_id
    )
    assert dealt.count() > 100
    for use in dealt:
        drawn = is_challenged(trial.pk, use.ticket_id, trial.share)
        assert use.version_id == (trial.challenger_id if drawn else trial.control_id)


def _answers_say_what_their_macro_says() -> None:
    for use in MacroUse.objects.select_related("version")[:50]:
        body = Message.objects.get(pk=use.message_id).body
        sheet = use.version.read_sheet()
        words = sheet.texts[use.language].split("{{")[0].strip()
        assert body.startswith(words)
        assert Ticket.objects.get(pk=use.ticket_id).language == use.language
        assert use.edited_share < 0.4


def test_a_short_story_has_a_short_trial_that_is_over() -> None:
    short = macros.Trial.within(10, NOW)
    assert short.begins < short.ends <= NOW - timedelta(days=14)
    long = macros.Trial.within(90, NOW)
    assert long.ends - long.begins == timedelta(days=28)
