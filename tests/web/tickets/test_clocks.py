"""Both clocks as the pages say them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.sla import commands as sla
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import Message, Ticket
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import lin, maya, store, wen
from tests.service_levels import calendar, policy

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


@pytest.fixture
def owner() -> Person:
    return wen()


def asked(box: Mailbox, hours_ago: float = 0.5, mail=letter) -> Ticket:
    at = timezone.now() - hours_ago * HOUR
    return Ticket.objects.get(pk=arrives(box, mail(sent_at=at)).ticket_id)


def answered(ticket: Ticket, agent: Person, hours_ago: float, kind: str) -> None:
    commands.reply(
        ticket_id=ticket.pk,
        body="Here.",
        by=agent,
        at=timezone.now() - hours_ago * HOUR,
        idempotency_key=uuid4(),
        kind=kind,
    )


def clocks_on(desk: Client, ticket: Ticket) -> dict[str, str]:
    """Return the clocks of the ticket's page: summary -> the explanation's words."""
    page = desk.get(f"/tickets/{ticket.pk}/").content.decode()
    found = re.findall(
        r'<details class="clock".*?<summary>(.*?)</summary>(.*?)</details>', page, re.S
    )
    return {_words(head): _words(body) for head, body in found}


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_without_a_policy_the_page_shows_the_marketplaces_clock_alone(desk, box) -> None:
    ((head, body),) = clocks_on(desk, asked(box, mail=relayed)).items()
    assert head == "23 h 29 min left Amazon"
    assert "24 hours, day and night, weekends and holidays included" in body
    assert "any reply by a person, or “no response needed” said there as well" in body
    assert "a message that only says thanks" in body


def test_both_clocks_name_the_message_that_started_them(desk, box, owner) -> None:
    policy(owner, respond_minutes=120, resolve_minutes=600)
    ticket = asked(box)
    message = ticket.messages.get()
    page = desk.get(f"/tickets/{ticket.pk}/").content.decode()
    assert page.count(f'href="#message-{message.pk}"') == 3
    assert f'id="message-{message.pk}"' in page
    heads = list(clocks_on(desk, ticket))
    assert heads == [
        "23 h 29 min left E-mail",
        "1 h 29 min left First reply",
        "9 h 29 min left Resolution",
    ]


def test_the_explanation_names_policy_and_calendar(desk, box, owner) -> None:
    policy(owner, name="Everybody in Europe")
    (body,) = list(clocks_on(desk, asked(box)).values())[1:]
    assert "Policy Everybody in Europe Calendar Always" in body


def test_it_opens_without_a_mouse_and_without_a_script(desk, box) -> None:
    page = desk.get(f"/tickets/{asked(box).pk}/").content.decode()
    assert '<details class="clock" id="clock-marketplace"><summary>' in page


def test_a_clock_that_stands_still_says_why(desk, box, owner, agent) -> None:
    policy(owner, respond_minutes=60, resolve_minutes=600)
    ticket = asked(box)
    answered(ticket, agent, 0.25, "info_request")
    ((head, body),) = clocks_on(desk, ticket).items()
    assert head == "stands still, 9 h 44 min left Resolution"
    assert "It is the buyer’s turn" in body


def test_after_a_holding_reply_a_new_message_starts_both_clocks_again(
    desk, box, owner, agent
) -> None:
    policy(owner, respond_minutes=120, next_reply_minutes=240, resolve_minutes=1200)
    first = letter(sent_at=timezone.now() - 3 * HOUR)
    ticket = Ticket.objects.get(pk=arrives(box, first).ticket_id)
    answered(ticket, agent, 2, "holding")
    assert list(clocks_on(desk, ticket)) == ["16 h 59 min left Resolution"]
    again = letter(
        "And now?", references=(first.message_id,), sent_at=timezone.now() - HOUR
    )
    assert arrives(box, again).ticket_id == ticket.pk
    assert list(clocks_on(desk, ticket)) == [
        "22 h 59 min left E-mail",
        "2 h 59 min left Next reply",
        "16 h 59 min left Resolution",
    ]


def test_thanks_on_amazon_start_its_clock_and_not_ours(desk, box, owner, agent) -> None:
    policy(owner)
    ticket = asked(box, 3, mail=relayed)
    answered(ticket, agent, 2, "resolution")
    at = timezone.now() - HOUR
    Message.objects.create(
        ticket=ticket,
        direction="inbound",
        nature="thanks_only",
        sent_at=at,
        recorded_at=at,
    )
    ticket.refresh_from_db()
    _ticket.reset_clock(ticket)
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save()
    assert list(clocks_on(desk, ticket)) == ["22 h 59 min left Amazon"]
    desk.post(f"/tickets/{ticket.pk}/no-response-needed/")
    assert clocks_on(desk, ticket) == {}


OFFICE = [[(540, 720), (780, 1080)]] * 5 + [[], []]  # 9 to 12 and 13 to 18, Mon to Fri.


@pytest.mark.parametrize(
    ("wrote", "days_off", "team", "amazon"),
    [
        # Clocks are put back on Sunday: 24 hours from Saturday 15:00 are over at 14:00.
        (
            "2026-10-24T15:00+02:00",
            {},
            "26 Oct 14:00 Berlin · 21:00",
            "25 Oct 14:00 Berlin",
        ),
        # They are put forward on Sunday: an hour later by the clock.
        (
            "2026-03-28T15:00+01:00",
            {},
            "30 Mar 14:00 Berlin · 20:00",
            "29 Mar 16:00 Berlin",
        ),
        # An hour on Friday, the weekend, then three hours on Monday.
        (
            "2026-10-23T17:00+02:00",
            {},
            "26 Oct 12:00 Berlin · 19:00",
            "24 Oct 17:00 Berlin",
        ),
        # Over lunch.
        (
            "2026-10-20T11:00+02:00",
            {},
            "20 Oct 16:00 Berlin · 22:00",
            "21 Oct 11:00 Berlin",
        ),
        # A holiday of this calendar, and none of Amazon's.
        (
            "2026-10-23T17:00+02:00",
            {"2026-10-26": "Brückentag"},
            "27 Oct 12:00 Berlin · 19:00",
            "24 Oct 17:00 Berlin",
        ),
    ],
)
def test_the_page_says_when_each_clock_runs_out_over_nights_and_days_off(
    desk, box, owner, wrote, days_off, team, amazon
) -> None:
    hours = calendar(owner, zone="Europe/Berlin", week=OFFICE, holidays=days_off)
    policy(owner, respond_minutes=240, calendar_id=hours.pk)
    at = datetime.fromisoformat(wrote)
    ticket = Ticket.objects.get(pk=arrives(box, relayed(sent_at=at)).ticket_id)
    theirs, ours = clocks_on(desk, ticket).values()
    assert f"Runs out {amazon} · " in theirs
    assert f"Runs out {team} Shanghai" in ours


def test_a_clock_warns_before_it_runs_out(desk, box, owner) -> None:
    policy(owner, respond_minutes=60, warn_minutes=45)
    ticket = asked(box)
    page = desk.get(f"/tickets/{ticket.pk}/").content.decode()
    assert '<span class="mark watch"><b>29 min left</b></span>' in page


def test_the_queue_says_which_clock_runs_out_first(desk, box, owner) -> None:
    policy(owner, channel="email")
    asked(box)
    asked(box, 22, mail=relayed)
    page = desk.get("/queue/open/").content.decode()
    cells = re.findall(r'<td><span class="mark .*?</td>', page)
    lines = [_words(cell) for cell in cells if "left" in cell]
    assert lines == ["1 h 29 min left First reply", "1 h 59 min left Amazon"]


def test_who_was_told_finds_it_on_the_today_page(client, box, owner, agent) -> None:
    policy(owner, escalate_to="lead", warn_minutes=120)
    ticket = asked(box)
    lead = maya(box.store)
    assert sla.escalate_due(at=timezone.now()) == 1
    client.force_login(agent)
    assert "/queue/escalated/" not in _tasks(client)
    client.force_login(lead)
    assert "/queue/escalated/" in _tasks(client)
    assert f"/tickets/{ticket.pk}/" in client.get("/queue/escalated/").content.decode()
    assert "The leads of the store" in str(clocks_on(client, ticket))
    answered(ticket, agent, 0, "resolution")
    assert "/queue/escalated/" not in _tasks(client)


def _tasks(client: Client) -> str:
    page = client.get("/").content.decode()
    return page[page.index('id="main"') if 'id="main"' in page else 0 :].split("</nav>")[-1]


def test_a_priority_is_set_on_the_page(desk, box, owner) -> None:
    policy(owner)
    policy(owner, name="Pressing", priority="urgent", respond_minutes=45)
    ticket = asked(box)
    desk.post(f"/tickets/{ticket.pk}/priority/", {"priority": "urgent"})
    assert "14 min left First reply" in clocks_on(desk, ticket)


def test_a_priority_that_is_none_is_refused_in_words(desk, box) -> None:
    ticket = asked(box)
    answer = desk.post(
        f"/tickets/{ticket.pk}/priority/",
        {"priority": "huge"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert "no such priority" in answer.content.decode()
