"""Problems, flows and rights in words: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from firsthand.domain.accounts.models import MarketplaceAccount
from firsthand.domain.accounts.rules import FlowName, Problem, ProblemKind


@dataclass(frozen=True)
class Words:
    """What is wrong, and what to do; the second is empty where nothing needs to be done."""

    what: str
    fix: str


_IT_PASSES = gettext_lazy("Nothing needs to be done: it is tried again by itself.")
# Where facts are missing, as in rows of an older version, their places stay readable.
_WORDS: Mapping[ProblemKind, tuple[Promise, Promise]] = {
    ProblemKind.KEY_MISSING: (
        gettext_lazy("The stored secrets cannot be read with the keys of this"
                     " installation."),
        gettext_lazy("Put the file mail.key that belongs to this database back from the"
                     " backup, or enter the secrets again under “Change the secrets”."),
    ),
    ProblemKind.SECRET_REFUSED: (
        gettext_lazy("Amazon does not know the application, or its client secret is"
                     " wrong or was rotated."),
        gettext_lazy("Copy client id and client secret from the Developer Console again,"
                     " and enter them under “Change the secrets”."),
    ),
    ProblemKind.PERMISSION_WITHDRAWN: (
        gettext_lazy("The seller's permission was withdrawn, has run out, or is not for"
                     " this application."),
        gettext_lazy("Have the seller authorise the application again in Seller Central,"
                     " and enter the new refresh token under “Change the secrets”."),
    ),
    ProblemKind.APPLICATION_NOT_APPROVED: (
        gettext_lazy("Amazon has not approved the application for this: it is a draft, or"
                     " its registration was declined."),
        gettext_lazy("Look at its state in the Developer Console."),
    ),
    ProblemKind.LOGIN_REFUSED: (
        gettext_lazy("Amazon's log-in declined (status %(status)s)."),
        gettext_lazy("Check client id, client secret and refresh token."),
    ),
    ProblemKind.ROLE_MISSING: (
        gettext_lazy("The role “%(role)s” is missing: Amazon does not allow"
                     " %(operation)s."),
        gettext_lazy("Add the role to the application in the Developer Console; then have"
                     " the seller authorise it again, and enter the new refresh token."),
    ),
    ProblemKind.NOT_ALLOWED: (
        gettext_lazy("Amazon does not allow %(operation)s: a role is missing, or the"
                     " seller's permission for it."),
        gettext_lazy("Compare the roles of the application in the Developer Console with"
                     " those in the guide, then have the seller authorise it again."),
    ),
    ProblemKind.WRONG_REGION: (
        gettext_lazy("The account is in another region: “%(right)s”, not “%(region)s”."),
        gettext_lazy("Change the region of this account, and choose its stores again."),
    ),
    ProblemKind.NOT_PARTICIPATING: (
        gettext_lazy("The seller does not sell on the marketplace %(marketplace)s, which"
                     " “%(store)s” is on."),
        gettext_lazy("Take the store from this account, or have the marketplace switched"
                     " on in Seller Central."),
    ),
    ProblemKind.LISTINGS_SUSPENDED: (
        gettext_lazy("Amazon has suspended the seller's listings on %(marketplace)s."),
        gettext_lazy("Read Account health in Seller Central; orders that are there are"
                     " still read."),
    ),
    ProblemKind.CERTIFICATE: (
        gettext_lazy("Amazon's certificate is not accepted here: %(why)s."),
        gettext_lazy("Check this machine's clock, and whether a proxy on the way puts a"
                     " certificate of its own in the place of Amazon's."),
    ),
    ProblemKind.UNREACHABLE: (
        gettext_lazy("Amazon cannot be reached: %(why)s."),
        gettext_lazy("Check the network, the name server and the proxy of this machine."),
    ),
    ProblemKind.SERVER_TROUBLE: (
        gettext_lazy("Amazon has a fault of its own (status %(status)s)."), _IT_PASSES,
    ),
    ProblemKind.ANSWER_LOST: (
        gettext_lazy("The line to Amazon broke before the answer was there."), _IT_PASSES,
    ),
    ProblemKind.THROTTLED: (
        gettext_lazy("Amazon allows no more calls of %(operation)s just now."),
        gettext_lazy("It goes on by itself. Where it lasts, another program uses up the"
                     " calls of this seller: end it, or give it fewer."),
    ),
    ProblemKind.DECLINED: (
        gettext_lazy("Amazon declined %(operation)s: %(said)s."),
        gettext_lazy("It is tried again. Where it lasts, report it to the project with"
                     " these words."),
    ),
    ProblemKind.REPORT_FAILED: (
        gettext_lazy("Amazon gave up making the report %(report)s (%(status)s)."),
        gettext_lazy("It is asked for again. Amazon cancels a report with nothing in it;"
                     " where it lasts, try the same report in Seller Central."),
    ),
    ProblemKind.DOCUMENT_UNREADABLE: (
        gettext_lazy("The report %(report)s is cut off, or not in the form we know."),
        gettext_lazy("It is asked for again. Where it lasts, report it to the project."),
    ),
    ProblemKind.FAULT: (
        gettext_lazy("This program has a fault of its own (%(what)s)."),
        gettext_lazy("Look into the worker's log, and report it to the project."),
    ),
    ProblemKind.PAUSED: (
        gettext_lazy("The account is paused: nothing of it is read or sent."),
        gettext_lazy("Resume it on the page Connections; it goes on from where it was."),
    ),
    ProblemKind.NO_STORES: (
        gettext_lazy("The account serves no store, so nothing is read."),
        gettext_lazy("Choose its stores on the page Connections."),
    ),
    ProblemKind.NOT_TESTED: (
        gettext_lazy("The account was never tested."),
        gettext_lazy("Press “Test it” on the page Connections, or run: firsthand accounts"
                     " test."),
    ),
    ProblemKind.NOT_PLANNED: (
        gettext_lazy("Nothing has been planned for this account yet."),
        gettext_lazy("The worker does so within a minute: is it running? Start it:"
                     " firsthand serve."),
    ),
    ProblemKind.NEVER_SYNCED: (
        gettext_lazy("It has never come to an end."),
        gettext_lazy("Is the worker running? Start it: firsthand serve."),
    ),
    ProblemKind.STUCK: (
        gettext_lazy("A worker took it and has said nothing since: it hangs, or died."),
        gettext_lazy("Start the worker again; it goes on from what was kept."),
    ),
    ProblemKind.BEHIND: (
        gettext_lazy("It has missed several of its turns."),
        gettext_lazy("The worker does not keep up, or is not running: firsthand serve."),
    ),
    ProblemKind.SECRET_OLD: (
        gettext_lazy("The client secret is %(days)s days old: Amazon wants it changed"
                     " every twelve months."),
        gettext_lazy("Make a new one in the Developer Console, and enter it under “Change"
                     " the secrets”."),
    ),
    ProblemKind.PERMISSION_OLD: (
        gettext_lazy("The seller gave permission %(days)s days ago: it may run out after a"
                     " year."),
        gettext_lazy("Have the seller authorise the application again, and enter the new"
                     " refresh token under “Change the secrets”."),
    ),
    ProblemKind.SELLER_ID_MISSING: (
        gettext_lazy("The seller id is missing: refunds and cancellations have to carry"
                     " it."),
        gettext_lazy("Copy the merchant token from Seller Central, Settings, Account info,"
                     " and enter it on the page Connections."),
    ),
    ProblemKind.STAND_IN: (
        gettext_lazy("The account calls a stand-in for Amazon at %(address)s, and not"
                     " Amazon."),
        gettext_lazy("Good for a trial. For real work add the account again, without that"
                     " address."),
    ),
    ProblemKind.NO_ACCOUNT: (
        gettext_lazy("“%(store)s” is on Amazon, and no account serves it."),
        gettext_lazy("Choose it for an account on the page Connections, or close the"
                     " store."),
    ),
}  # fmt: skip


def words_of(problem: Problem) -> Words:
    """Return what is wrong and what to do, in the language of the moment."""
    facts = _Facts(problem.facts)
    if problem.kind is ProblemKind.OTHER:
        return Words(facts["message"], facts["fix"])
    if problem.kind is ProblemKind.CLOCK_WRONG:
        return _of_clock(facts)
    what, fix = _WORDS[problem.kind]
    return Words(str(what) % facts, str(fix) % facts)


def _of_clock(facts: Mapping[str, str]) -> Words:
    minutes = int(facts["minutes"]) if facts["minutes"].lstrip("-").isdecimal() else 0
    what = (
        ngettext(
            "This machine's clock is %(minutes)s minute fast.",
            "This machine's clock is %(minutes)s minutes fast.",
            minutes,
        )
        if minutes > 0
        else ngettext(
            "This machine's clock is %(minutes)s minute slow.",
            "This machine's clock is %(minutes)s minutes slow.",
            -minutes,
        )
    )
    return Words(what % {"minutes": abs(minutes)}, _("Have it set by NTP."))


class _Facts(dict[str, str]):
    """The facts of a problem in words; one that is missing is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"

    def __getitem__(self, name: str) -> str:
        found = super().__getitem__(name)
        if name in {"region", "right"} and found in MarketplaceAccount.Region.values:
            return str(MarketplaceAccount.Region(found).label)
        return found


