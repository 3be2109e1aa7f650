"""Erase a buyer, purge what is old: then look through a dump of the whole database."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from firsthand.cli import main
from firsthand.domain.claims import commands as claims
from firsthand.domain.claims.commands import Kind, Rests
from firsthand.domain.claims.models import Claim
from firsthand.domain.mail import commands as mail
from firsthand.domain.mail.models import Blob, OutboundMail, RawMail
from firsthand.domain.mail.ports import ParsedAttachment
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.metrics.models import Contact, Course, Issue
from firsthand.domain.orders import queries as order_queries
from firsthand.domain.orders.commands import record_order, record_setback
from firsthand.domain.orders.models import Buyer, Order, OrderReturn, Setback
from firsthand.domain.orders.ports import Identity, LineFacts, OrderFacts
from firsthand.domain.tickets import commands as tickets
from firsthand.domain.tickets.models import Ticket
from firsthand.foundation.postgres import binaries
from tests.claims import finds
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import lin, store
from tests.sheets import sheet

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
CANARY = "kanarienvogel"
ALIAS = f"{CANARY}x1@marketplace.amazon.de"
NUMBER = "301-0000001-0000001"


def words(what: str) -> str:
    return f"{CANARY} in the {what}"


def seed(at: datetime) -> Buyer:
    """Put the canary wherever a buyer's data can get, `at` that time."""
    box = mailbox(store("DE"))
    agent = lin(box.store)
    order = record_order(
        store_id=box.store_id,
        facts=OrderFacts(
            number=NUMBER,
            state="delivered",
            fulfilment="FBM",
            currency="EUR",
            placed_at=at - 4 * DAY,
            delivered_at=at,
            lines=(LineFacts("Lumo Arc", 1, 4490, sku="ARC", asin="B0DEMOARDE"),),
            total_minor_units=4490,
            buyer=(Identity("amazon_alias", ALIAS),),
            buyer_name=words("name"),
            address={"line": words("street")},
        ),
        at=at,
    )
    OrderReturn.objects.create(order=order, reason_text=words("return"), requested_at=at)
    setback = record_setback(
        order_id=order.pk, kind="feedback", external_id="F1", happened_at=at, stars=1
    )
    Setback.objects.filter(pk=setback.pk).update(comment=words("comment"))
    photo = ParsedAttachment(f"{CANARY}.png", "image/png", words("file").encode())
    received = arrives(
        box,
        relayed(
            words("body"),
            alias=ALIAS,
            order_numbers=(NUMBER,),
            from_name=words("sender"),
            subject=words("subject"),
            html=f"<p>{words('html')}</p>",
            reply_to=f"{CANARY}x1+case@marketplace.amazon.de",
            case_id=f"{CANARY}case",
            attachments=(photo,),
            sent_at=at,
        ),
        at=at,
    )
    common: dict[str, Any] = {"ticket_id": received.ticket_id, "by": agent, "at": at}
    tickets.add_note(**common, body=words("note"), idempotency_key=uuid4())
    tickets.save_draft(**common, body=words("draft"), is_note=True)
    reply = tickets.reply(
        **common, body=words("reply"), idempotency_key=uuid4(), close_with=sheet()
    )
    finds(
        Ticket.objects.get(pk=received.ticket_id), agent, note=words("finding"), at=at,
        rests_on=(Rests(kind=Kind.PHOTO, note=words("basis")),),
    )  # fmt: skip
    claim = record_setback(
        order_id=order.pk, kind="claim", external_id="C1", happened_at=at
    )
    claims.set_deadline(setback_id=claim.pk, respond_by=at + DAY, by=agent, at=at)
    Claim.objects.update(read_from=words("claim mail"))
    sent = OutboundMail.objects.get(ticket_message_id=reply.pk)
    sent.answer = f"250 accepted for {ALIAS}"
    sent.state = OutboundMail.State.SENT
    sent.save()
    raw = f"From: <{ALIAS}>\n\n{words('quarantine')}".encode()
    mail.quarantine(mailbox_id=box.pk, raw=raw, why="too many parts", at=at)
    arrives(box, letter("Somebody else's words", sender="other@buyers.example"), at=at)
    return Buyer.objects.get(pk=order.buyer_id)


