"""`firsthand promises`."""

from __future__ import annotations

import pytest
from django.utils import timezone

from firsthand.cli.main import main
from firsthand.domain.promises import commands
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store


def test_a_text_is_read_without_being_kept(tmp_path, capsys) -> None:
    text = tmp_path / "reply.txt"
    text.write_text("明天下午3点前给您答复，说明书稍后发您。", encoding="utf-8")
    asked = ["promises", "read", str(text), "--language", "zh", "--zone", "Asia/Tokyo"]
    assert main(asked) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("15:00  明天下午3点")
    assert second == "no time named    稍后"


@pytest.mark.django_db
def test_what_is_owed_is_listed(capsys) -> None:
    box = mailbox(store("DE"))
    agent = lin(box.store)
    now = timezone.now()
    ticket_id = arrives(box, letter(sent_at=now)).ticket_id
    due_at = now + timezone.timedelta(hours=2)
    commands.declare(ticket_id=ticket_id, due_at=due_at, by=agent, at=now)
    assert main(["promises", "list"]) == 0
    out = capsys.readouterr().out
    assert f"ticket {ticket_id}, Lumo DE: Lin" in out
    assert "1 promises are owed." in out
