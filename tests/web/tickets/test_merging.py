from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Message, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import lin, person, store

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
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


def asked(box: Mailbox, words: str, **more: object) -> int:
    sent_at = timezone.now() - HOUR
    return arrives(box, letter(words, **({"sent_at": sent_at} | more))).ticket_id or 0


@pytest.fixture
def both(box: Mailbox) -> tuple[int, int]:
    return asked(box, "Where is my lamp?"), asked(box, "And the bulb?")


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_sheet_lists_the_buyers_tickets_with_what_would_come_of_it(desk, both) -> None:
    one, other = both
    sheet = page(desk, f"/tickets/{one}/merge/sheet/")
    assert f'value="{other}" checked' in sheet
    assert "2 messages" in sheet


def test_the_preview_says_so_of_another_buyer_and_of_no_ticket(desk, both, box) -> None:
    one, _other = both
    stranger = asked(box, "Hello", sender="eve@elsewhere.example")
    preview = f"/tickets/{one}/merge/preview/?number="
    assert "cannot be merged" in page(desk, f"{preview}%23{stranger}")
    assert "no other ticket" in page(desk, f"{preview}{one}")
    assert "no other ticket" in page(desk, f"{preview}999999")
    assert "Choose a ticket" in page(desk, f"{preview}abc")


def test_merging_shows_all_that_was_said_and_how_to_undo_it(desk, both) -> None:
    one, other = both
    address = f"/tickets/{one}/merge/"
    merged = desk.post(address, {"other": other}, headers=HTMX).content.decode()
    assert "And the bulb?" in merged
    assert f"#{other} is a part of this ticket now." in merged
    assert f"/tickets/{other}/unmerge/" in merged
    undone = desk.post(f"/tickets/{other}/unmerge/", headers=HTMX).content.decode()
    assert f'href="/tickets/{other}/" id="begun"' in undone
    assert Ticket.objects.get(pk=other).merged_into_id is None


def test_the_merged_number_leads_to_the_other_ticket_and_says_why(desk, both) -> None:
    one, other = both
    desk.post(f"/tickets/{one}/merge/", {"other": other}, headers=HTMX)
    answer = desk.get(f"/tickets/{other}/?view=mine", follow=True)
    assert answer.redirect_chain == [(f"/tickets/{one}/?view=mine", 302)]
    assert f"#{other} was merged into #{one}" in answer.content.decode()


def test_a_number_that_was_typed_counts_before_the_list(desk, both, box) -> None:
    one, other = both
    third = asked(box, "And the cord?")
    form = {"other": other, "number": f"#{third}"}
    desk.post(f"/tickets/{one}/merge/", form, headers=HTMX)
    merged = Ticket.objects.filter(merged_into=one).values_list("pk", flat=True)
    assert list(merged) == [third]


def test_merging_across_buyers_is_refused_in_words(desk, both, box) -> None:
    one, _other = both
    stranger = asked(box, "Hello", sender="eve@elsewhere.example")
    answer = desk.post(f"/tickets/{one}/merge/", {"other": stranger}, headers=HTMX)
    assert answer.status_code == 422
    assert "two buyers" in answer.content.decode()


def test_messages_are_chosen_and_split_off(desk, box) -> None:
    one = asked(box, "Where is my lamp?", message_id="lamp@b")
    asked(box, "And a chair", references=("lamp@b",))
    chosen = Message.objects.get(body="And a chair")
    assert f'value="{chosen.pk}"' in page(desk, f"/tickets/{one}/split/sheet/")
    address = f"/tickets/{one}/split/"
    shown = desk.post(address, {"message": [chosen.pk]}, headers=HTMX).content.decode()
    new = Ticket.objects.get(split_from=one)
    assert f'href="/tickets/{new.pk}/" id="begun"' in shown
    assert f"Split off from #{one}" in page(desk, f"/tickets/{new.pk}/")
    back = desk.post(f"/tickets/{new.pk}/unsplit/", headers=HTMX).content.decode()
    assert "And a chair" in back


def test_nothing_chosen_is_refused_and_nonsense_is_too(desk, both) -> None:
    one, _other = both
    for chosen in ([], ["abc"], ["1" * 30]):
        answer = desk.post(f"/tickets/{one}/split/", {"message": chosen}, headers=HTMX)
        assert answer.status_code in {400, 422}, chosen
    assert Ticket.objects.count() == 2


def test_a_case_and_a_history_are_shown_with_the_other_tickets(desk, both, agent) -> None:
    one, other = both
    case = page(desk, f"/tickets/{one}/case/")
    assert "And the bulb?" in case
    assert f"Next: answer #{one} by" in case
    commands.merge(ticket_id=other, into=one, by=agent, at=timezone.now())
    assert f"#{other} into #{one}" in page(desk, f"/tickets/{one}/case/")
    assert "Wrote to us" in page(desk, f"/tickets/{one}/buyer/")


def test_a_buyer_is_joined_and_parted_on_the_page(desk, both, box) -> None:
    one, _other = both
    home = asked(box, "My order", sender="j@home.example")
    Ticket.objects.update(order_number="306-1234567-1234567")
    assert "Possibly the same person" in page(desk, f"/tickets/{one}/buyer/")
    desk.post(f"/tickets/{one}/buyer/join/", {"ticket": home})
    joined = page(desk, f"/tickets/{one}/buyer/")
    assert "Joined buyers" in joined
    assert "said Lin" in joined
    buyer = Ticket.objects.get(pk=home).buyer_id
    desk.post(f"/tickets/{one}/buyer/part/", {"buyer": buyer})
    assert "Joined buyers" not in page(desk, f"/tickets/{one}/buyer/")


def test_who_only_reads_sees_case_and_history_but_no_button(client, both, box) -> None:
    one, _other = both
    client.force_login(person("Omar", "reviewer", box.store))
    for address in ("", "case/", "buyer/"):
        shown = page(client, f"/tickets/{one}/{address}")
        assert "merge" not in shown.replace("Merge another ticket into this one", "")
    assert client.get(f"/tickets/{one}/merge/sheet/").status_code == 403


def test_the_panel_names_a_ticket_that_is_due_sooner(desk, box) -> None:
    later = asked(box, "Later")
    sooner = asked(box, "Sooner", sent_at=timezone.now() - 5 * HOUR)
    assert f"#{sooner} has to be answered sooner" in page(desk, f"/tickets/{later}/")
    assert "has to be answered sooner" not in page(desk, f"/tickets/{sooner}/")
