"""The desk."""

from __future__ import annotations

from django.urls import path

from firsthand.web.tickets import (
    bulk,
    case,
    compose,
    files,
    held,
    merging,
    presence,
    quarantine,
    queue,
    sheet,
    ticket,
    work,
)

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/next/", queue.next_ticket, name="queue_next"),
    path("queue/act/", bulk.act, name="queue_act"),
    path("queue/reasons/", sheet.choices, name="queue_reasons"),
    path("queue/<slug:view>/", queue.queue, name="queue_view"),
    path("tickets/<int:ticket_id>/", ticket.ticket, name="ticket"),
    path("tickets/<int:ticket_id>/thread/", ticket.thread, name="ticket_thread"),
    path("tickets/<int:ticket_id>/reply/", compose.reply, name="ticket_reply"),
    path("tickets/<int:ticket_id>/note/", compose.note, name="ticket_note"),
    path("tickets/<int:ticket_id>/draft/", compose.draft, name="ticket_draft"),
    path("tickets/<int:ticket_id>/held/<int:held_id>/undo/", held.undo, name="ticket_undo"),
    path(
        "tickets/<int:ticket_id>/held/<int:held_id>/change/",
        held.change,
        name="ticket_put_off",
    ),
    path(
        "tickets/<int:ticket_id>/held/<int:held_id>/put-away/",
        held.put_away,
        name="ticket_put_away",
    ),
    path("tickets/<int:ticket_id>/assign/", work.assign, name="ticket_assign"),
    path("tickets/<int:ticket_id>/close/", work.close, name="ticket_close"),
    path("tickets/<int:ticket_id>/tag/", work.tag, name="ticket_tag"),
    path("tickets/<int:ticket_id>/reasons/", sheet.choices, name="ticket_reasons"),
    path("tickets/<int:ticket_id>/priority/", work.priority, name="ticket_priority"),
    path("tickets/<int:ticket_id>/reopen/", work.reopen, name="ticket_reopen"),
    path(
        "tickets/<int:ticket_id>/no-response-needed/",
        work.no_response_needed,
        name="ticket_no_response",
    ),
    path("tickets/<int:ticket_id>/order/", work.link_order, name="ticket_order"),
    path("tickets/<int:ticket_id>/presence/", presence.presence, name="ticket_presence"),
    path("tickets/<int:ticket_id>/case/", case.case, name="ticket_case"),
    path("tickets/<int:ticket_id>/buyer/", case.buyer, name="ticket_buyer"),
    path("tickets/<int:ticket_id>/buyer/join/", case.join, name="ticket_join"),
    path("tickets/<int:ticket_id>/buyer/part/", case.part, name="ticket_part"),
    path("tickets/<int:ticket_id>/merge/", merging.merge, name="ticket_merge"),
    path(
        "tickets/<int:ticket_id>/merge/sheet/",
        merging.merge_sheet,
        name="ticket_merge_sheet",
    ),
    path(
        "tickets/<int:ticket_id>/merge/preview/",
        merging.merge_preview,
        name="ticket_merge_preview",
    ),
    path("tickets/<int:ticket_id>/unmerge/", merging.unmerge, name="ticket_unmerge"),
    path("tickets/<int:ticket_id>/split/", merging.split, name="ticket_split"),
    path(
        "tickets/<int:ticket_id>/split/sheet/",
        merging.split_sheet,
        name="ticket_split_sheet",
    ),
    path("tickets/<int:ticket_id>/unsplit/", merging.unsplit, name="ticket_unsplit"),
    path("tickets/<int:ticket_id>/focus/", work.focus, name="ticket_focus"),
    path(
        "tickets/<int:ticket_id>/messages/<int:message_id>/settle/",
        work.settle,
        name="ticket_settle",
    ),
    path(
        "tickets/<int:ticket_id>/messages/<int:message_id>/as-sent/",
        files.html,
        name="ticket_html",
    ),
    path(
        "tickets/<int:ticket_id>/files/<int:attachment_id>/",
        files.attachment,
        name="ticket_file",
    ),
    path("quarantine/", quarantine.quarantine, name="quarantine"),
    path(
        "quarantine/<int:quarantined_id>/raw/", files.quarantined_raw, name="quarantine_raw"
    ),
    path(
        "quarantine/<int:quarantined_id>/settle/",
        quarantine.settle,
        name="quarantine_settle",
    ),
]
