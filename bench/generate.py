"""Fill a database with a year of a desk's work by plain SQL: quick, and only for measuring.

Tickets come evenly over the year. Each has five messages and its journal entries. Six in
a hundred are open, whatever their age, and half of those wait for us, as does all that came
in the last 26 hours: many are late, so that the lists of late ones are long. One in a
hundred is a second ticket of its buyer. Ids of tickets are the numbers given, so that more
can be added later.

All that follows from a ticket's number is worked out once, in a table of its own. Two
connections, for two cores, then fill the others from it, whose indexes are made afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg

# What is added; message ids follow from the ticket's: five in a row.
_BASE = """
create unlogged table bench as
select g as id, case when g %% 100 = 4 and g > %(first)s + 3 then g - 3 else g end as buyer,
       s.id as store, s.currency, (array['en', 'de', 'ja'])[1 + g %% 3] as language,
       g %% 100 >= 6 and not is_new as solved, g %% 100 < 3 or is_new as waits,
       last_at - interval '2 days' as opened_at, last_at,
       '111-' || lpad(g::text, 7, '0') || '-0000000' as number, p.id as person,
       (select min(id) from people_person) as anybody, r.id as reason,
       -- What the facts know of it: nearly all are tagged, as the page of reasons asks.
       case when g %% 50 <> 7 then coalesce(k.code, '') else '' end as known,
       case when g %% 100 >= 6 then (array['valid', 'valid', 'valid', 'invalid', 'unknown'])
           [1 + g %% 5] else '' end as truth,
       case when g %% 100 >= 6 then (select min(id) from reasons_resolution) + g %% 9 end
           as resolution
from generate_series(%(first)s::bigint, %(last)s::bigint) g
cross join lateral (select now() - random() * interval '364 days' + g * interval '0 s'
                    as last_at) came
cross join lateral (select last_at > now() - interval '26 hours' as is_new) age
-- Squared, so that few reasons are frequent and many are rare.
cross join lateral (select 1 + floor(pow(random(), 2) * (
    select count(*) from reasons_reason where level = 3)) + g * 0 as now,
    1 + floor(pow(random(), 2) * (
    select count(*) from reasons_reason where level = 3)) + g * 0 as known) dice
join (select *, row_number() over (order by id) - 1 as place from stores_store) s
    on s.place = g %% 3
left join (select id, row_number() over (order by id) as place from people_person
           where role = 'agent') p
    on g %% 4 <> 0 and p.place = 1 + (g / 100 + g) %% %(people)s
left join (select id, row_number() over (order by id) as place from reasons_reason
           where level = 3) r on g %% 100 >= 6 and r.place = dice.now
left join (select code, row_number() over (order by id) as place from reasons_reason
           where level = 3) k on k.place = dice.known;

-- The last one of a ticket that waits is the buyer's, and a note of us where it does not.
create view bench_message as
select b.*, b.id * 5 + k as message, k,
    case when k in (0, 2) or (k = 4 and b.waits) then 'inbound'
         when k = 4 then 'note' else 'outbound' end as direction,
    case when k in (1, 3) or (k = 4 and not b.waits) then coalesce(b.person, b.anybody) end
        as author,
    b.opened_at + k * interval '12 hours' as sent_at
from bench b cross join generate_series(0, 4) k
"""
# Two shares of about the same work. What belongs to a table is a statement of its own.
_SHARES = (
    {
        "tickets_ticket": """
insert into tickets_ticket (id, store_id, buyer_id, order_id, channel, state, subject, gist,
    language, assignee_id, assigned_at, opened_at, solved_at, last_message_at,
    unanswered_since, reply_due_at, unanswered_count, version, relay_alias_hash,
    relay_case_id, no_response_link, reply_address, order_number, machine_only, reason_id,
    truth, resolution_id)
