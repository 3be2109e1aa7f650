from __future__ import annotations

import argparse
import re

import pytest

from firsthand.cli import people
from firsthand.domain.people import commands
from firsthand.domain.people.commands.invitations import AddressTaken
from firsthand.domain.people.models import Person
from tests.people import NOON, wen

pytestmark = pytest.mark.django_db


def arguments(**values: str) -> argparse.Namespace:
    return argparse.Namespace(**values)


def token_in(printed: str) -> str:
    found = re.search(r"/welcome/([\w-]+)/", printed)
    assert found, printed
    return found.group(1)


def test_the_first_owner_gets_a_link_that_sets_a_password(
    capsys, django_user_model
) -> None:
    assert "There is no account yet" in (people.hint() or "")
    people.invite(
        arguments(email="Wen@Shop.example", name="Wen", role="owner", language="zh-hans")
    )
    assert people.hint() is None
    from django.utils import timezone

    owner = commands.accept_invitation(
        token=token_in(capsys.readouterr().out),
        password="seven quiet lamps at noon",
        at=timezone.now(),
    )
    assert (owner.email, owner.role, owner.language) == (
        "wen@shop.example",
        "owner",
        "zh-hans",
    )


def test_a_new_link_replaces_the_old_one(capsys) -> None:
    wen()
    people.link(arguments(email="wen@example.com"))
    first = token_in(capsys.readouterr().out)
    people.link(arguments(email=" WEN@example.com "))
    with pytest.raises(commands.LinkNotGood):
        commands.accept_invitation(token=first, password="seven quiet lamps", at=NOON)


def test_an_unknown_address_is_told_so() -> None:
    with pytest.raises(people.NobodyThere, match=r"nobody@example\.com"):
        people.link(arguments(email="nobody@example.com"))


def test_a_second_account_for_one_address_is_refused() -> None:
    wen()
    with pytest.raises(AddressTaken):
        people.invite(
            arguments(email="wen@example.com", name="Wen", role="owner", language="en")
        )
    assert Person.objects.count() == 1
