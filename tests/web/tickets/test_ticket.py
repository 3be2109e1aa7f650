from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.mail.ports import ParsedAttachment, RelayKind
from firsthand.domain.orders.models import Order, Product
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Draft, FocusInterval, Message, Ticket
from firsthand.web.tickets.links import seller_central_link
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import lin, maya, person, store
from tests.sheets import filled

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    file = ParsedAttachment('bill "1"\r\n.html', "text/html", b"<script>alert(1)</script>")
    got = arrives(
        box,
        relayed(
            "Where is my parcel?",
            html="<p>Where is my <b>parcel</b>?</p>",
            attachments=(file,),
            sent_at=timezone.now() - HOUR,
        ),
    )
    return Ticket.objects.get(pk=got.ticket_id)


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


def address(ticket: Ticket, what: str = "") -> str:
    return f"/tickets/{ticket.pk}/{what}"


def written(
    ticket: Ticket, body: str = "It comes on Friday.", **values
) -> dict[str, object]:
    return {
        "body": body,
        "kind": "resolution",
        "idempotency_key": uuid4(),
        "seen_version": ticket.version,
    } | values


def test_the_page_shows_what_was_said_and_what_is_left(desk, ticket) -> None:
    page = desk.get(address(ticket)).content.decode()
    assert "Where is my parcel?" in page
    assert "22 h 59 min left" in page or "23 h 0 min left" in page


def test_a_reply_goes_out_and_stops_the_clock(desk, ticket) -> None:
    response = desk.post(address(ticket, "reply/"), written(ticket), headers=HTMX)
    assert response.status_code == 200
    assert "Nothing waits for an answer" in response.content.decode()
    assert OutboundMail.objects.get().body == "It comes on Friday."


def test_the_same_reply_sent_twice_goes_out_once(desk, ticket) -> None:
    reply = written(ticket)
    for _click in range(2):
        assert desk.post(address(ticket, "reply/"), reply, headers=HTMX).status_code == 200
    assert OutboundMail.objects.count() == 1


def test_a_reply_may_close_the_ticket(desk, ticket) -> None:
    reply = written(ticket, and_solve="on", **filled())
    desk.post(address(ticket, "reply/"), reply, headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.state == "solved"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"body": "  "}, "There is no text to send."),
        ({"seen_version": 0}, "Nothing was sent."),
    ],
)
def test_a_refused_reply_says_why_where_the_page_shows_it(
    desk, ticket, changed, said
) -> None:
    reply = written(ticket, **changed)
    response = desk.post(address(ticket, "reply/"), reply, headers=HTMX)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert response.headers["HX-Retarget"] == "#refusal"
    assert not OutboundMail.objects.exists()


def test_without_htmx_a_refusal_is_shown_on_the_page_it_came_from(desk, ticket) -> None:
    here = address(ticket)
    response = desk.post(
        address(ticket, "reply/"), written(ticket, " "), headers={"Referer": here}
    )
    assert response.headers["Location"] == here
    assert "There is no text to send." in desk.get(here).content.decode()


@pytest.mark.parametrize(
    "came_from", [None, "https://evil.example/tickets/", "//evil.example", "javascript:x"]
)
def test_a_refusal_leads_to_no_foreign_page_but_to_the_queue(
    desk, ticket, came_from
) -> None:
    headers = {"Referer": came_from} if came_from else {}
    refused = desk.post(address(ticket, "reply/"), written(ticket, " "), headers=headers)
    assert refused.headers["Location"] == reverse("queue")
    assert (
        "There is no text to send."
        in desk.get(reverse("queue"), follow=True).content.decode()
    )


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("assign/", {"to": 10**30, "expected": ""}),
        ("assign/", {"to": 2**63, "expected": ""}),
        ("assign/", {"to": "", "expected": 10**30}),
        ("order/", {"order_number": "306-0000000-0000000"}),
        (f"messages/{2**63}/settle/", {"was_sent": "yes"}),
    ],
)
def test_numbers_of_nothing_are_refused_in_words(desk, ticket, what, body) -> None:
    refused = desk.post(address(ticket, what), body, headers=HTMX)
    assert refused.status_code in {403, 422}
    ticket.refresh_from_db()
    assert ticket.assignee_id is None


