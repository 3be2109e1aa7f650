"""The pages of the send gate, and what the composer is told while somebody types."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.people.models import Person
from firsthand.domain.policies import commands, queries
from firsthand.domain.tickets.models import Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import lin, maya, person, store
from tests.policies import LINK

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def ticket() -> Ticket:
    at = timezone.now()
    arrived = arrives(mailbox(store("US")), letter("Where is my lamp?", sent_at=at), at=at)
    return Ticket.objects.get(pk=arrived.ticket_id)


@pytest.fixture
def lead(client: Client, ticket: Ticket) -> Person:
    lead = maya(ticket.store)
    client.force_login(lead)
    return lead


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def edited(key: str = "L-06", **more: str) -> dict[str, str]:
    """Return the form of a rule as it stands, with something else in it."""
    from firsthand.web.policies.forms import values_of

    return values_of(queries.whole_rule(key, queries.no_changes())) | more


def test_a_rule_is_read_tried_changed_and_published_by_another(
    client: Client, lead: Person, ticket: Ticket
) -> None:
    assert "L-06" in page(client, "/policies/")
    one = page(client, "/policies/L-06/")
    assert "What it must find" in one
    tried = client.post("/policies/L-06/", {"text": LINK, "language": "en"})
    assert "https://lamps.example/offer" in tried.content.decode()
    assert client.post("/policies/L-06/edit/", edited(severity="off")).status_code == 302
    draft = page(client, "/policies/draft/")
    assert "You wrote this draft" in draft
    assert "severity: &quot;off&quot;" in draft
    chen = person("Chen", "compliance", ticket.store)
    client.force_login(chen)
    seen_at = queries.draft().changed_at.isoformat()
    said = client.post("/policies/draft/publish/", {"seen_at": seen_at}, follow=True)
    assert "Texts are judged by it from now on." in said.content.decode()
    assert "Switched off" in said.content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"when": "all: [a"}, "cannot be read"),
        ({"when": "&x {all: [*x]}"}, "cannot be read"),
        ({"when": "just words"}, "cannot be read"),
        ({"when": '{"all": ["nobody_knows"]}'}, "No language has words for nobody_knows"),
        ({"marketplaces": "Japan"}, "two capital letters"),
        ({"message_zh": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_stays_on_the_form(
    client: Client, lead: Person, wrong: dict[str, str], said: str
) -> None:
    answer = client.post("/policies/L-06/edit/", edited(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert queries.draft() is None


def test_words_are_changed_in_one_language_and_thrown_away(
    client: Client, lead: Person
) -> None:
    address = "/policies/L-20/words/?language=en&name=insult"
    assert client.get("/policies/L-20/words/?language=en&name=nobody").status_code == 404
    assert "As they came with the program" in page(client, address)
    assert client.post(address, {"add": "(a+)+"}).status_code == 422
    assert client.post(address, {"add": "silly goose\r\nsilly goose"}).status_code == 302
    assert queries.draft().changes["words"]["en"]["insult"]["add"] == ["silly goose"]
    draft = page(client, "/policies/draft/")
    assert "en: insult" in draft
    assert "+ silly goose" in draft
    assert "silly goose" in page(client, address)
    client.post("/policies/draft/discard/")
    assert queries.draft() is None


def test_what_is_typed_is_judged_with_places_as_a_browser_counts(
    client: Client, lead: Person, ticket: Ticket
) -> None:
    answer = client.post(f"/tickets/{ticket.pk}/check/", {"body": "😀 See\r\n" + LINK})
    said = answer.content.decode()
    start = len("😀 See\n".encode("utf-16-le")) // 2 + LINK.index("https")
    assert f'data-jump data-start="{start}"' in said
    assert "Take it out" in said
    assert "1 rule keeps this text from leaving." in said
    assert client.post(f"/tickets/{ticket.pk}/check/", {"body": " "}).content.strip() == b""
    too_long = client.post(f"/tickets/{ticket.pk}/check/", {"body": "x" * 400})
    assert too_long.status_code == 422
    assert "goes on without an end" in too_long.content.decode()


def test_who_may_lets_a_text_leave_with_a_reason(
    client: Client, lead: Person, ticket: Ticket
) -> None:
    address = f"/tickets/{ticket.pk}/allow/"
    refused = client.post(address, {"body": LINK, "gate_note": ""})
    assert refused.status_code == 422
    assert "leaves with a reason only" in refused.content.decode()
    done = client.post(address, {"body": LINK, "gate_note": "The carrier's page."})
    assert "It may leave once" in done.content.decode()
    client.force_login(lin(ticket.store))
    assert (
        "Let it leave"
        not in client.post(
            f"/tickets/{ticket.pk}/check/", {"body": LINK + "!"}
        ).content.decode()
    )


def test_what_a_rule_says_is_never_read_as_html(
    client: Client, lead: Person, ticket: Ticket
) -> None:
    said = {"en": "<script>alert(1)</script>", "zh": "<b>不</b>"}
    commands.change_rule(key="L-06", fields={"message": said}, by=lead, at=timezone.now())
    commands.publish(by=person("Chen", "compliance"), at=timezone.now())
    answer = client.post(f"/tickets/{ticket.pk}/check/", {"body": LINK}).content.decode()
    assert "<script>" not in answer + page(client, "/policies/")
