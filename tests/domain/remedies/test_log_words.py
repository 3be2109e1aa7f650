"""Every row of the audit log reads as a sentence; none of its kinds is left a code."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from firsthand.domain.authority import commands as authority
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import AuditRow
from firsthand.domain.remedies.queries.log_words import Line, lines
from firsthand.domain.remedies.queries.refusal_words import of_refusal
from firsthand.domain.remedies.queries.words import STATES, why_in_words
from firsthand.domain.remedies.rules.states import State
from firsthand.domain.remedies.rules.why import Why
from firsthand.foundation.errors import Refused
from tests.people import NOON


def row(what: str, *, subject: str = "7", actor: int | None = None, **facts) -> AuditRow:
    return AuditRow(
        seq=3, at=NOON, what=what, subject=subject, actor_id=actor, facts=json.dumps(facts)
    )


def line(what: str, **values) -> Line:
    (found,) = lines([row(what, **values)])
    return found


MONEY = {"kind": "refund", "minor_units": 300, "currency": "EUR"}
WHY = {"refused": "remedies.too_late"}
SENTENCES = [
    ("remedy.request.refused", MONEY | WHY, "wanted to give Refund 3.00 EUR; refused:"),
    ("remedy.approve.refused", MONEY | WHY, "wanted to approve Refund 3.00 EUR; refused:"),
    ("remedy.reject.refused", {"remedy": 4} | WHY, "wanted to reject remedy 4; refused:"),
    ("remedy.withdraw.refused", WHY, "wanted to take back remedy ?; refused:"),
    (
        "remedy.decide_by_hand.refused", {"remedy": 4} | WHY,
        "wanted to say by hand what became of remedy 4; refused:",
    ),
    (
        "remedy.confirm_by_hand.refused", {"remedy": 4} | WHY,
        "wanted to confirm by hand what became of remedy 4; refused:",
    ),
    ("incident.close.refused", {"incident": 5} | WHY, "wanted to close incident 5; refu"),
    ("remedies.stop.refused", WHY, "wanted to stop remedies; refused:"),
    ("remedies.lift.refused", {"stop": 6} | WHY, "wanted to lift stop 6; refused:"),
    ("authority.refused", WHY, "wanted to change the policy; refused:"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "facts", "words"), SENTENCES)
def test_a_refusal_says_what_was_wanted_and_why_not(db, what, facts, words) -> None:
    said = line(what, **facts)
    assert said.words.startswith(words)
    assert said.words.endswith("refused: its time had run out")
    assert said.is_refusal


X_1 = {"external_id": "X-1"}
PLAIN = [
    ("outside.recorded", MONEY | X_1, "3.00 EUR went back without us (X-1)"),
    ("outside.recorded", MONEY, "3.00 EUR went back without us (—)"),
    ("outside.counted", MONEY, "3.00 EUR that went back without us was counted"),
    ("outside.explained", MONEY | X_1, "3.00 EUR (X-1) was a remedy of ours all along"),
    ("incident.raised", {"kind": "fault"}, "incident 7: A check of ours failed"),
    ("incident.raised", {}, "incident 7: "),
    (
        "incident.closed", {"found": "lost"},
        "incident 7 closed: Too much was given, and it stays a loss",
    ),
    ("remedies.stopped", {"scope": "all", "name": ""}, "stopped: Everything"),
    ("remedies.stopped", {"scope": "account", "name": "1"}, "stopped: One account 1"),
    ("remedies.stopped", {"scope": "agent", "name": "99"}, "stopped: One agent 99"),
    ("remedies.stopped", {"scope": "moon"}, "stopped: moon"),
    ("remedies.stopped", {}, "stopped: "),
    ("remedies.stop_lifted", {"scope": "all"}, "stop lifted: Everything"),
    (
        "remedies.decision_proposed", {"says": "succeeded", "external_id": "R-7"},
        "said by hand: It has happened; R-7",
    ),
    (
        "remedies.decision_confirmed", {"says": "failed"},
        "confirmed by hand: It has not happened; —",
    ),
    ("authority.drafted", {}, "wrote version 7 of the policy"),
    ("authority.draft_changed", {}, "changed version 7 of the policy"),
    ("authority.draft_discarded", {}, "threw version 7 away"),
    ("authority.published", {}, "published version 7 of the policy"),
    ("authority.rates_recorded", {"on": "2 May"}, "noted exchange rates of 2 May"),
    ("authority.rates_recorded", {}, "noted exchange rates of "),
    ("people.role_changed", {"to": "lead"}, "gave 7 the role Lead"),
    ("remedy.succeeded", MONEY, "Refund 3.00 EUR: it has happened"),
    ("remedy.succeeded", {"kind": "resend", "minor_units": 0, "currency": "EUR"},
     "Replacement: it has happened"),
    ("remedy.approved", {"minor_units": 3}, ": approved; it may be sent"),
    (
        "remedy.unknown", MONEY | {"why": "held_up"},
        "Refund 3.00 EUR: nobody knows whether it has happened, because: the program had"
        " been held up too long before the call",
    ),
    (
        "remedy.succeeded", MONEY | {"external_id": "R-7", "why": "held_up"},
        "Refund 3.00 EUR: it has happened; the channel’s id is R-7",
    ),
    ("remedy.escalated", {"to": "compliance"}, "nobody had decided; now asked: Compliance"),
    ("claim.handed_over", {"to": 3}, "handed a claim over to compliance"),
    ("claims.pack_exported", {}, "took the evidence for a claim out"),
    ("remedies.stop.refused", {}, "wanted to stop remedies; refused: "),
    ("something.else", {}, "something.else"),
    ("something.else.refused", {}, "something.else.refused"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "facts", "words"), PLAIN)
def test_a_row_says_what_happened(db, what, facts, words) -> None:
    assert line(what, **facts).words == words


def test_who_and_which_order_are_called_by_their_names(
    lin: Person, maya: Person, placed: Order
) -> None:
    said = line("remedy.approved", actor=maya.pk, order=placed.pk)
    assert (said.who, said.order_id, said.order_number) == ("Maya", placed.pk, "302-1")
    assert (said.seq, said.at, said.what, said.is_refusal) == (
        3, NOON, "remedy.approved", False,
    )  # fmt: skip
    said = line("remedy.approved", actor=9_999, order=9_999)
    assert (said.who, said.order_id, said.order_number) == ("#9999", 9_999, "")
    said = line("remedy.approved")
    assert (said.who, said.order_id, said.order_number) == (None, None, "")
    said = line("people.role_changed", subject=str(lin.pk), to="lead")
    assert said.words == "gave Lin the role Lead"
    said = line("remedies.stopped", scope="agent", name=str(lin.pk))
    assert said.words == "stopped: One agent Lin"
    # An account may have a number for a name: it is nobody, not even who stopped it.
    said = line("remedies.stopped", actor=lin.pk, scope="account", name=str(lin.pk))
    assert said.words == f"stopped: One account {lin.pk}"


def test_facts_that_are_no_names_and_values_are_passed_over(db) -> None:
    odd = AuditRow(seq=1, at=NOON, what="remedies.stopped", subject="x", facts="[1]")
    assert [each.words for each in lines([odd])] == ["stopped: "]


def refusals(kind: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for each in kind.__subclasses__():
        yield each
        yield from refusals(each)


# Raised by what the log does not hold.
_NOT_IN_THE_LOG = {"authority.more_than_drawn", "remedies.no_claim_open"}


def test_every_refusal_of_money_and_limits_has_words() -> None:
    assert {commands.MoreThanIsLeft, authority.BudgetSpent} < {*refusals()}
    areas = ("firsthand.domain.remedies", "firsthand.domain.authority")
    codes = {each.code for each in refusals() if each.__module__.startswith(areas)}
    without = {code for code in codes if of_refusal(code) == code}
    assert without == _NOT_IN_THE_LOG
    assert of_refusal("people.not_allowed") == "not allowed for this role"


def test_every_state_and_every_why_has_words() -> None:
    assert STATES.keys() == set(State)
    assert [each for each in Why if why_in_words(each) == each] == []
    assert why_in_words("as the bank said") == "as the bank said"
