"""The desk as a person works it: by keyboard, in both languages and themes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from firsthand.domain.metrics import commands as metrics
from firsthand.domain.orders.commands import record_order
from firsthand.domain.orders.models import Parcel
from firsthand.domain.orders.ports import LineFacts, OrderFacts
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Draft, FocusInterval, Message, Ticket
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.desk import ticket
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import lin, maya, store

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def german() -> Store:
    return store("DE", name="Lumo Berlin")


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german, store("US", name="Lumo Seattle"), store("JP", name="Lumo Tokyo"))


@pytest.fixture
def jonas(german: Store, agent: Person) -> Ticket:
    """Jonas's lamp: an answer that did not help, a note, and 25 minutes left."""
    now = timezone.now()
    asked = now - DAY + 25 * MINUTE
    box = mailbox(german)
    number = "306-4471902-5580316"
    order = record_order(
        store_id=german.pk,
        facts=OrderFacts(
            number=number,
            state="delivered",
            fulfilment="FBM",
            currency="EUR",
            placed_at=now - 9 * DAY,
            deliver_by=now - 4 * DAY,
            delivered_at=now - 6 * DAY,
            lines=(
                LineFacts("Lumo 2 lamp, warm white", 1, 3999, sku="LUMO2-WW-DE"),
                LineFacts("USB-C adapter, 18 W", 1, 1249, sku="ADP-18"),
            ),
            shipping_minor_units=490,
            total_minor_units=5738,
        ),
        at=now - 9 * DAY,
    )
    Parcel.objects.create(
        order=order,
        carrier="DHL",
        tracking_number="0034 0434 1617",
        scans=[
            {"at": (now - 8 * DAY).isoformat(), "what": "Left Frankfurt warehouse"},
            {"at": (now - 6 * DAY).isoformat(), "what": "Delivered, signed"},
        ],
    )
    first = arrives(
        box,
        relayed(
            "Die Lampe flackert seit heute. Was soll ich tun?",
            subject="Lampe flackert nach zwei Tagen",
            language="de",
            order_numbers=(number,),
            sent_at=asked - 2 * DAY,
        ),
    )
    commands.reply(
        ticket_id=first.ticket_id,
        body="Bitte stecken Sie das Netzteil einmal direkt in die Wandsteckdose.",
        by=agent,
        at=asked - DAY,
        idempotency_key="00000000-0000-4000-8000-000000000001",
    )
    commands.mark_delivery(
        message_id=Message.objects.get(direction="outbound").pk, delivery="sent", at=asked
    )
    commands.add_note(
        ticket_id=first.ticket_id,
        body="Fourth flicker this week from batch 2608B; the adapter is suspect.",
        by=agent,
        at=asked - HOUR,
        idempotency_key="00000000-0000-4000-8000-000000000002",
    )
    arrives(
        box,
        relayed(
            "Ich habe alles probiert, auch eine andere Steckdose. Die Lampe flackert "
            "weiter. Am Freitag habe ich Besuch und brauche vorher eine Lösung. "
            "Muss ich sie zurückschicken?",
            subject="Lampe flackert nach zwei Tagen",
            language="de",
            order_numbers=(number,),
            html="<p>Ich habe <b>alles</b> probiert.</p>",
            sent_at=asked,
        ),
    )
    return Ticket.objects.get(pk=first.ticket_id)


