"""Mails about a claim come late, twice and in any order; what is known is the same."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from firsthand import wiring
from firsthand.domain.claims import commands
from firsthand.domain.claims.models import Claim
from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.models import Setback
from tests import people
from tests.claims import NUMBER, claim_mail
from tests.letters import arrives, mailbox
from tests.people import NOON
from tests.remedies import order

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPENED = "Bitte antworten Sie innerhalb von 3 Kalendertagen."
REMINDED = "Bitte antworten Sie innerhalb von 2 Tagen."
STEPS = ("opened", "reminded", "decided", "order")


def react() -> None:
    for entry in Entry.objects.order_by("pk"):
        for reaction in wiring.REACTIONS.get(entry.kind, ()):
            reaction(entry)


@pytest.mark.parametrize("steps", list(permutations(STEPS)), ids="-".join)
def test_a_claim_is_the_same_in_whatever_order_its_mails_come(steps) -> None:
    place = people.store()
    boxes = [mailbox(place, address=f"{n}@shop.example") for n in range(2)]
    mails = {
        "opened": claim_mail(OPENED, at=NOON),
        "reminded": claim_mail(REMINDED, at=NOON + DAY / 2),
        "decided": claim_mail("Entschieden.", closed=True, at=NOON + DAY),
    }
    for step in steps:
        if step == "order":
            order(place, NUMBER)
        else:
            for box in boxes:
                arrives(box, mails[step], at=NOON + 2 * DAY)
        react()
    claim = Claim.objects.get()
    assert Setback.objects.get().kind == "claim"
    assert claim.decision_mail_at == NOON + DAY
    assert claim.respond_by == NOON + DAY / 2 + 2 * DAY, "the latest mail says the time"


def test_a_late_mail_of_a_claim_that_was_won_opens_no_other() -> None:
    place = people.store()
    box = mailbox(place)
    order(place, NUMBER)
    arrives(box, claim_mail(OPENED))
    react()
    chen = people.person("Chen", "compliance", place)
    won = {"setback_id": Setback.objects.get().pk, "outcome": "won", "by": chen}
    commands.decide(**won, at=NOON + DAY)
    arrives(box, claim_mail(REMINDED, at=NOON + HOUR), at=NOON + 2 * DAY)
    react()
    assert Setback.objects.count() == 1
    arrives(box, claim_mail(OPENED, at=NOON + 2 * DAY))
    react()
    assert Setback.objects.count() == 2, "made after that, it is another"
