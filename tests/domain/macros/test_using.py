"""Answering with a macro: live values, locked parts, what left of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist

from firsthand.domain.journal.models import Entry
from firsthand.domain.macros import commands, queries
from firsthand.domain.macros.commands.using import (
    LockedTextAltered,
    NoTextInLanguage,
    NotForThis,
    ValuesMissing,
    ValueUnfit,
    judge_reply,
)
from firsthand.domain.macros.models import MacroUse
from firsthand.domain.orders.commands import record_order
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.sla.commands import set_slots
from firsthand.domain.tickets.commands import Answer, reply, send
from firsthand.domain.tickets.models import Ticket
from firsthand.wiring import REACTIONS, erase_buyer
from tests.desk import ticket
from tests.domain.orders.test_buyers import facts
from tests.letters import mailbox
from tests.macros import published
from tests.people import NOON, lin, maya, person, store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reasons")]
DAY = timedelta(days=1)
FILLED = {"eta_new": "2026-03-08"}


@pytest.fixture
def about() -> Ticket:
    shop = store("DE")
    order = record_order(store_id=shop.pk, facts=facts(state="shipped"), at=NOON)
    order.parcels.create(carrier="DHL", tracking_number="00340", shipped_at=NOON - DAY)
    return ticket(shop, order=order, order_number=order.number)


@pytest.fixture
def agent(about: Ticket) -> Person:
    return lin(about.store)


def in_use(**more: Any) -> int:
    """Return the id of a new macro in use."""
    writer = Person.objects.filter(name="Maya").first() or maya()
    guard = Person.objects.filter(name="Chen").first() or person("Chen", "compliance")
    return published(writer, guard, **more).macro_id


def prepared(
    about: Ticket, by: Person, macro_id: int, language: str = "en", **given: str
) -> commands.Prepared:
    return commands.prepare(
        ticket_id=about.pk,
        macro_id=macro_id,
        language=language,
        given=given,
        by=by,
        at=NOON,
    )


def judged(about: Ticket, by: Person, text: str) -> int | None:
    return judge_reply(ticket_id=about.pk, person_id=by.pk, text=text)


def test_an_answer_is_filled_from_order_parcel_and_what_was_typed(
    about: Ticket, agent: Person
) -> None:
    text = "{{buyer_name}}|{{order_id}}|{{product_short}}|{{carrier}} {{tracking_id}}|"
    text += "{{ship_date}}|{{order_state}}|{{shop}}|{{agent_sign}}|{{eta_new}}|{{asin}}"
    macro_id = in_use(texts={"en": text, "de": text})
    made = prepared(about, agent, macro_id, "de", **FILLED)
    assert made.text == (
        "Jonas Brandt|301-0000001-0000001|Lumo 2|DHL 00340|1. März 2026|versandt|Lumo DE|"
        "Lin|8. März 2026|B0LUMO0002"
    )
    live = {"ship_date": date(2026, 3, 1)}
    assert made.moments == {"eta_new": date(2026, 3, 8)} | live


def test_what_nobody_knows_is_asked_for_by_name(about: Ticket, agent: Person) -> None:
    with pytest.raises(ValuesMissing, match="New date of delivery"):
        prepared(about, agent, in_use())
    assert not MacroUse.objects.exists()


def test_what_is_known_is_not_typed_over(about: Ticket, agent: Person) -> None:
    made = prepared(about, agent, in_use(), order_id="1", **FILLED)
    assert "301-0000001-0000001" in made.text


def test_what_is_no_date_is_named(about: Ticket, agent: Person) -> None:
    with pytest.raises(ValueUnfit, match="New date of delivery"):
        prepared(about, agent, in_use(), eta_new="soon")


def test_an_order_that_vanished_leaves_its_values_to_be_asked_for(agent: Person) -> None:
    bare = ticket(agent.teams.get().stores.get(), order_number="gone")
    with pytest.raises(ValuesMissing, match="Order number"):
        prepared(bare, agent, in_use(), **FILLED)


def test_a_buyers_name_never_becomes_a_template(about: Ticket, agent: Person) -> None:
    about.buyer.name = "{{agent_sign}} [[x]] <b>"
    about.buyer.save()
    assert "Hi {agent_sign} [x] <b>," in prepared(about, agent, in_use(), **FILLED).text


def test_a_locked_part_may_be_taken_out_and_not_altered(
    about: Ticket, agent: Person
) -> None:
    made = prepared(about, agent, in_use(), **FILLED)
    [locked] = made.locked
    judged(about, agent, made.text.replace("Hi Jonas", "Dear Jonas"))
    judged(about, agent, made.text.replace(locked.text, "Hello."))
    wrong = made.text.replace("March 8", "March 6")
    with pytest.raises(LockedTextAltered, match="March 8"):
        judged(about, agent, wrong)
    judged(about, person("Bo", "agent"), wrong)


def test_what_left_is_noted_with_the_share_that_was_changed(
    about: Ticket, agent: Person
) -> None:
    made = prepared(about, agent, in_use(), **FILLED)
    sent = {"ticket_id": about.pk, "person_id": agent.pk, "message_id": 7}
    assert commands.note_sent(**sent, text=made.text + " Bye", at=NOON) == 1
    use = MacroUse.objects.get()
    assert (use.sent_at, use.message_id) == (NOON, 7)
    assert 0 < use.edited_share < 0.1
    assert (use.made, use.locked) == ("", [])
    entry = Entry.objects.get(kind="macros.sent")
    assert entry.ticket_id == about.pk
    assert set(entry.facts) == {
        "version", "language", "edited_share", "message", "actions",
    }  # fmt: skip
    assert commands.note_sent(**sent, text=made.text, at=NOON) == 0
    judged(about, agent, "It will arrive by March 6, 2026.")


def test_another_letter_altogether_was_not_the_macro(about: Ticket, agent: Person) -> None:
    prepared(about, agent, in_use(), **FILLED)
    sent = {"ticket_id": about.pk, "person_id": agent.pk, "message_id": 7}
    assert commands.note_sent(**sent, text="Something else entirely", at=NOON) == 0
    assert MacroUse.objects.get().dropped_at == NOON


def test_a_thrown_away_answer_locks_nothing(about: Ticket, agent: Person) -> None:
    made = prepared(about, agent, in_use(), **FILLED)
    with pytest.raises(MacroUse.DoesNotExist):
        commands.drop(use_id=made.use.pk, by=person("Bo", "agent"), at=NOON)
    commands.drop(use_id=made.use.pk, by=agent, at=NOON)
    judged(about, agent, made.text.replace("March 8", "March 6"))
    assert MacroUse.objects.get().made == ""


@pytest.mark.parametrize(
    "more",
    [
        {"marketplaces": ["JP"]},
        {"channels": ["shop"]},
        {"fulfilment": "FBA"},
        {"roles": ["compliance"]},
    ],
)
def test_a_macro_for_others_is_not_offered_and_refused(
    more: dict[str, Any], about: Ticket, agent: Person
) -> None:
    macro_id = in_use(**more)
    with pytest.raises(NotForThis):
        prepared(about, agent, macro_id, **FILLED)


def test_a_language_without_text_is_refused(about: Ticket, agent: Person) -> None:
    with pytest.raises(NoTextInLanguage):
        prepared(about, agent, in_use(), "ja", **FILLED)


def test_only_who_answers_this_store_uses_macros(about: Ticket) -> None:
    macro_id = in_use()
    with pytest.raises(NotAllowed):
        prepared(about, person("Ada", "analyst", about.store), macro_id)
    with pytest.raises(ObjectDoesNotExist):
        prepared(about, person("Bo", "agent", store("FR")), macro_id)


def test_macros_are_found_by_title_text_reason_and_shortcut() -> None:
    writer, guard = maya(), person("Chen", "compliance")
    late = published(writer, guard, shortcut="late")
    lost = published(
        writer, guard, shortcut="lost", reasons=["INS.LOG.LOST"],
        titles={"en": "Lost", "zh-Hans": "包裹丢失"}, texts={"en": "It is late and lost."},
    )  # fmt: skip
    found = queries.ready(at=NOON)

    def ids(words: str) -> list[int]:
        return [each.version_id for each in queries.found_by(found, words)]

    assert ids("丢失") == ids("inS.log.LOST") == ids("lost") == [lost.pk]
    assert ids("late") == [late.pk, lost.pk]
    assert ids("arrive BY") == [late.pk]
    assert ids("nothing") == []
    assert len(ids("")) == 2


def test_suggested_is_what_answers_the_reason_then_what_fits_the_order(
    about: Ticket, agent: Person
) -> None:
    from firsthand.domain.reasons.models import Reason

    writer, guard = maya(), person("Chen", "compliance")
    above = published(writer, guard, reasons=["INS.LOG"])
    other = published(writer, guard, reasons=["AFT.RET.HOWTO"])
    exact = published(writer, guard, order_states=["shipped"])
    early = published(writer, guard, order_states=["unshipped"])
    found = queries.ready(at=NOON)

    def ids(macros: list[queries.Ready]) -> list[int]:
        return [each.version_id for each in macros]

    assert queries.suggested(found, about, about.order, agent, 9) == []
    about.reason = Reason.objects.get(code="INS.LOG.DELAY")
    suggested = queries.suggested(found, about, about.order, agent, 9)
    assert ids(suggested) == [exact.pk, early.pk, above.pk]
    assert ids(queries.suggested(found, about, about.order, agent, 1)) == [exact.pk]
    assert ids(queries.fitting(found, about, about.order, agent))[-1] == other.pk


def answered(about: Ticket, by: Person, text: str) -> int | None:
    """Answer, have what follows from it done, and return the macro in the journal."""
    said = reply(ticket_id=about.pk, body=text, by=by, at=NOON, idempotency_key=uuid4())
    entry = Entry.objects.get(kind="tickets.reply_written", subject_id=said.pk)
    for reaction in REACTIONS[entry.kind]:
        reaction(entry)
    return entry.facts.get("macro_id")


@pytest.fixture
def writable(about: Ticket) -> Ticket:
    mailbox(about.store)
    return about


def test_an_answer_tells_which_version_it_was_made_from(
    writable: Ticket, agent: Person
) -> None:
    prepared(writable, agent, in_use(), **FILLED)
    made = prepared(writable, agent, in_use(texts={"en": "Sorry, {{buyer_name}}."}))
    assert answered(writable, agent, made.text) == made.use.version_id
    assert MacroUse.objects.get(pk=made.use.pk).edited_share == 0
    assert MacroUse.objects.get(dropped_at__isnull=False).pk != made.use.pk
    assert answered(writable, agent, made.text) is None


def test_an_altered_locked_part_does_not_leave_now_nor_later(
    writable: Ticket, agent: Person
) -> None:
    made = prepared(writable, agent, in_use(), **FILLED)
    wrong = made.text.replace("March 8", "March 6")
    with pytest.raises(LockedTextAltered):
        answered(writable, agent, wrong)
    with pytest.raises(LockedTextAltered):
        send(
            ticket_id=writable.pk,
            reply=Answer(body=wrong, idempotency_key=uuid4()),
            by=agent,
            at=NOON,
            undo_seconds=10,
        )
    assert not writable.messages.exists()


def test_what_was_begun_for_a_buyer_goes_with_him(about: Ticket, agent: Person) -> None:
    prepared(about, agent, in_use(), **FILLED)
    erase_buyer(buyer_id=about.buyer_id, by=None, at=NOON)
    use = MacroUse.objects.get()
    assert (use.made, use.locked, use.dropped_at) == ("", [], NOON)


def test_what_was_begun_long_ago_and_never_left_is_purged(
    about: Ticket, agent: Person
) -> None:
    prepared(about, agent, in_use(), **FILLED)
    assert commands.purge_due(keep_days=30, at=NOON + 30 * DAY) == 0
    assert commands.purge_due(keep_days=30, at=NOON + 31 * DAY) == 1
    assert MacroUse.objects.get().made == ""


def test_reply_slots_are_told_where_they_keep_the_marketplaces_time(about, agent) -> None:
    def known() -> dict[str, str]:
        seen = queries.about(about, person=agent, language="de")
        return queries.live_values(seen, ["reply_slots"])

    given = {"store_id": about.store_id, "minutes": [570, 1020], "by": None, "at": NOON}
    assert known() == {}
    set_slots(weekdays=range(1, 8), **given)
    assert known()["reply_slots"].startswith("täglich um 9:30 und 17:00 Uhr (")
    set_slots(weekdays=[1], **given)  # A week long no buyer is told of.
    assert known() == {}