@pytest.fixture
def desk(jonas: Ticket, agent: Person) -> None:
    """A dozen more tickets, as an evening has them."""
    now = timezone.now()
    stores = {each.marketplace: each for each in Store.objects.all()}
    other = maya(*stores.values())
    for name, place, gist, due_in, holder in (
        ("M. Alvarez", "US", "Two screws of the shelf are missing", -12 * MINUTE, other),
        ("佐藤 美咲", "JP", "指定日に届かず、今日中に回答がほしい", -4 * MINUTE, None),
        ("H. Whitfield", "US", "Says delivered, no neighbour has it", 38 * MINUTE, agent),
        ("Camille Roux", "DE", "Colour differs, would keep it for less", 52 * MINUTE, None),
        ("G. Ferrari", "DE", "Invoice without the tax number", 80 * MINUTE, None),
        (
            "S. Yılmaz",
            "DE",
            "App stops at step 3, router only has 5 GHz",
            104 * MINUTE,
            None,
        ),
        ("田中 健", "JP", "ワンサイズ大きいものに交換したい", 125 * MINUTE, other),
        ("Renee Cole", "US", "No scan in Chicago for three days", 136 * MINUTE, None),
        ("Familie Krüger", "DE", "Glass arrived broken, two photos", 5 * HOUR, None),
        ("Dale K.", "US", "Charged twice for one order", 20 * HOUR, None),
    ):
        ticket(
            stores[place],
            at=now,
            name=name,
            gist=gist,
            due_in=due_in,
            assignee=holder,
            order_number=f"306-{abs(hash(name)) % 10**7:07d}-5580316",
            language={"JP": "ja"}.get(place, "en"),
        )
    FocusInterval.objects.create(
        ticket=jonas,
        person=other,
        key="00000000-0000-4000-8000-00000000000a",
        started_at=now - 3 * MINUTE,
        ended_at=now - MINUTE,
    )