@pytest.mark.parametrize(
    "broken", [{"kind": "apology"}, {"idempotency_key": "1"}, {"seen_version": "x"}]
)
def test_a_reply_no_page_of_ours_sends_is_not_understood(desk, ticket, broken) -> None:
    response = desk.post(address(ticket, "reply/"), written(ticket, **broken))
    assert response.status_code == 400


def test_a_tab_that_is_behind_gets_the_newer_text_and_overwrites_nothing(
    desk, ticket
) -> None:
    def save(body: str, over: str):
        return desk.post(address(ticket, "draft/"), {"body": body, "over": over})

    first = save("On", "").json()
    second = save("On Friday", first["stamp"]).json()
    for behind in (first["stamp"], ""):
        refused = save("On Mon", behind)
        assert refused.status_code == 422
        told = refused.json()
        assert (told["body"], told["stamp"]) == ("On Friday", second["stamp"])
        assert "another tab" in told["said"]
    assert save("On Monday", second["stamp"]).status_code == 200
    assert Draft.objects.get().body == "On Monday"


def test_a_draft_is_kept_and_emptied(desk, ticket) -> None:
    response = desk.post(address(ticket, "draft/"), {"body": "Half a\r\nsentence"})
    assert response.json()["said"].startswith("Draft saved ")
    assert Draft.objects.get().body == "Half a\nsentence"
    assert "Half a\nsentence" in desk.get(address(ticket)).content.decode()
    emptied = {"body": "", "over": response.json()["stamp"]}
    assert desk.post(address(ticket, "draft/"), emptied).json()["said"] == ""
    assert not Draft.objects.exists()


def test_a_note_stays_among_us(desk, ticket) -> None:
    note = {"body": "He called, too.", "idempotency_key": uuid4()}
    assert desk.post(address(ticket, "note/"), note, headers=HTMX).status_code == 200
    assert Message.objects.get(direction="note").body == "He called, too."
    assert not OutboundMail.objects.exists()


def test_taking_a_ticket_somebody_else_took_is_refused_by_name(
    desk, ticket, box, agent
) -> None:
    other = maya(box.store)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=other)
    mine = {"to": agent.pk, "expected": ""}
    response = desk.post(address(ticket, "assign/"), mine, headers=HTMX)
    assert response.status_code == 422
    assert "Maya has this ticket now." in response.content.decode()


def test_an_agent_may_not_hand_a_ticket_to_a_colleague(desk, ticket, box) -> None:
    response = desk.post(
        address(ticket, "assign/"), {"to": maya(box.store).pk, "expected": ""}
    )
    assert response.status_code == 403


def test_close_reopen_and_no_response_needed_each_work_once(desk, ticket) -> None:
    for what, again in (("no-response-needed/", 422), ("close/", 422), ("reopen/", 422)):
        assert desk.post(address(ticket, what), filled(), headers=HTMX).status_code == 200
        assert desk.post(address(ticket, what), filled(), headers=HTMX).status_code == again


def test_linking_an_order_this_store_does_not_have_is_refused(desk, ticket) -> None:
    number = {"order_number": "306-0000000-0000000"}
    response = desk.post(address(ticket, "order/"), number, headers=HTMX)
    assert "This store has no order" in response.content.decode()
    assert desk.post(address(ticket, "order/"), {"order_number": ""}).status_code == 400


