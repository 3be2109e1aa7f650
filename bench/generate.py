"""Fill a database with a year of a desk's work by plain SQL: quick, and only for measuring.

Tickets come evenly over the year. Each has five messages and its journal entries. Six in
a hundred are open, whatever their age, and half of those wait for us, as does all that came
in the last 26 hours: many are late, so that the lists of late ones are long. Ids of tickets
are the numbers given, so that more can be added later.
"""

from __future__ import annotations

import psycopg

# Message ids follow from the ticket's: five in a row.
_STATEMENTS = """
create temp table bench on commit drop as
select g as id, g %% 3 as store, g %% 100 >= 6 and not is_new as solved,
       g %% 100 < 3 or is_new as waits, last_at,
       case when g %% 4 = 0 then null else 1 + g %% 8 end as person,
       -- Squared, so that few reasons are frequent and many are rare.
       case when g %% 100 >= 6 then 1 + floor(pow(random(), 2) * (
           select count(*) from reasons_reason where level = 3)) end as reason,
       -- What the facts know of it: nearly all are tagged, as the page of reasons asks.
       case when g %% 50 <> 7 then 1 + floor(pow(random(), 2) * (
           select count(*) from reasons_reason where level = 3)) end as known,
       case when g %% 100 >= 6 then (array['valid', 'valid', 'valid', 'invalid', 'unknown'])
           [1 + g %% 5] else '' end as truth,
       case when g %% 100 >= 6 then (select min(id) from reasons_resolution) + g %% 9 end
           as resolution
from generate_series(%(first)s::bigint, %(last)s::bigint) g
cross join lateral (select now() - random() * interval '364 days' + g * interval '0 s'
                    as last_at) came
cross join lateral (select last_at > now() - interval '26 hours' as is_new) age;

insert into orders_buyer (id, name, language, first_seen_at)
select id, 'Buyer ' || id, 'en', last_at - interval '2 days' from bench;

insert into orders_order (id, store_id, number, buyer_id, state, fulfilment, currency,
    shipping_minor_units, tax_minor_units, total_minor_units, placed_at, delivered_at)
select b.id, s.id, '111-' || lpad(b.id::text, 7, '0') || '-0000000', b.id, 'delivered',
    'FBA', s.currency, 0, 0, 4490, b.last_at - interval '9 days',
    b.last_at - interval '4 days'
from bench b join (select *, row_number() over (order by id) - 1 as place
                   from stores_store) s on s.place = b.store;

insert into orders_orderline (order_id, line_number, title, quantity, price_minor_units)
select id, 1, 'Lumo Arc', 1, 4490 from bench;

insert into tickets_ticket (id, store_id, buyer_id, order_id, channel, state, subject, gist,
    language, assignee_id, assigned_at, opened_at, solved_at, last_message_at,
    unanswered_since, reply_due_at, unanswered_count, version, relay_alias_hash,
    relay_case_id, no_response_link, reply_address, order_number, machine_only, reason_id,
    truth, resolution_id)
select b.id, o.store_id, b.id, b.id, 'amazon',
    case when solved then 'solved' else 'open' end,
    'Question ' || b.id, 'The lamp of order ' || o.number || ' flickers after ten minutes',
    (array['en', 'de', 'ja'])[1 + b.store], p.id,
    case when p.id is null then null else last_at end,
    last_at - interval '2 days', case when solved then last_at end, last_at,
    case when b.waits then last_at end,
    case when b.waits then last_at + interval '24 hours' end,
    case when b.waits then 1 else 0 end, 6, md5(b.id::text), '', '',
    'buyer' || b.id || '@marketplace.amazon.com', o.number, false, r.id, b.truth,
    b.resolution
from bench b join orders_order o on o.id = b.id
left join (select id, row_number() over (order by id) as place from people_person) p
    on p.place = b.person
left join (select id, row_number() over (order by id) as place from reasons_reason
           where level = 3) r on r.place = b.reason;

insert into tickets_cycle (ticket_id, opened_at, solved_at, solved_by_id, reason_id, truth,
    resolution_id)
select b.id, t.opened_at, t.solved_at, case when solved then t.assignee_id end, t.reason_id,
    t.truth, t.resolution_id
from bench b join tickets_ticket t on t.id = b.id;

insert into tickets_message (id, ticket_id, direction, author_id, author_name, body, html,
    language, nature, reply_kind, delivery, sent_at, recorded_at, flag)
select t.id * 5 + k, t.id,
    case when k in (0, 2) or (k = 4 and t.reply_due_at is not null) then 'inbound'
         when k = 4 then 'note' else 'outbound' end,
    case when k in (1, 3) or (k = 4 and t.reply_due_at is null)
         then coalesce(t.assignee_id, (select min(id) from people_person)) end,
    'Buyer ' || t.id,
    repeat('The lamp flickers after ten minutes, please look. ',
    case k when 0 then 10 else 6 end)
        || t.id, '', 'en',
    case when k in (0, 2)
         or (k = 4 and t.reply_due_at is not null) then 'question' else '' end,
    case when k in (1, 3) then 'resolution' else '' end,
    case when k in (1, 3) then 'sent' else '' end,
    t.opened_at + k * interval '12 hours', t.opened_at + k * interval '12 hours', ''
from bench b join tickets_ticket t on t.id = b.id cross join generate_series(0, 4) k;

insert into journal_entry (kind, version, happened_at, actor_id, subject_id, store_id,
    buyer_id,
    ticket_id, facts)
select case m.direction when 'inbound' then 'tickets.message_received'
            when 'outbound' then 'tickets.reply_written' else 'tickets.note_written' end,
    1, m.sent_at, m.author_id, m.id, t.store_id, t.buyer_id, t.id, '{}'
from bench b join tickets_ticket t on t.id = b.id
join tickets_message m on m.ticket_id = t.id;

create temp table bench_reason on commit drop as
select b.id, coalesce(r.code, '') as code from bench b left join (
    select code, row_number() over (order by id) as place from reasons_reason
    where level = 3) r on r.place = b.known;

insert into metrics_issue (opening_message_id, buyer_id, store_id, first_ticket_id,
    opened_at, recorded_at, channel, order_id, product, reason, reason_now,
    front_line_can_resolve, resolved_at, resolver_id, failed_at, fail_why, settles_at,
    failed_30_at, fail_30_why, settles_30_at, first_agent_id, touches, contacts)
select t.id * 5, t.buyer_id, t.store_id, t.id, t.opened_at, t.opened_at, 'amazon', t.id, '',
    k.code, k.code, true, t.opened_at + interval '12 hours', coalesce(t.assignee_id, 1),
    case when t.id %% 7 = 0 then t.opened_at + interval '1 day' end,
    case when t.id %% 7 = 0 then 'return' else '' end,
    t.opened_at + interval '8 days',
    case when t.id %% 7 = 0 then t.opened_at + interval '1 day' end,
    case when t.id %% 7 = 0 then 'return' else '' end,
    t.opened_at + interval '31 days', coalesce(t.assignee_id, 1), 2, 2
from bench b join tickets_ticket t on t.id = b.id join bench_reason k on k.id = b.id;

insert into metrics_contact (first_message_id, issue_id, buyer_id, store_id, ticket_id,
    started_at, recorded_at, number, channel, order_id, product, reason, answered_at,
    wait_seconds, answered_by_id, is_answer_known)
select m.id, t.id * 5, t.buyer_id, t.store_id, t.id, m.sent_at, m.sent_at,
    1 + m.id %% 5 / 2, 'amazon', t.id, '', k.code,
    case when m.id %% 5 < 4 then m.sent_at + interval '12 hours' end,
    case when m.id %% 5 < 4 then 43200 end, t.assignee_id, true
from bench b join tickets_ticket t on t.id = b.id
join tickets_message m on m.ticket_id = t.id and m.direction = 'inbound'
join bench_reason k on k.id = b.id;

insert into metrics_course (ticket_id, buyer_id, store_id, asked_at, recorded_at, channel,
    order_id, product, reason, answered_at, wait_seconds, answered_by_id, solved_at,
    solved_by_id, times_opened_again, reassignments, is_answer_known)
select t.id, t.buyer_id, t.store_id, t.opened_at, t.opened_at, 'amazon', t.id, '', k.code,
    t.opened_at + interval '12 hours', 43200, t.assignee_id, t.solved_at,
    case when t.solved_at is not null then t.assignee_id end, 0, 0, true
from bench b join tickets_ticket t on t.id = b.id join bench_reason k on k.id = b.id;
"""
_SEQUENCES = (
    "orders_buyer", "orders_order", "tickets_ticket", "tickets_message",
)  # fmt: skip


def add_tickets(connection: psycopg.Connection, *, first: int, last: int) -> None:
    """Add tickets `first` to `last` with all that hangs on them, and analyse the tables.

    Needs the owner's role, stores, people and all reasons; the connection must be in
    autocommit.
    """
    with connection.transaction(), psycopg.ClientCursor(connection) as cursor:
        # What is made here refers only to what is made here: nobody needs to look it up
        # row by row.
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("set local work_mem = '256MB'")
        for statement in _STATEMENTS.strip().split(";\n"):
            cursor.execute(statement.rstrip(";"), {"first": first, "last": last})
        for table in _SEQUENCES:
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), "
                f"(select max(id) from {table}))"
            )
    connection.execute("vacuum analyze")