def speak(page: Page, language: str) -> None:
    page.get_by_role("button", name={"en": "English", "zh-hans": "中文"}[language]).click()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_queue_ticket_and_today_can_be_read_in_both_languages_and_themes(
    opened: Opener, agent: Person, jonas: Ticket, desk: None, language: str, theme: str
) -> None:
    agent.language = language
    agent.save()
    page = opened("/queue/", person=agent, theme=theme)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    keep(page, f"queue-{language}-{theme}")
    assert_accessible(page)
    page.goto(f"/tickets/{jonas.pk}/?view=due-soon")
    keep(page, f"ticket-{language}-{theme}")
    assert_accessible(page)
    page.goto("/")
    keep(page, f"today-{language}-{theme}")
    assert_accessible(page)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_ticket_is_answered_by_keyboard_alone_and_its_clock_stops(
    opened: Opener, agent: Person, jonas: Ticket, desk: None, language: str
) -> None:
    agent.language = language
    agent.save()
    page = opened("/queue/", person=agent)
    for _step in range(3):
        page.keyboard.press("j")
    expect(page.locator(f"#ticket-{jonas.pk}")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{jonas.pk}/**")
    expect(page.locator("#clock")).to_have_class("mark watch")
    page.keyboard.press("r")
    page.keyboard.type(
        "Wir senden Ihnen heute eine neue Lampe, sie kommt am Donnerstag an."
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("#clock")).to_have_class("mark good")
    expect(page.locator("article").last).to_contain_text("neue Lampe")
    expect(page.locator("#reply-form textarea[name=body]")).to_have_value("")
    assert Message.objects.filter(body__startswith="Wir senden", author=agent).count() == 1
    keep(page, f"answered-{language}")
    assert_accessible(page)
    page.keyboard.press("j")
    page.wait_for_url(lambda url: "/tickets/" in url and f"/tickets/{jonas.pk}/" not in url)


RUNNING = {
    "en": re.compile(
        r"last 7 days: at best [\d.]+%.*: (\d+) failed, (\d+) prov\w+, (\d+) open"
    ),
    "zh-hans": re.compile(r"近7天：最好为[\d.]+%.*：失败(\d+)，暂定(\d+)，未解决(\d+)"),
}


def running_week(page: Page, language: str) -> tuple[int, int, int]:
    """Have the worker bring in what happened; return failed, provisional, open of today."""
    metrics.run_until_done()
    page.goto("/")
    words = page.locator(".strip a.provisional").first.inner_text()
    found = RUNNING[language].search(words)
    assert found, words
    failed, provisional, still_open = map(int, found.groups())
    return failed, provisional, still_open


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_answer_moves_one_issue_of_the_running_week_from_open_to_provisional(
    opened: Opener, agent: Person, german: Store, language: str
) -> None:
    agent.language = language
    agent.save()
    box = mailbox(german)
    asked = [
        arrives(
            box,
            letter(sender=f"{name}@buyers.example", sent_at=timezone.now() - 2 * HOUR),
            at=timezone.now() - 2 * HOUR,
        )
        for name in ("jonas", "camille")
    ]
    page = opened("/", person=agent)
    assert running_week(page, language) == (0, 0, 2)
    page.goto(f"/tickets/{asked[0].ticket_id}/")
    number = {"en": "Contact 1 of this issue", "zh-hans": "1"}[language]
    expect(page.locator(".line .push")).to_contain_text(number)
    page.keyboard.press("r")
    page.keyboard.type("A new lamp is on its way.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#clock")).to_have_class("mark good")
    assert running_week(page, language) == (0, 1, 1)
    keep(page, f"moved-{language}")
    assert_accessible(page)
    page.set_viewport_size({"width": 1024, "height": 768})
    widths = "all => all.map(one => [one.scrollWidth, one.clientWidth])"
    for needed, given in page.locator(".strip > li").evaluate_all(widths):
        assert needed <= given  # Nothing runs into the next figure.


def test_a_draft_survives_a_reload_and_a_note_has_its_own(
    opened: Opener, agent: Person, jonas: Ticket
) -> None:
    page = opened(f"/tickets/{jonas.pk}/", person=agent)
    page.keyboard.press("r")
    page.keyboard.type("Half a sentence")
    expect(page.locator("#reply-form [data-saved]")).to_contain_text("Draft saved")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("Only among us")
    expect(page.locator("#note-form [data-saved]")).to_contain_text("Draft saved")
    assert page.locator(".composer.note").count() == 1
    page.reload()
    expect(page.locator("#reply-form textarea[name=body]")).to_have_value("Half a sentence")
    expect(page.locator("#note-form textarea")).to_have_value("Only among us")
    assert Draft.objects.count() == 2


def test_a_message_that_came_meanwhile_stops_the_send_and_keeps_the_text(
    opened: Opener, agent: Person, jonas: Ticket, german: Store
) -> None:
    page = opened(f"/tickets/{jonas.pk}/", person=agent)
    page.keyboard.press("r")
    page.keyboard.type("This crosses his mail.")
    from firsthand.domain.mail.models import Mailbox

    arrives(
        Mailbox.objects.get(store=german),
        relayed(
            "Es ist nun egal, danke.",
            order_numbers=(jonas.order_number,),
            sent_at=timezone.now() - MINUTE,
        ),
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("#refusal")).to_contain_text("Nothing was sent")
    expect(page.locator("#reply-form textarea[name=body]")).to_have_value(
        "This crosses his mail."
    )
    expect(page.locator("article").last).to_contain_text("egal")
    keep(page, "refused-en")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#clock")).to_have_class("mark good")


def test_a_search_for_an_order_number_opens_its_ticket(
    opened: Opener, agent: Person, jonas: Ticket, desk: None
) -> None:
    page = opened("/queue/", person=agent)
    page.keyboard.press("/")
    page.keyboard.type(jonas.order_number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{jonas.pk}/**")


def test_attention_is_recorded_when_the_tab_is_left(
    opened: Opener, agent: Person, jonas: Ticket
) -> None:
    page = opened(f"/tickets/{jonas.pk}/", person=agent)
    page.mouse.move(300, 300)
    page.wait_for_timeout(1300)
    page.mouse.move(320, 300)
    # Sent while the page goes, the report belongs to no page that could be asked for it.
    page.goto("/queue/")
    for _try in range(100):
        if FocusInterval.objects.filter(ticket=jonas, person=agent).exists():
            break
        page.wait_for_timeout(100)
    assert FocusInterval.objects.get(ticket=jonas).person == agent