@pytest.mark.parametrize(("was_sent", "delivery"), [("yes", "sent"), ("no", "waiting")])
def test_a_reply_in_doubt_is_settled_by_a_person(desk, ticket, was_sent, delivery) -> None:
    desk.post(address(ticket, "reply/"), written(ticket), headers=HTMX)
    out = OutboundMail.objects.get()
    OutboundMail.objects.update(state=OutboundMail.State.UNKNOWN)
    Message.objects.filter(direction="outbound").update(delivery="unknown")
    assert "Send again" in desk.get(address(ticket)).content.decode()
    message = Message.objects.get(direction="outbound")
    settle = address(ticket, f"messages/{message.pk}/settle/")
    answer = desk.post(settle, {"was_sent": was_sent}, headers=HTMX)
    assert answer.status_code == 200
    out.refresh_from_db()
    message.refresh_from_db()
    assert (out.state, message.delivery) == (delivery, delivery)
    assert desk.post(settle, {"was_sent": was_sent}, headers=HTMX).status_code == 422
    assert desk.post(settle, {"was_sent": "perhaps"}).status_code == 400


def test_html_is_served_so_that_nothing_in_it_loads_or_runs(desk, ticket) -> None:
    message = ticket.messages.get()
    response = desk.get(address(ticket, f"messages/{message.pk}/as-sent/"))
    policy = response.headers["Content-Security-Policy"]
    assert b"<b>parcel</b>" in response.content
    assert "default-src 'none'" in policy
    assert "img-src 'none'" in policy
    assert "sandbox" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_file_is_only_ever_a_download(desk, ticket) -> None:
    page = desk.get(address(ticket)).content.decode()
    place = page.split(f"/tickets/{ticket.pk}/files/")[1].split('"')[0]
    response = desk.get(address(ticket, f"files/{place}"))
    assert response.content == b"<script>alert(1)</script>"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "\n" not in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_another_ticket_is_not_found_under_this_one(desk, box, ticket) -> None:
    other = arrives(box, letter("Another", sender="else@x.example"))
    page = desk.get(address(ticket)).content.decode()
    place = page.split(f"/tickets/{ticket.pk}/files/")[1].split('"')[0]
    assert desk.get(f"/tickets/{other.ticket_id}/files/{place}").status_code == 404


def test_attention_is_recorded_once_for_each_stretch(desk, ticket) -> None:
    now = timezone.now()
    stretch = {
        "key": uuid4(),
        "started_at": (now - HOUR / 4).isoformat(),
        "ended_at": now.isoformat().replace("+00:00", "Z"),
    }
    for _report in range(2):
        assert desk.post(address(ticket, "focus/"), stretch).status_code == 204
    assert FocusInterval.objects.count() == 1
    assert desk.post(address(ticket, "focus/"), stretch | {"key": "x"}).status_code == 400


DEEDS = [
    ("reply/", written),
    ("note/", lambda ticket: {"body": "x", "idempotency_key": uuid4()}),
    ("draft/", lambda ticket: {"body": "x"}),
    ("assign/", lambda ticket: {"to": "", "expected": ""}),
    ("close/", lambda ticket: filled()),
    ("tag/", lambda ticket: filled()),
    ("reopen/", lambda ticket: {}),
    ("no-response-needed/", lambda ticket: {}),
    ("order/", lambda ticket: {"order_number": "1"}),
    ("messages/1/settle/", lambda ticket: {"was_sent": "yes"}),
]


@pytest.mark.parametrize(("what", "body"), DEEDS)
def test_no_deed_reaches_a_ticket_of_a_foreign_store(client, ticket, what, body) -> None:
    client.force_login(lin(store("JP")))
    assert client.post(address(ticket, what), body(ticket)).status_code == 404


@pytest.mark.parametrize(("what", "body"), DEEDS)
def test_no_deed_is_done_for_a_role_that_only_reads(client, ticket, what, body) -> None:
    client.force_login(person("Ada", "analyst", ticket.store))
    assert client.post(address(ticket, what), body(ticket)).status_code == 403
    assert client.get(address(ticket, what)).status_code == 405