_FLOWS: Mapping[str, Promise] = {
    FlowName.ORDERS: gettext_lazy("Orders"),
    FlowName.BACK_FILL: gettext_lazy("Older orders"),
    FlowName.GAPS: gettext_lazy("Gaps in orders"),
    FlowName.PARCELS: gettext_lazy("Parcels"),
    FlowName.RETURNS_FBA: gettext_lazy("Returns to Amazon's warehouses"),
    FlowName.RETURNS_FBM: gettext_lazy("Returns to the seller"),
    FlowName.FEEDBACK: gettext_lazy("Seller feedback"),
    FlowName.FINANCES: gettext_lazy("Payments and refunds"),
    FlowName.INVOICES: gettext_lazy("Invoices"),
    FlowName.SOLICITATIONS: gettext_lazy("Requests for reviews"),
    FlowName.HEALTH: gettext_lazy("Account health"),
}
_COUNTED: Mapping[str, Promise] = {
    "orders": gettext_lazy("orders"),
    "new": gettext_lazy("newly known"),
    "returns": gettext_lazy("returns"),
    "claims": gettext_lazy("claims"),
    "reviews": gettext_lazy("reviews"),
    "postings": gettext_lazy("postings"),
    "judged": gettext_lazy("reports on account health"),
    "no_store": gettext_lazy("of no store here"),
    "unknown_orders": gettext_lazy("of unknown orders"),
    "marketplace_switched": gettext_lazy("on another marketplace than before"),
    "left_out": gettext_lazy("left out"),
    "unknown_status": gettext_lazy("in a state nobody knows"),
    "unknown_fulfilment": gettext_lazy("sent by nobody known"),
    "other_currency": gettext_lazy("with amounts in another currency"),
    "no_number": gettext_lazy("without a number"),
    "no_time": gettext_lazy("without a time"),
    "no_marketplace": gettext_lazy("from outside Amazon"),
    "no_id": gettext_lazy("postings without a number"),
    "no_order": gettext_lazy("postings without an order"),
    "no_refund": gettext_lazy("postings without money to a buyer"),
    "garbled": gettext_lazy("postings that cannot be read"),
}
# What each role is for at this desk; Amazon's names of them stay as they are.
_ROLES: Mapping[str, Promise] = {
    "Selling Partner Insights": gettext_lazy("where the seller sells, account health"),
    "Inventory and Order Tracking": gettext_lazy(
        "orders, parcels, returns, refunds and cancellations"
    ),
    "Finance and Accounting": gettext_lazy("whether a refund has really been paid"),
    "Amazon Fulfillment": gettext_lazy("replacements from Amazon's warehouses"),
    "Product Listing": gettext_lazy("names and pictures of products"),
    "Buyer Communication": gettext_lazy("which messages an order allows, invoices"),
    "Buyer Solicitation": gettext_lazy("requests for reviews"),
    "Direct-to-Consumer Delivery (Restricted)": gettext_lazy(
        "names and addresses of buyers"
    ),
}

# All a desk needs, in the order of the guide.
ROLES = tuple(_ROLES)


def flow_words(name: str, part: str = "") -> str:
    """Return what a flow is called; one nobody gave words keeps its name."""
    words = str(_FLOWS.get(name, name))
    return f"{words} {part}" if part else words


def count_words(counts: Mapping[str, int]) -> str:
    """Return what a run came to: "orders 12, new 3"; empty: nothing."""
    return ", ".join(
        f"{_COUNTED.get(name, name)} {count}" for name, count in counts.items() if count
    )


def role_words(role: str) -> str:
    """Return what a role is for at this desk; empty where nobody said."""
    return str(_ROLES.get(role, ""))
