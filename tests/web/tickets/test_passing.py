"""Passing on, following and mentions as the pages show them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Mention, Ticket, Watch
from tests.letters import arrives, letter, mailbox
from tests.people import lin, maya, store
from tests.routing import comes, rule, speaks

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def lead(box: Mailbox) -> Person:
    return maya(box.store)


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


@pytest.fixture
def number(box: Mailbox) -> int:
    sent_at = timezone.now() - HOUR
    return arrives(box, letter("Wo?", sent_at=sent_at, language="de")).ticket_id or 0


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_page_says_in_one_line_why_one_has_the_ticket(
    desk, box, agent, lead, number
) -> None:
    speaks(agent, "de")
    rule(lead, box.store, name="German first", steps=("language", "load"))
    comes(agent, lead, at=timezone.now())
    commands.assign_waiting(at=timezone.now())
    shown = page(desk, f"/tickets/{number}/")
    assert "Given by the rule “German first”: writes German." in shown
    desk.post("/language/", {"language": "zh-hans"})
    assert "German first" in page(desk, f"/tickets/{number}/")


def test_a_ticket_is_passed_on_in_a_sheet_and_the_thread_shows_it(
    desk, agent, lead, number
) -> None:
    sheet = page(desk, f"/tickets/{number}/pass-on/sheet/")
    assert f'value="person:{lead.pk}"' in sheet
    assert "team of Maya" in sheet
    sent = {
        "to": f"person:{lead.pk}",
        "reason": "decision",
        "note": "50 € back?",
        "expected": "",
    }
    shown = desk.post(f"/tickets/{number}/pass-on/", sent, headers=HTMX).content.decode()
    assert shown.count("Lin passed it on to Maya: Needs a decision I may not make.") == 2
    assert "50 € back?" in shown
    assert Ticket.objects.get().assignee == lead
    assert "Pass on" not in shown.split("</aside>")[0].split('id="thread"')[0]


def test_a_refusal_stands_where_refusals_stand(desk, lead, number) -> None:
    sent = {"to": f"person:{lead.pk}", "reason": "", "expected": ""}
    answer = desk.post(f"/tickets/{number}/pass-on/", sent, headers=HTMX)
    assert answer.status_code == 422
    assert "passed on with a reason" in answer.content.decode()
    assert desk.post(f"/tickets/{number}/pass-on/", {"to": "x"}).status_code == 400


def test_who_follows_sees_what_is_new_until_he_has_the_ticket_open(
    desk, agent, lead, number
) -> None:
    address = f"/tickets/{number}/"
    assert "Unfollow" not in page(desk, address)
    assert "Unfollow" in desk.post(f"{address}follow/", headers=HTMX).content.decode()
    note(number, lead, "Call the carrier")
    assert "1 note" in page(desk, "/following/")
    desk.post(f"{address}presence/")
    assert "1 note" not in page(desk, "/following/")
    desk.post(f"{address}unfollow/", headers=HTMX)
    assert not Watch.objects.exists()
    assert "You follow no ticket." in page(desk, "/following/")


def test_a_mention_is_counted_until_the_ticket_was_opened(
    desk, agent, lead, number
) -> None:
    note(number, lead, "@Lin, may I?")
    shown = page(desk, "/mentions/")
    assert "@Lin, may I?" in shown
    assert 'Mentions of me\n<span class="mark watch">1</span>' in shown
    desk.post(f"/tickets/{number}/presence/")
    shown = page(desk, "/mentions/")
    assert 'Mentions of me\n<span class="soft">0</span>' in shown
    note(number, lead, "@Lin, again?")
    assert desk.post("/mentions/read/").status_code == 302
    assert not Mention.objects.filter(read_at=None).exists()


def note(number: int, by: Person, words: str) -> None:
    commands.add_note(
        ticket_id=number, body=words, by=by, at=timezone.now(), idempotency_key=uuid4()
    )


def test_the_names_are_those_who_may_read_the_ticket(desk, agent, lead, number) -> None:
    assert desk.get(f"/tickets/{number}/names/").json() == {"names": ["Maya"]}


def test_who_is_away_says_so_and_comes_back(desk, agent) -> None:
    assert desk.post("/away/", {"away": "on"}).status_code == 302
    agent.refresh_from_db()
    assert agent.away_since is not None
    assert "I am back" in page(desk, "/following/")
    desk.post("/away/")
    agent.refresh_from_db()
    assert agent.away_since is None


def test_the_ticket_page_takes_as_many_queries_whatever_happened_to_the_ticket(
    desk, box, agent, lead, number
) -> None:
    page(desk, f"/tickets/{number}/")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(desk, f"/tickets/{number}/")
        return len(asked)

    before = queries()
    for to, by in ((agent, lead), (lead, agent), (agent, lead)):
        one = Ticket.objects.get()
        commands.assign(
            ticket_id=number, to=None, expected=one.assignee_id, by=by, at=timezone.now()
        )
        commands.pass_on(
            ticket_id=number, to=commands.Recipient(to.pk), reason="shift",
            expected=None, by=by, at=timezone.now(),
        )  # fmt: skip
    commands.follow(ticket_id=number, by=agent, at=timezone.now())
    assert queries() == before
