"""One ticket: what was said, what is being written, the order beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.claims import queries as claims
from firsthand.domain.invoices import queries as invoices
from firsthand.domain.mail import queries as mail
from firsthand.domain.metrics import queries as metrics
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import queries as remedy_queries
from firsthand.domain.sla import queries as sla
from firsthand.domain.tickets import queries
from firsthand.domain.tickets.queries import FilePurpose, ReplyKind
from firsthand.foundation.money import Money
from firsthand.web.manner.buyer import buyer_of
from firsthand.web.promises.shown import beside
from firsthand.web.remedies.lines import lines_of
from firsthand.web.remedies.shown import shown_for
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import later, lists, places, snoozed
from firsthand.web.tickets.acting import macros_offered, waiting_actions
from firsthand.web.tickets.given import Said, in_order, why_words
from firsthand.web.tickets.links import seller_central_link
from firsthand.web.tickets.panel import order_panel, takes_invoices
from firsthand.web.tickets.promises import clocks_on
from firsthand.web.tickets.sheet import sheet_context

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Attachment
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import HeldReply, Ticket
    from firsthand.domain.tickets.queries import Added
    from firsthand.web.remedies.lines import Line
    from firsthand.web.remedies.shown import Shown
    from firsthand.web.tickets.panel import OrderPanel


@require_safe
@needs(Right.READ_TICKETS)
def ticket(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show one ticket, with the newest message in sight and the composer below it."""
    person, at = person_of(request), timezone.now()
    shown = shown_to(person, ticket_id)
    if shown.pk != ticket_id:
        words = {"one": ticket_id, "other": shown.pk}
        messages.info(request, _("#%(one)d was merged into #%(other)d.") % words)
        asked = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse("ticket", args=[shown.pk]) + asked)
    context = context_of(request, person, shown, at)
    return render(request, "tickets/ticket.html", context)


