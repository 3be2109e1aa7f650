"""Agents at their desks, for locust: each walks its plan, whatever the server answers.

Run by `bench.agents` in a virtual environment of its own, where the rest of the program is
not installed. BENCH_AGENTS names a file that says who walks where; every request is noted
in a file that one names.
"""

from __future__ import annotations

import json
import os
import random
import re
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import gevent
from gevent.local import local
from locust import FastHttpUser, events, task

from bench.agents.plan import Journey, Step, outcome, plan

GIVEN: dict[str, Any] = json.loads(Path(os.environ["BENCH_AGENTS"]).read_text())
PATIENCE = 60.0  # Seconds, then a request counts as an error.
TEXT = (
    "Thank you for writing. The lamp should not flicker: please take the bulb out, wait "
    "a minute and put it back in. If that does not help, we send you another one today. "
)
WORDS = [
    "lamp", "cable", "plug", "glass", "base", "switch", "socket", "shade", "screw",
    "carton", "parcel", "courier", "photo", "crack", "dent", "scratch", "smell", "flicker",
    "noise", "heat", "colour", "label", "manual", "adapter", "fuse", "spring", "depot",
    "street", "weather", "rain", "holiday", "neighbour", "receipt", "voltage", "dimmer",
    "timer", "bracket", "hook", "ceiling", "wall", "kitchen", "hallway", "birthday",
    "present", "daughter", "uncle", "office", "window", "ladder",
]  # fmt: skip
_numbers, _noted, _at_work = count(), [], set()
_begun: list[float] = []  # When the run began, by time.time().
_lane = local()  # .due: when the step that is being taken was to be taken.


@dataclass
class Walk:
    """One journey under way, and what its pages said so far."""

    agent: Agent
    dice: random.Random
    rows: Sequence[str] = ()
    view: str = ""
    listed: str = "/queue/"
    ticket: str = ""
    version: str = "0"
    code: str = ""
    opened_at: float = 0.0
    stamps: dict[str, str] = field(default_factory=dict)
    held: str = ""
    text: str = ""
    other: str = ""
    assignee: str = ""
    refund: dict[str, str] = field(default_factory=dict)

    def ask(
        self, name: str, path: str, form: dict[str, Any] | None = None, **headers: str
    ) -> str | None:
        """Send one request and note it; return the text of the answer unless it failed."""
        return self.agent.ask(name, path, form, headers)


