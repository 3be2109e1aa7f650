import pytest
from tests.desk import HOUR, ticket
from tests.people import lin, maya, store
from django.utils import timezone
from tests.letters import mailbox, arrives, letter

@pytest.mark.django_db
def test_pages(client):
    de = store("DE"); box = mailbox(de)
    got = arrives(box, letter("Hello", html="<p>hi</p>", sent_at=timezone.now()-HOUR))
    client.force_login(maya(de))
    for language in ("en", "zh-hans"):
        client.post("/language/", {"language": language})
        for url in ("/", "/queue/", "/queue/open/", "/queue/solved/", "/quarantine/", f"/tickets/{got.ticket_id}/", f"/tickets/{got.ticket_id}/thread/", f"/tickets/{got.ticket_id}/messages/{got.message_id}/as-sent/"):
            r = client.get(url)
            assert r.status_code == 200, url
            open(f"/tmp/desk-out{url.replace('/','_')}{language}.html","wb").write(r.content)