select id, store, buyer, id, 'amazon', case when solved then 'solved' else 'open' end,
    'Question ' || id, 'The lamp of order ' || number || ' flickers after ten minutes',
    language, person, case when person is not null then last_at end,
    opened_at, case when solved then last_at end, last_at,
    case when waits then last_at end,
    case when waits then last_at + interval '24 hours' end,
    case when waits then 1 else 0 end, 6, md5(id::text), '', '',
    'buyer' || buyer || '@marketplace.amazon.com', number, false, reason, truth, resolution
from bench""",
        "tickets_message": """
insert into tickets_message (id, ticket_id, direction, author_id, author_name, body, html,
    language, nature, reply_kind, delivery, sent_at, recorded_at, flag)
select message, id, direction, author, 'Buyer ' || buyer,
    repeat('The lamp flickers after ten minutes, please look. ',
           case k when 0 then 10 else 6 end) || id, '', 'en',
    case when direction = 'inbound' then 'question' else '' end,
    case when direction = 'outbound' then 'resolution' else '' end,
    case when direction = 'outbound' then 'sent' else '' end, sent_at, sent_at, ''
from bench_message""",
        "metrics_contact": """
insert into metrics_contact (first_message_id, issue_id, buyer_id, store_id, ticket_id,
    started_at, recorded_at, number, channel, order_id, product, reason, answered_at,
    wait_seconds, answered_by_id, is_answer_known)
select message, id * 5, buyer, store, id, sent_at, sent_at, 1 + k / 2, 'amazon', id, '',
    known, case when k < 4 then sent_at + interval '12 hours' end,
    case when k < 4 then 43200 end, person, true
from bench_message where direction = 'inbound'""",
    },
    {
        "journal_entry": """
insert into journal_entry (kind, version, happened_at, actor_id, subject_id, store_id,
    buyer_id, ticket_id, facts)
select case direction when 'inbound' then 'tickets.message_received'
            when 'outbound' then 'tickets.reply_written' else 'tickets.note_written' end,
    1, sent_at, author, message, store, buyer, id,
    case direction when 'inbound' then jsonb_build_object('nature', 'question',
             'channel', 'amazon', 'order_id', id, 'asins', '[]'::jsonb, 'reason', null)
         when 'outbound' then '{"kind": "resolution"}' else '{}' end
from bench_message""",
        "orders_buyer": """
insert into orders_buyer (id, name, language, first_seen_at)
select id, 'Buyer ' || id, 'en', opened_at from bench where buyer = id""",
        "orders_order": """
insert into orders_order (id, store_id, number, buyer_id, state, fulfilment, currency,
    shipping_minor_units, tax_minor_units, total_minor_units, placed_at, delivered_at)
select id, store, number, buyer, 'delivered', 'FBM', currency, 0, 0, 4490,
    last_at - interval '9 days', last_at - interval '4 days' from bench""",
        "orders_orderline": """
insert into orders_orderline (order_id, line_number, title, quantity, price_minor_units)
select id, 1, 'Lumo Arc', 1, 4490 from bench""",
        "tickets_cycle": """
insert into tickets_cycle (ticket_id, opened_at, solved_at, solved_by_id, reason_id, truth,
    resolution_id)
select id, opened_at, case when solved then last_at end, case when solved then person end,
    reason, truth, resolution
from bench""",
        "metrics_issue": """
insert into metrics_issue (opening_message_id, buyer_id, store_id, first_ticket_id,
    opened_at, recorded_at, channel, order_id, product, reason, reason_now,
    front_line_can_resolve, resolved_at, resolver_id, failed_at, fail_why, settles_at,
    failed_30_at, fail_30_why, settles_30_at, first_agent_id, touches, contacts)
