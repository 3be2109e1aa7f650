"""Fill django-helpdesk: `python -m bench.agents.helpdesk.fill FIRST LAST AGENTS`.

The same year, the same texts and the same share of open tickets as ours have. Prints the
sessions of its agents in JSON.
"""

import json
import sys

import django
from django.db import connection

QUEUES = 3
STATEMENTS = """
insert into helpdesk_ticket (id, title, queue_id, created, modified, submitter_email,
    assigned_to_id, status, on_hold, description, resolution, priority, secret_key)
select g, 'Question ' || g, 1 + g %% %(queues)s, at, at + interval '2 days',
    'buyer' || g || '@marketplace.amazon.com',
    case when g %% 4 <> 0 then
        (select min(id) from auth_user) + (g / 100 + g) %% %(agents)s end,
    case when g %% 100 < 6 then 1 else 4 end, false,
    repeat('The lamp flickers after ten minutes, please look. ', 10), '', 3, md5(g::text)
from generate_series(%(first)s::bigint, %(last)s::bigint) g
cross join lateral (select now() - random() * interval '364 days' + g * interval '0 s'
                    as at) came;
insert into helpdesk_followup (ticket_id, date, title, comment, public, user_id,
    email_recipients)
select t.id, t.created + k * interval '12 hours', 'Comment',
    repeat('The lamp flickers after ten minutes, please look. ', 6), k < 4,
    case when k %% 2 = 1 then coalesce(t.assigned_to_id, 1) end, '[]'
from helpdesk_ticket t cross join generate_series(1, 4) k
where t.id between %(first)s and %(last)s;
select setval(pg_get_serial_sequence('helpdesk_ticket', 'id'), %(last)s)
"""


def main() -> None:
    """Add queues and people if there are none, and tickets."""
    django.setup()
    first, last, agents = map(int, sys.argv[1:])
    people = _people(agents)
    given = {"first": first, "last": last, "agents": agents, "queues": QUEUES}
    with connection.cursor() as cursor:
        for statement in STATEMENTS.strip().split(";\n"):
            cursor.execute(statement, given)
        cursor.execute("vacuum analyze")
    print(json.dumps(people))


def _people(agents: int) -> list[dict[str, object]]:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client
    from helpdesk.models import Queue

    for n in range(1, QUEUES + 1):
        Queue.objects.get_or_create(id=n, defaults={"title": f"Store {n}", "slug": f"s{n}"})
    people = []
    for n in range(agents):
        # Made one by one: a signal gives each the settings without which pages fail.
        person, _ = get_user_model().objects.get_or_create(
            username=f"agent{n}",
            defaults={
                "email": f"agent{n}@desk.example",
                "is_staff": True,
                "is_superuser": True,
            },
        )
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        people.append({"id": person.pk, "session": session})
    return people


if __name__ == "__main__":
    main()