def places_of_the_canary() -> list[str]:
    """Return the lines of a dump of everything that still hold it, as text or as bytes."""
    settings = connection.settings_dict
    connection.close()
    dump = subprocess.run(
        [
            str(binaries.find() / "pg_dump"), "--inserts", "--data-only",
            "-h", settings["HOST"], "-U", settings["USER"], settings["NAME"],
        ],
        env=os.environ | {"PGPASSWORD": settings["PASSWORD"]},
        capture_output=True,
        check=True,
        text=True,
    ).stdout  # fmt: skip
    assert "INSERT INTO public.tickets_ticket" in dump
    marks = (CANARY, CANARY.encode().hex())
    return [
        line for line in dump.splitlines() if any(mark in line.lower() for mark in marks)
    ]


def figures() -> tuple[list[Any], ...]:
    metrics.rebuild()
    tables = (Issue, Contact, Course)
    return (
        *(sorted(table._base_manager.values_list()) for table in tables),
        list(Order.objects.values_list("number", "total_minor_units", "placed_at")),
        [OutboundMail.objects.count(), Ticket.objects.count()],
        [Order.objects.aggregate(Sum("total_minor_units"))],
    )


def run(*arguments: str) -> int:
    """Run a command as an operator does, on the database of the test."""
    args = main._parser().parse_args(arguments)
    return int(args.run(args))


def by_alias(buyer: Buyer) -> list[str]:
    return ["--alias", ALIAS.upper()]


def by_number(buyer: Buyer) -> list[str]:
    return ["--id", str(buyer.pk)]


@pytest.mark.parametrize("whom", [by_alias, by_number])
def test_nothing_of_an_erased_buyer_is_left_in_the_database(
    whom: Callable[[Buyer], list[str]],
) -> None:
    buyer = seed(timezone.now() - DAY)
    before = figures()
    assert len(places_of_the_canary()) > 10
    assert run("buyer", "erase", *whom(buyer), "--yes") == 0
    assert places_of_the_canary() == []
    assert figures() == before
    assert Ticket.objects.filter(gist="Somebody else's words").exists()
    assert order_queries.buyer_known_by(Identity("amazon_alias", ALIAS)) is None


def test_erasing_asks_first_and_takes_no_for_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    buyer = seed(timezone.now() - DAY)
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    assert run("buyer", "erase", "--id", str(buyer.pk)) == 1
    assert Buyer.objects.get(pk=buyer.pk).erased_at is None


def test_an_unknown_buyer_is_said_to_be_unknown() -> None:
    from firsthand.cli.buyer import UnknownBuyer

    with pytest.raises(UnknownBuyer):
        run("buyer", "erase", "--email", "nobody@buyers.example", "--yes")


def test_31_days_after_the_delivery_nothing_is_left_but_the_figures() -> None:
    seed(timezone.now() - 31 * DAY)
    before = figures()
    assert run("pii", "purge") == 0
    left = places_of_the_canary()
    assert left == []
    assert figures() == before


def test_what_is_not_due_stays() -> None:
    buyer = seed(timezone.now() - 29 * DAY)
    assert run("pii", "purge") == 0
    assert Buyer.objects.get(pk=buyer.pk).name == words("name")
    assert Ticket.objects.get(buyer=buyer).subject == words("subject")


def test_an_open_conversation_keeps_its_buyer_however_old() -> None:
    buyer = seed(timezone.now() - 40 * DAY)
    Ticket.objects.filter(buyer=buyer).update(state="open", solved_at=None)
    assert run("pii", "purge") == 0
    assert Buyer.objects.get(pk=buyer.pk).name == words("name")
    assert Order.objects.get().address == {"line": words("street")}


def test_a_purged_buyer_who_comes_back_is_the_same_buyer() -> None:
    buyer = seed(timezone.now() - 31 * DAY)
    run("pii", "purge")
    assert order_queries.buyer_known_by(Identity("amazon_alias", ALIAS)) == buyer


def test_purging_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    seed(timezone.now() - 31 * DAY)
    run("pii", "purge")
    capsys.readouterr()
    run("pii", "purge")
    assert {line.split()[-1] for line in capsys.readouterr().out.splitlines()} == {"0"}
    assert not RawMail.objects.exclude(content=None).exists()
    assert not Blob.objects.exclude(content=None).exists()


def test_the_inventory_lists_every_marked_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from firsthand.foundation.personal import personal_fields

    run("pii", "inventory")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(personal_fields())
    assert any("tickets_message" in line and "body" in line for line in lines)


def test_nothing_the_journal_holds_is_made_of_words() -> None:
    """Dump the journal beside everything a buyer can say: none of it may be there."""
    seed(timezone.now() - DAY)
    assert not [line for line in places_of_the_canary() if "public.journal_" in line]