@pytest.mark.parametrize("number", [0, 2**63 - 1, 2**63, 10**30])
def test_a_number_of_no_ticket_is_not_found_however_long_it_is(desk, number) -> None:
    assert desk.get(f"/tickets/{number}/").status_code == 404
    assert desk.post(f"/tickets/{number}/presence/").status_code == 404
    draft = {"body": "x", "over": str(uuid4())}
    assert desk.post(f"/tickets/{number}/draft/", draft).status_code == 404


@pytest.mark.parametrize("what", ["", "thread/", "messages/1/as-sent/", "files/1/"])
def test_nothing_of_a_foreign_ticket_is_shown(client, ticket, what) -> None:
    client.force_login(lin(store("JP")))
    assert client.get(address(ticket, what)).status_code == 404


def test_who_only_reads_sees_no_composer(client, ticket) -> None:
    client.force_login(person("Ada", "analyst", ticket.store))
    page = client.get(address(ticket)).content.decode()
    assert "reply-form" in page
    assert "<textarea" not in page


@pytest.mark.parametrize(
    ("link", "is_shown"),
    [
        ("https://sellercentral.amazon.de/nrn?x=1", True),
        ("https://sellercentral-europe.amazon.com/nrn", True),
        ("http://sellercentral.amazon.de/nrn", False),
        ("https://sellercentral.amazon.de.evil.example/", False),
        ("https://sellercentralamazon.de/", False),
        ("https://evil@sellercentral.amazon.de/", False),
        ("https://sellercentral.amazon.de:8443/", False),
        ("javascript:alert(1)", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_the_marketplaces_own_pages_are_linked(link: str, is_shown: bool) -> None:
    assert (seller_central_link(link) == link) == (is_shown or link == "")


def test_a_notice_of_the_marketplace_is_filed_not_queued(box) -> None:
    got = arrives(box, relayed("Refund issued", kind=RelayKind.REFUND_ISSUED))
    ticket = Ticket.objects.get(pk=got.ticket_id)
    assert ticket.machine_only
    assert ticket.state == "solved"


def test_who_else_is_here_is_told_in_words_with_the_version(desk, box, ticket) -> None:
    other = Client()
    other.force_login(maya(box.store))
    here = address(ticket, "presence/")
    assert desk.post(here).json() == {"version": 2, "words": "", "is_writing": False}
    assert other.post(here).json()["words"] == "Here as well: Lin"
    other.post(address(ticket, "draft/"), {"body": "On Fri"})
    told = desk.post(here).json()
    assert (told["words"], told["is_writing"]) == ("Writing a reply right now: Maya", True)
    assert "Writing a reply right now: Maya" in desk.get("/queue/open/").content.decode()
    assert "Maya" not in Client().post(here).content.decode()


def test_a_ticket_with_all_of_its_order_takes_few_queries(
    desk, ticket, django_assert_max_num_queries
) -> None:
    order = Order.objects.create(
        store=ticket.store, number="302-1234567-1234567", buyer=ticket.buyer,
        state="shipped", fulfilment="FBM", currency="EUR", total_minor_units=4200,
        placed_at=ticket.opened_at - 3 * DAY,
    )  # fmt: skip
    lamp = Product.objects.create(store=ticket.store, sku="LAMP", title="Desk lamp")
    for number in (1, 2):
        order.lines.create(
            line_number=number, product=lamp, title="Lamp", quantity=1,
            price_minor_units=2100,
        )  # fmt: skip
    order.parcels.create(carrier="DHL", tracking_number="00340")
    order.returns.create(requested_at=ticket.opened_at)
    order.setbacks.create(kind="claim", external_id="A1", happened_at=ticket.opened_at)
    Ticket.objects.filter(pk=ticket.pk).update(order=order)
    desk.get("/queue/")  # The first page after a log-in writes the session.
    with django_assert_max_num_queries(28):  # Three of a return that waits.
        page = desk.get(address(ticket)).content.decode()
    assert page.count("LAMP") == 2