class Firsthand:
    """Our pages, and what their scripts ask for."""

    PART = {"HX-Request": "true"}
    BACKGROUND = {"Firsthand-Background": "1"}

    def __getitem__(self, deed: str) -> Callable[[Walk], None]:
        return getattr(self, deed.replace(" ", "_"))

    def today(self, walk: Walk) -> None:
        walk.ask("today", "/")
        walk.ask("today, most frequent", "/today/most/", **self.PART)

    def service(self, walk: Walk) -> None:
        walk.ask("service", "/service/")
        walk.ask("service, compared", "/service/groups/", **self.PART)

    def queue(self, walk: Walk) -> None:
        walk.view = "due-soon"
        self._list(walk, "queue", "/queue/")

    def mine(self, walk: Walk) -> None:
        walk.view = "mine"
        self._list(walk, "queue, mine", "/queue/mine/")

    def _list(self, walk: Walk, name: str, path: str) -> None:
        walk.listed, page = path, walk.ask(name, path) or ""
        walk.rows = re.findall(r'href="/tickets/(\d+)/', page)

    def refresh(self, walk: Walk) -> None:
        walk.ask("queue, again", walk.listed, **self.PART, **self.BACKGROUND)

    def counts(self, walk: Walk) -> None:
        walk.ask("counts of views", "/queue/counts/", **self.BACKGROUND)

    def at_desk(self, walk: Walk) -> None:
        walk.ask("at desk", GIVEN["at_desk"], {}, **self.BACKGROUND)

    def next(self, walk: Walk) -> None:
        walk.view = "mine"
        self._open(walk, "next", f"/queue/next/?view=mine&but={walk.agent.last}")

    def search(self, walk: Walk) -> None:
        # A buyer names his order: of a ticket that is open.
        number = walk.dice.randrange(GIVEN["tickets"] // 100) * 100 + 1
        self._open(walk, "search", f"/queue/?q=111-{number:07}-0000000")

    def ticket(self, walk: Walk) -> None:
        if not walk.rows:
            self.queue(walk)  # Nothing of one's own is left.
        if walk.rows:
            ticket = walk.dice.choice(walk.rows)
            self._open(walk, "ticket", f"/tickets/{ticket}/?view={walk.view}")

    def _open(self, walk: Walk, name: str, path: str) -> None:
        page = walk.ask(name, path)
        if page is not None and page.startswith("/tickets/"):  # Led to.
            page = walk.ask("ticket", page)
        elif page is not None and page.startswith("/queue/"):
            self.ticket(walk)
            return
        found = page and re.search(r'data-url="/tickets/(\d+)/presence/"', page)
        if page and found:
            walk.ticket = walk.agent.last = found[1]
            walk.opened_at = time.time()
            stamps = re.findall(r'data-stamp="([^"]*)"', page)
            walk.stamps = dict(zip(("draft", "draft of a note"), stamps, strict=False))
            self._read(walk, page)

    def _read(self, walk: Walk, page: str | None) -> None:
        """Take from a page, or from the part of it that came anew, what is needed next."""
        if page is None:
            return
        for name, pattern in (
            ("version", r'name="seen_version" value="(\d+)"'),
            ("held", r"/held/(\d+)/undo/"),
            ("assignee", r'name="expected" value="(\d*)"'),
        ):
            found = re.search(pattern, page)
            setattr(walk, name, found[1] if found else getattr(walk, name))

    def _do(self, walk: Walk, deed: str, path: str, form: dict[str, Any]) -> None:
        address = f"/tickets/{walk.ticket}/{path}/?view={walk.view}"
        self._read(walk, walk.ask(deed, address, form, **self.PART))

    def presence(self, walk: Walk) -> None:
        path = f"/tickets/{walk.ticket}/presence/"
        answer = walk.ask("presence", path, {}, **self.BACKGROUND)
        if answer and str(json.loads(answer)["version"]) != walk.version:
            self.thread(walk)

    def thread(self, walk: Walk) -> None:
        path = f"/tickets/{walk.ticket}/thread/?view={walk.view}&seen={walk.version}"
        self._read(walk, walk.ask("thread", path, **self.PART, **self.BACKGROUND))

    def draft(self, walk: Walk, deed: str = "draft") -> None:
        walk.text += TEXT[: walk.dice.randint(20, len(TEXT))]
        form = {"body": walk.text, "over": walk.stamps.get(deed, "")}
        if deed != "draft":
            form["is_note"] = "on"
        answer = walk.ask("draft", f"/tickets/{walk.ticket}/draft/", form)
        if answer:
            walk.stamps[deed] = json.loads(answer)["stamp"]

    def draft_of_a_note(self, walk: Walk) -> None:
        self.draft(walk, "draft of a note")

    def reasons(self, walk: Walk) -> None:
        page = walk.ask("reasons", f"/tickets/{walk.ticket}/reasons/", **self.PART) or ""
        codes = re.findall(r'data-code="([^"]+)"', page)
        # One of the likeliest, which stand at the top.
        walk.code = walk.dice.choice(codes[:8]) if codes else ""

    def _sheet(self, walk: Walk) -> dict[str, str]:
        return {
            "reason": walk.code,
            "truth": walk.dice.choice(["valid", "invalid", "unknown"]),
            "resolution": walk.dice.choice(GIVEN["resolutions"]),
        }

    def reply(self, walk: Walk, deed: str = "reply", **more: str) -> None:
        form = {
            "body": walk.text + TEXT,
            "kind": "resolution" if more else "holding",
            "idempotency_key": str(uuid.uuid4()),
            "seen_version": walk.version,
        }
        self._do(walk, deed, "reply", form | more)

    def reply_and_close(self, walk: Walk) -> None:
        self.reply(walk, "reply and close", and_solve="on", **self._sheet(walk))

    def undo(self, walk: Walk) -> None:
        if walk.held:
            self._do(walk, "undo", f"held/{walk.held}/undo", {})

    def note(self, walk: Walk) -> None:
        form = {"body": walk.text + TEXT, "idempotency_key": str(uuid.uuid4())}
        self._do(walk, "note", "note", form)

    def tag(self, walk: Walk) -> None:
        self._do(walk, "tag", "tag", self._sheet(walk))

    def close(self, walk: Walk) -> None:
        self._do(walk, "close", "close", self._sheet(walk))

    def assign(self, walk: Walk) -> None:
        to = "" if walk.assignee == str(walk.agent.me["id"]) else walk.agent.me["id"]
        self._do(walk, "assign", "assign", {"to": to, "expected": walk.assignee})

    def merge_sheet(self, walk: Walk) -> None:
        page = walk.ask("merge sheet", f"/tickets/{walk.ticket}/merge/sheet/", **self.PART)
        found = re.search(r'name="other" value="(\d+)"', page or "")
        walk.other = found[1] if found else ""

    def merge(self, walk: Walk) -> None:
        if walk.other:
            self._do(walk, "merge", "merge", {"other": walk.other})

    def refund_sheet(self, walk: Walk) -> None:
        path = f"/tickets/{walk.ticket}/remedies/sheet/?kind=refund"
        page = walk.ask("refund sheet", path, **self.PART) or ""
        key = re.search(r'name="key" value="([^"]+)"', page)
        reasons = re.findall(r'name="reason" value="([^"]+)".*?<span>(.*?)</label>', page)
        walk.refund = {}
        if key and reasons:
            code, label = walk.dice.choice(reasons)
            name = re.sub(r"<[^>]*>|[^\w ]", " ", label)
            # No two notes of one author are alike.
            said = " ".join(walk.dice.sample(WORDS, 9))
            walk.refund = {"key": key[1], "kind": "refund", "way": "share", "share": "20"}
            walk.refund |= {"reason": code, "note": f"{name}: {said}."}

    def refund_foretold(self, walk: Walk) -> None:
        if walk.refund:
            path = f"/tickets/{walk.ticket}/remedies/preview/"
            walk.ask("refund foretold", path, walk.refund, **self.PART)

    def refund(self, walk: Walk) -> None:
        if walk.refund:
            self._do(walk, "refund", "remedies/ask", walk.refund)

    def remedies(self, walk: Walk) -> None:
        path = f"/tickets/{walk.ticket}/remedies/?view={walk.view}"
        walk.ask("remedies", path, **self.PART, **self.BACKGROUND)

    def leave(self, walk: Walk) -> None:
        now = datetime.now(UTC)
        since = now - timedelta(seconds=time.time() - walk.opened_at)
        form = {
            "key": str(uuid.uuid4()),
            "started_at": since.isoformat(),
            "ended_at": now.isoformat(),
        }
        walk.ask("focus", f"/tickets/{walk.ticket}/focus/", form)


class Helpdesk:
    """The pages of django-helpdesk, as far as they do the same."""

    def __getitem__(self, deed: str) -> Callable[[Walk], None]:
        return getattr(self, "_" + deed.replace(" ", "_"), self._nothing)

    def _nothing(self, walk: Walk) -> None:
        """Let go by what it has not."""

    def _queue(self, walk: Walk, query: str = "") -> None:
        page = walk.ask("list", f"/tickets/{query}") or ""
        found = re.search(r"/datatables_ticket_list/[A-Za-z0-9+/=]+", page)
        if found:
            rows = walk.ask("list, rows", f"{found[0]}?draw=1&start=0&length=25")
            walk.rows = re.findall(r'"id": (\d+), "priority"', rows or "")

    def _mine(self, walk: Walk) -> None:
        self._queue(walk, f"?assigned_to={walk.agent.me['id']}&status=1&status=2")

    def _next(self, walk: Walk) -> None:
        self._mine(walk)
        self._ticket(walk)

    def _search(self, walk: Walk) -> None:
        number = walk.dice.randrange(GIVEN["tickets"] // 100) * 100 + 1
        self._open(walk, str(number))

    def _ticket(self, walk: Walk) -> None:
        if walk.rows:
            self._open(walk, walk.dice.choice(walk.rows))

    def _open(self, walk: Walk, ticket: str) -> None:
        if walk.ask("ticket", f"/tickets/{ticket}/") is not None:
            walk.ticket = ticket

    def _update(self, walk: Walk, deed: str, **form: str) -> None:
        form |= {
            "title": f"Question {walk.ticket}",
            "queue": str(1 + int(walk.ticket) % 3),
            "priority": "3",
        }
        led_to = walk.ask(deed, f"/tickets/{walk.ticket}/update/", form)
        if led_to is not None:
            walk.ask("ticket", f"/tickets/{walk.ticket}/")

    def _reply(self, walk: Walk) -> None:
        self._update(walk, "reply", comment=TEXT * 3, public="1", new_status="1")

    def _reply_and_close(self, walk: Walk) -> None:
        self._update(walk, "reply and close", comment=TEXT * 3, public="1", new_status="4")

    def _note(self, walk: Walk) -> None:
        self._update(walk, "note", comment=TEXT, new_status="1")

    def _close(self, walk: Walk) -> None:
        self._update(walk, "close", comment="", new_status="4")


DESK = {"firsthand": Firsthand, "django-helpdesk": Helpdesk}[GIVEN["desk"]]()


class Agent(FastHttpUser):
    """One person with one session."""

    connection_timeout = network_timeout = PATIENCE
    concurrency = 10  # Connections, as of a browser.

    def on_start(self) -> None:
        if not _begun:
            _begun.append(time.time() + 2)
        self.number = next(_numbers)
        self.me = GIVEN["agents"][self.number]
        self.last = "0"
        self.files: set[str] = set()  # What the browser keeps.
        _at_work.add(self.number)

    @task
    def work(self) -> None:
        """Walk all journeys, each from its own moment on; the last one ends the run."""
        journeys = plan(
            self.number,
            seconds=GIVEN["seconds"],
            warm_up=GIVEN["warm_up"],
            seed=GIVEN["seed"],
        )
        walks = []
        for n, journey in enumerate(journeys):
            _sleep_until(_begun[0] + journey.at)
            walks += self.walk(journey, f"{GIVEN['seed']}-{self.number}-{n}")
        gevent.joinall(walks)
        _at_work.discard(self.number)
        if not _at_work:
            # In a greenlet of its own: it ends those of the agents, this one too.
            gevent.spawn(self.environment.runner.quit)
        gevent.sleep(3600)

    def walk(self, journey: Journey, seed: str) -> list[gevent.Greenlet]:
        """Begin a journey: the hand, and beside it whatever the page does by itself."""
        walk = Walk(self, random.Random(seed))
        lanes: dict[str, list[Step]] = {}
        for step in journey.steps:
            lanes.setdefault(step.lane, []).append(step)
        begin = _begun[0] + journey.at
        return [
            gevent.spawn(self.go, walk, begin, steps) for steps in lanes.values() if steps
        ]

    def go(self, walk: Walk, begin: float, steps: Sequence[Step]) -> None:
        """Take steps one after the other, none before its time."""
        for step in steps:
            due = begin + step.at
            if due >= _begun[0] + GIVEN["seconds"]:
                return
            _sleep_until(due)
            _lane.due = due
            if walk.ticket or step.deed in _WITHOUT_TICKET:
                DESK[step.deed](walk)

    def ask(
        self, name: str, path: str, form: dict[str, Any] | None, headers: dict[str, str]
    ) -> str | None:
        """Send one request and note it; return its text, or where it leads."""
        due, began = _lane.due, time.time()
        with self.client.request(
            "GET" if form is None else "POST",
            path,
            data=form,
            headers={"Cookie": self.me["cookie"], "X-CSRFToken": self.me["csrf"]} | headers,
            name=name,
            allow_redirects=False,
            catch_response=True,
        ) as response:
            text = response.text or ""
            led_to = response.headers.get("Location", "") if response.headers else ""
            how = outcome(response.status_code, led_to)
            if how == "error":
                response.failure(f"{response.status_code} {led_to}")
            else:
                response.success()
            took = response.headers.get("Bench-Cpu", "") if response.headers else ""
        # What a page asks for on top is due when the page is there.
        _lane.due = ended = time.time()
        words = "" if how == "ok" else f"{response.status_code} {led_to} {_said(text)}"
        cpu_ms = [float(each) for each in took.split()] or [0.0, 0.0]
        # A file that came is not counted: it is asked for once a day, costs next to nothing
        # and would make the mean of all requests look better than it is.
        if name != "file" or how != "ok":
            _noted.append((name, due, began, ended, how, words, *cpu_ms))
        if how != "ok":
            return None
        # Those of django-helpdesk lie on another server, as its documents have it.
        if name != "file" and GIVEN["desk"] == "firsthand":
            self.fetch_files(text)
        return led_to or text

    def fetch_files(self, page: str) -> None:
        """Fetch the styles, scripts and pictures of a page: each once, they keep."""
        for file in re.findall(r'(?:href|src)="(/static/[^"#]+)', page):
            if file not in self.files:
                self.files.add(file)
                self.ask("file", file, None, {})


_WITHOUT_TICKET = {
    "today", "service", "queue", "mine", "next", "search", "ticket", "refresh",
    "counts", "at desk",
}  # fmt: skip


def _said(text: str) -> str:
    """Return the first words of a refusal, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text)).strip()[:120]


def _sleep_until(moment: float) -> None:
    gevent.sleep(max(0.0, moment - time.time()))


@events.quitting.add_listener
def _write(**_: Any) -> None:
    told = {"begun": _begun[0] if _begun else None, "requests": _noted}
    Path(GIVEN["notes"]).write_text(json.dumps(told))