@require_safe
@needs(Right.READ_TICKETS)
def thread(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show what was said on a ticket, for a page that has it open.

    A page that had seen an older version gets the ticket's head as well: it may be closed,
    or somebody's.
    """
    person, at = person_of(request), timezone.now()
    shown = shown_to(person, ticket_id)
    context = _thread(person, shown, at)
    context["view"] = places.known(request.GET.get("view", ""))
    if request.GET.get("seen") == str(shown.version):
        return render(request, "tickets/_thread.html", context)
    # No more than the head shows: every open page asks when anything happened.
    context["issue_contact"] = metrics.contact_number(shown.pk)
    return render(request, "tickets/_thread_anew.html", context)


def redrawn(
    request: HttpRequest,
    ticket_id: int,
    *,
    done: str,
    is_written: bool = False,
    is_undone: bool = False,
    begun: int | None = None,
    undo: str = "",
) -> HttpResponse:
    """Return the whole ticket anew after a deed, saying what was done.

    Args:
        request: the deed.
        ticket_id: the ticket to show.
        done: what was done.
        is_written: whether the next ticket may be wanted.
        is_undone: whether a text is there again to be written on.
        begun: another ticket that stands by itself now, to be led to.
        undo: where to post to undo what was done.
    """
    person, at = person_of(request), timezone.now()
    shown = shown_to(person, ticket_id)
    context = context_of(request, person, shown, at)
    context |= {"done": done, "is_written": is_written, "is_undone": is_undone}
    context |= {"is_part": True, "begun": begun, "undo": undo}
    return render(request, "tickets/_after_deed.html", context)


def context_of(
    request: HttpRequest, person: Person, ticket: Ticket, at: datetime
) -> dict[str, object]:
    """Return all that the ticket page shows."""
    view = places.known(request.GET.get("view", ""))
    drafts = queries.drafts_of(ticket.pk, person_id=person.pk)
    others = queries.other_tickets_of_buyer(person, ticket)
    panel = order_panel(person, ticket.order_id)
    remedies = shown_for(person, panel.order) if panel else None
    return _thread(person, ticket, at) | {
        "view": view,
        "offers": later.offers(ticket, at=at),
        **beside(person, ticket, at=at),
        "buyer": buyer_of(ticket, at=at),
        **_steps(ticket),
        "issue_contact": metrics.contact_number(ticket.pk),
        "reply_draft": drafts.get(False),
        "note_draft": drafts.get(True),
        "reply_files": queries.files_added(ticket.pk, person_id=person.pk)
        if ticket.any_files
        else (),
        "file_purposes": FilePurpose.choices,
        "reply_kinds": ReplyKind.choices,
        # What was begun from a macro and not sent stands in the draft.
        "macro_actions": macros_offered(ticket.pk, person) if drafts.get(False) else (),
        "reply_key": uuid4(),
        "note_key": uuid4(),
        "panel": panel,
        "remedies": remedies,
        **_of_order(panel, remedies, at),
        "others": others,
        "sooner": _sooner(ticket, others),
        "desk_views": lists.rail(person, at=at, current=view),
        **sheet_context(reverse("ticket_reasons", args=[ticket.pk])),
    }


def _of_order(
    panel: OrderPanel | None, remedies: Shown | None, at: datetime
) -> dict[str, object]:
    """Return what is beside the order: its deadlines, its invoices, its books."""
    if panel is None or remedies is None:
        return {}
    order, given = panel.order, remedies.given.minor_units
    missing = max(given - panel.in_books.minor_units, 0)
    return {
        "returns_due": claims.returns_due(order, panel.notices, at=at),
        "invoices": invoices.invoices_of(order.pk) if takes_invoices(order) else (),
        "takes_invoices": takes_invoices(order),
        "not_in_books": Money(order.currency, missing) if missing else None,
    }


def _steps(ticket: Ticket) -> dict[str, object]:
    """Return the steps, which is the next one, and which stand open when it is closed."""
    steps = queries.steps_of(ticket.pk)
    left = [step for step in steps if step.done_at is None]
    return {
        "steps": steps,
        "steps_done": len(steps) - len(left),
        "open_steps": left,
        "next_step": left[0].pk if left else None,
    }


def _sooner(ticket: Ticket, others: Sequence[Ticket]) -> Ticket | None:
    """Return the buyer's ticket that is due before this one, if there is such a one."""
    due = [other for other in others if other.queue_due_at is not None]
    first = min(due, key=lambda other: (other.queue_due_at, other.pk), default=None)
    if first is None or first.queue_due_at is None:
        return None
    mine = ticket.queue_due_at
    return first if mine is None or first.queue_due_at < mine else None


def _thread(person: Person, ticket: Ticket, at: datetime) -> dict[str, object]:
    said = queries.thread_of(ticket.pk)
    files: dict[int, list[Attachment]] = {}
    for file in mail.attachments_of([message.pk for message in said]):
        files.setdefault(file.ticket_message_id or 0, []).append(file)
    in_doubt = {message.delivery for message in said} & {"waiting"}
    held_replies, undoable = (
        queries.held_beside(ticket.pk, person.pk) if ticket.any_held else ([], [])
    )
    leaving = any(
        each.state == "waiting" and not each.is_scheduled for each in held_replies
    )
    remedies = lines_of(
        person,
        remedy_queries.remedies_beside(
            ticket_id=ticket.pk, order_id=ticket.order_id, store_id=ticket.store_id
        ),
    )
    with_files = [Said(each, files.get(each.pk, ())) for each in said]
    return {
        "ticket": ticket,
        "zone": ticket.store.time_zone,
        "n_said": len(said),
        **_hands(person, ticket, with_files, remedies.all),
        "remedy_lines": remedies,
        "clocks": clocks_on(ticket, said, person, now=at),
        "priorities": sla.Priority.choices,
        "held_replies": _with_files(ticket, held_replies),
        "undoable": undoable,
        "macro_waiting": waiting_actions(
            person,
            ticket,
            # Asked only where there can be any.
            has_written=any(message.author_id == person.pk for message in said),
        ),
        "is_being_sent": bool(in_doubt) or leaving,
        "me": person.pk,
        "may_take_back": person.may(Right.ASSIGN_OTHERS),
        # Asked only where there is one: most tickets were never merged with another.
        "mergings": queries.mergings_of(ticket.pk)
        if any(message.home_id for message in said)
        else (),
        "snoozed": snoozed.words(ticket.snoozed_for, ticket.snoozed_until)
        if ticket.snoozed_until is not None
        else "",
        "marketplace_link": seller_central_link(ticket.no_response_link),
        "may_work": queries.may_work(person, ticket),
        "works_handed_over": person.may(Right.WORK_HANDED_OVER),
        "now": at,
        "today": at.date(),
    }


def _with_files(
    ticket: Ticket, held: Sequence[HeldReply]
) -> list[tuple[HeldReply, Sequence[Added]]]:
    """Return the replies that are held, each with the files that wait with it."""
    files = queries.files_held([each.pk for each in held]) if ticket.any_files else {}
    return [(each, files.get(each.pk, ())) for each in held]


def _hands(
    person: Person, ticket: Ticket, said: Sequence[Said], remedies: Sequence[Line]
) -> dict[str, object]:
    """Return who had the ticket, among what was said, and why it is with whom it is."""
    assignments = queries.assignments_of(ticket.pk)
    is_free = ticket.assignee_id in {None, person.pk}
    return {
        "said": in_order(said, assignments, remedies),
        "why": why_words(ticket, assignments),
        "may_pass_on": is_free or person.may(Right.ASSIGN_OTHERS),
    }


def zone_for(person: Person, ticket_id: int) -> str:
    """Return the buyer's zone to whoever may answer him: that of his marketplace."""
    return to_work(person, ticket_id).store.time_zone


def to_work(person: Person, ticket_id: int) -> Ticket:
    """Return the ticket a number leads to, for what only those ask who work it.

    Raises:
        Http404: there is none in the stores `person` may see.
        PermissionDenied: he works none, or only those handed over to him.
    """
    shown = queries.ticket_for(person, ticket_id)
    if shown is not None and queries.may_work(person, shown):
        return shown
    raise Http404 if person.may(Right.WORK_TICKETS) else PermissionDenied


def shown_to(person: Person, ticket_id: int) -> Ticket:
    """Return the ticket a number leads to.

    Raises:
        Http404: there is none in the stores `person` may see.
    """
    shown = queries.ticket_for(person, ticket_id)
    if shown is None:
        raise Http404
    return shown
