"""The contract of the metrics, read as plainly as it is written, for small streams.

Slow, without any cleverness, and made from the words of the dictionary alone: every issue
is looked at for every contact. It reads raw events and shares no code with the program.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

Raw = dict[str, Any]
SILENT = {"thanks_only", "auto_reply", "spam", "no_response_needed"}
DAY = timedelta(days=1)


class Stream:
    """What happened by `as_of`, with merged tickets under their last name."""

    def __init__(
        self, events: list[Raw], as_of: datetime, *, any_order: bool = False
    ) -> None:
        self.any_order = any_order
        known = [dict(event) for event in events if event["t"] <= as_of]
        into = {e["ticket"]: e["into"] for e in known if e["type"] == "merge"}
        for event in known:
            seen = {event.get("ticket")}
            while into.get(event.get("ticket")) and into[event["ticket"]] not in seen:
                event["ticket"] = into[event["ticket"]]
                seen.add(event["ticket"])
        self.as_of = as_of
        self.events = sorted(known, key=lambda event: event["t"])
        self.issues: list[Raw] = []
        tags: Raw = {}
        for event in self.events:
            if event["type"] == "tag":
                tags[event["ticket"]] = event["reason"]
            self.read(event, tags)

    def read(self, event: Raw, tags: Raw) -> None:
        if event["type"] == "inbound":
            if needs_an_answer(event):
                self.message(event, event.get("reason") or tags.get(event["ticket"]))
            return
        does = {
            "reply": self.reply, "status": self.status, "tag": self.tag,
            "escalate": self.escalate, "transfer": self.escalate,
        }.get(event["type"])  # fmt: skip
        issue = self.of_ticket(event["ticket"]) if does else None
        if does and issue:
            does(issue, event)

    def status(self, issue: Raw, event: Raw) -> None:
        if event["to"] == "solved":
            self.resolve(issue, event["t"])

    @staticmethod
    def tag(issue: Raw, event: Raw) -> None:
        """The tag in force at the resolution holds; a later one fills a gap only."""
        if issue["resolved"] is None or issue["reason"] is None:
            issue["reason"] = event["reason"]

    @staticmethod
    def escalate(issue: Raw, event: Raw) -> None:
        issue["escalated"] = issue["escalated"] or event["t"]

    def of_ticket(self, ticket: Any) -> Raw | None:
        """The issue that the last message of the ticket is in."""
        found = [
            (one["tickets"][ticket], one) for one in self.issues if ticket in one["tickets"]
        ]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def joins(self, issue: Raw, event: Raw, reason: str | None) -> bool:
        if issue["buyer"] != self.buyer_of(event):
            return False
        if event["t"] - issue["last"] > 30 * DAY:
            return False
        if event["ticket"] in issue["tickets"]:
            return True
        known = issue["reason"]
        if event.get("order") and issue["orders"]:
            linked = event["order"] in issue["orders"]
        elif event.get("asin") and issue["asins"]:
            linked = event["asin"] in issue["asins"]
        else:
            return bool(reason and known and level2(reason) == level2(known))
        untagged = not reason or not known or self.any_order
        return linked and (untagged or level2(str(reason)) == level2(str(known)))

    def buyer_of(self, event: Raw) -> Any:
        of_ticket = (e for e in self.events if e.get("ticket") == event["ticket"])
        return next(e for e in of_ticket if e["type"] == "inbound").get("buyer")

    def message(self, event: Raw, reason: str | None) -> None:
        at = event["t"]
        for issue in reversed(self.issues):
            if self.joins(issue, event, reason):
                if issue["resolved"] is not None:
                    if issue["returned"] is None and at > issue["resolved"]:
                        issue["returned"] = at
                else:
                    self.wrote_again(issue, at)
                break
        else:
            issue = {
                "buyer": self.buyer_of(event), "opened": at, "tickets": {}, "orders": {},
                "asins": set(), "reason": None, "resolved": None, "returned": None,
                "chased": None, "replies": 0, "since_then": set(), "waiting": at,
                "escalated": None, "last": at,
            }  # fmt: skip
            self.issues.append(issue)
        issue["last"] = at
        issue["tickets"][event["ticket"]] = (at, len(issue["tickets"]))
        if event.get("order"):
            issue["orders"].setdefault(event["order"], at)
        if event.get("asin"):
            issue["asins"].add(event["asin"])
        issue["reason"] = issue["reason"] or reason

    @staticmethod
    def wrote_again(issue: Raw, at: datetime) -> None:
        """After nothing but holding replies, or a day of silence, it is a chase."""
        if issue["since_then"]:
            chase = issue["since_then"] == {"holding"}
            issue["waiting"], issue["since_then"] = at, set()
        else:
            chase = at - issue["waiting"] > DAY
        if chase and issue["chased"] is None:
            issue["chased"] = at

    def reply(self, issue: Raw, event: Raw) -> None:
        kind = event.get("kind", "resolution")
        issue["last"] = event["t"]
        if kind == "courtesy":
            return
        issue["replies"] += 1
        issue["since_then"].add(kind)
        if kind == "resolution":
            self.resolve(issue, event["t"])

    @staticmethod
    def resolve(issue: Raw, at: datetime) -> None:
        if issue["resolved"] is None:
            issue["resolved"] = issue["last"] = at

    def escapes_of(self, issue: Raw) -> list[datetime]:
        """Since when each claim, chargeback or bad feedback on its orders counts."""
        return [
            max(event["t"], issue["orders"][event["order"]])
            for event in self.events
            if is_escape(event)
            and event["order"] in issue["orders"]
            and event["t"] >= issue["opened"]
        ]

    def state(
        self, issue: Raw, days: int, *, escapes: bool = True, empowered: bool = False
    ) -> str:
        resolved, opened = issue["resolved"], issue["opened"]
        end = None if resolved is None else resolved + days * DAY
        due = opened + 7 * DAY
        bad = [at for at in (issue["chased"], issue["returned"]) if at]
        bad += self.escapes_of(issue) if escapes else []
        bad = [at for at in bad if end is None or at <= end]
        passed_on = issue["escalated"]
        if empowered and passed_on and (resolved is None or passed_on < resolved):
            bad.append(passed_on)
        if resolved is None or resolved > due:
            bad.append(due)
        if any(at <= self.as_of for at in bad):
            return "failed"
        if resolved is None:
            return "open"
        return "success" if end is not None and end <= self.as_of else "provisional"

    def fcr(self, days: int, **how: bool) -> Raw:
        states = [self.state(issue, days, **how) for issue in self.issues]
        names = ("failed", "success", "provisional", "open")
        return {"n": len(states), **{name: states.count(name) for name in names}}

    def one_touch(self) -> Raw:
        hits = sum(
            self.state(issue, 7) == "success"
            and issue["replies"] == 1
            and not issue["escalated"]
            for issue in self.issues
        )
        return {"num": hits, "den": len(self.issues)}

    def contacts(self) -> list[Raw]:
        """Messages of one ticket that wait for the same answer are one."""
        made: list[Raw] = []
        waiting: dict[Any, Raw] = {}
        for event in self.events:
            if event["type"] == "reply":  # A courtesy answers, too, as marketplaces count.
                answered = waiting.pop(event["ticket"], None)
                if answered:
                    answered["answered"] = event["t"]
                continue
            asks = event["type"] == "inbound" and needs_an_answer(event)
            if asks and event["ticket"] not in waiting:
                made.append({"at": event["t"], "answered": None})
                waiting[event["ticket"]] = made[-1]
        return made

    def reply24(self) -> Raw:
        waits = [
            ((one["answered"] or self.as_of) - one["at"], one) for one in self.contacts()
        ]
        answered = [wait for wait, one in waits if one["answered"]]
        silent = [wait for wait, one in waits if not one["answered"]]
        late = sum(wait > DAY for wait in silent)
        return {
            "on_time": sum(wait <= DAY for wait in answered),
            "den": len(answered) + late,
            "no_response": late,
            "pending": len(silent) - late,
        }

    def frt_min(self) -> Raw:
        """Minutes from a ticket's first question to the first reply with substance."""
        found: Raw = {}
        begun: Raw = {}
        for event in self.events:
            if event["type"] == "inbound" and needs_an_answer(event):
                begun.setdefault(event["ticket"], event["t"])
                found.setdefault(event["ticket"], None)
            elif event["type"] == "reply" and event.get("kind") != "courtesy":
                since = begun.get(event["ticket"])
                if since and found[event["ticket"]] is None:
                    found[event["ticket"]] = (event["t"] - since) / timedelta(minutes=1)
        return found


def is_escape(event: Raw) -> bool:
    if event["type"] == "feedback":
        return bool(event["stars"] <= 2)
    return event["type"] == "chargeback" or (
        event["type"] == "claim" and not event.get("denied")
    )


def needs_an_answer(event: Raw) -> bool:
    return event.get("class", "question") not in SILENT and not event.get("nrn")


def level2(reason: str) -> str:
    return ".".join(reason.split(".")[:2])