select id * 5, buyer, store, id, opened_at, opened_at, 'amazon', id, '', known, known, true,
    opened_at + interval '12 hours', coalesce(person, anybody),
    case when id % 7 = 0 then opened_at + interval '1 day' end,
    case when id % 7 = 0 then 'return' else '' end, opened_at + interval '8 days',
    case when id % 7 = 0 then opened_at + interval '1 day' end,
    case when id % 7 = 0 then 'return' else '' end, opened_at + interval '31 days',
    coalesce(person, anybody), 2, 2
from bench""",
        "metrics_course": """
insert into metrics_course (ticket_id, buyer_id, store_id, asked_at, recorded_at, channel,
    order_id, product, reason, answered_at, wait_seconds, answered_by_id, solved_at,
    solved_by_id, times_opened_again, reassignments, is_answer_known)
select id, buyer, store, opened_at, opened_at, 'amazon', id, '', known,
    opened_at + interval '12 hours', 43200, person, case when solved then last_at end,
    case when solved then person end, 0, 0, true
from bench""",
    },
)
# The facts are here already: neither reader of the journal has anything left to read.
_BOOKMARKS = """
insert into journal_bookmark (reader, era, transaction, entry_id, is_reading, one_by_one)
select reader, era, transaction, id, false, 0
from (select * from journal_entry order by era desc, transaction desc, id desc limit 1) last
cross join unnest(array['facts', 'reactions']) reader
on conflict (reader) do update
    set era = excluded.era, transaction = excluded.transaction, entry_id = excluded.entry_id
"""
_SEQUENCES = (
    "orders_buyer", "orders_order", "tickets_ticket", "tickets_message",
)  # fmt: skip
_INDEXES = """
select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
where indrelid = %s::regclass
    and not exists (select from pg_constraint where conindid = indexrelid)
"""
# A server that is only being filled may lose it all, and need not write it twice.
_CARELESS = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "'4GB'"}
AGENTS = 8


def add_tickets(
    connection: psycopg.Connection, *, first: int, last: int, people: int = AGENTS
) -> None:
    """Add tickets `first` to `last` with all that hangs on them, and analyse the tables.

    Needs the owner's role, stores, people and all reasons; the connection must be in
    autocommit. Three in four are given to one of the first `people` agents.
    """
    with _careless(connection):
        # Values cannot be bound in the definition of a table.
        with psycopg.ClientCursor(connection) as cursor:
            base, view = _BASE.split(";\n")
            cursor.execute(base, {"first": first, "last": last, "people": people})
            cursor.execute(view)
        connection.execute("analyze bench")
        with ThreadPoolExecutor(len(_SHARES)) as pool:
            list(pool.map(lambda share: _fill(connection, share), _SHARES))
        connection.execute("drop table bench cascade")
        for table in _SEQUENCES:
            connection.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), "
                f"(select max(id) from {table}))"
            )
        connection.execute(_BOOKMARKS)
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")


@contextmanager
def _careless(connection: psycopg.Connection) -> Iterator[None]:
    """Have the server care about speed only."""
    for name, value in _CARELESS.items():
        connection.execute(f"alter system set {name} = {value}")
    connection.execute("select pg_reload_conf()")
    yield
    for name in _CARELESS:
        connection.execute(f"alter system reset {name}")
    connection.execute("select pg_reload_conf()")


def _fill(beside: psycopg.Connection, share: dict[str, str]) -> None:
    """Fill some tables by a connection of their own, without their indexes."""
    info = beside.info
    with psycopg.connect(info.dsn, password=info.password, autocommit=True) as connection:
        # What is made here refers only to what is made here: nobody needs to look it up
        # row by row.
        connection.execute("set session_replication_role = replica")
        connection.execute("set maintenance_work_mem = '512MB'")
        for table, statement in share.items():
            indexes = connection.execute(_INDEXES, [table]).fetchall()
            _each(connection, [f"drop index {name}" for name, _definition in indexes])
            connection.execute(statement)
            _each(connection, [definition for _name, definition in indexes])
            connection.execute(f"vacuum analyze {table}")


def _each(connection: psycopg.Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.execute(statement)
