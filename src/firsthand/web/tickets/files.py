"""What came from outside, given out so that it can do nothing here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from firsthand.domain.mail import queries as mail
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import queries
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.ticket import shown_to

# The mail may be drawn inside our page, and nothing in it may load, run or submit.
_NOTHING_LOADS = (
    "default-src 'none'; script-src 'none'; style-src 'none'; img-src 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox"
)


@require_safe
@needs(Right.READ_TICKETS)
def html(request: HttpRequest, ticket_id: int, message_id: int) -> HttpResponse:
    """Show a mail as it was sent: without scripts, styles, images, or a way out."""
    ticket = shown_to(person_of(request), ticket_id)
    message = queries.message_of(ticket.pk, message_id)
    if message is None or not message.html:
        raise Http404
    response = render(request, "tickets/as_sent.html", {"message": message})
    response.headers["Content-Security-Policy"] = _NOTHING_LOADS
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_safe
@needs(Right.READ_TICKETS)
def attachment(request: HttpRequest, ticket_id: int, attachment_id: int) -> HttpResponse:
    """Give out one file of a ticket, always as a download."""
    ticket = shown_to(person_of(request), ticket_id)
    messages = queries.message_ids_of(ticket.pk)
    file = mail.file_of(attachment_id, ticket_message_ids=messages)
    if file is None or file.blob.content is None:
        raise Http404
    return download(bytes(file.blob.content), name=file.name)


@require_safe
@needs(Right.READ_TICKETS)
def quarantined_raw(request: HttpRequest, quarantined_id: int) -> HttpResponse:
    """Give out a mail that could not be read, exactly as it came."""
    mailed = mail.quarantined_mail(person_of(request), quarantined_id)
    if mailed is None or mailed.raw.content is None:
        raise Http404
    return download(bytes(mailed.raw.content), name=f"quarantined-{mailed.pk}.eml")


def download(content: bytes, *, name: str) -> HttpResponse:
    """Return bytes that a browser saves and never shows, under any name (RFC 6266).

    The type a stranger gave them is not passed on: nothing may be opened because of it.
    """
    response = HttpResponse(content, content_type="application/octet-stream")
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
