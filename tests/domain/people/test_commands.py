from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import F

from firsthand.domain.journal.models import Entry
from firsthand.domain.people import commands, queries
from firsthand.domain.people.commands.invitations import AddressTaken, NotAnAddress
from firsthand.domain.people.models import ApiToken, Invitation, Person
from firsthand.domain.people.rules import Role
from firsthand.foundation.errors import Refused
from tests.people import NOON, lin, maya, person, store, wen

GOOD = "tea under the plum tree"
pytestmark = pytest.mark.django_db


def invited(by: Person | None = None, **given: object) -> commands.Invited:
    known = {"email": "Petra@Example.com ", "name": "Petra", "role": Role.AGENT}
    return commands.invite(**known | given, by=by, at=NOON)


def test_somebody_invited_has_no_password_until_the_link_is_used() -> None:
    new = invited(wen())
    assert new.person.email == "petra@example.com"
    assert not new.person.has_usable_password()
    person = commands.accept_invitation(token=new.token, password=GOOD, at=NOON)
    assert person.check_password(GOOD)
    assert Entry.objects.filter(kind="people.invited", subject_id=person.pk).count() == 1


def test_only_the_hash_of_a_link_is_stored() -> None:
    new = invited(wen())
    stored = Invitation.objects.get()
    assert new.token not in stored.token_hash
    assert len(new.token) >= 43  # 256 bits


def test_a_link_works_once() -> None:
    new = invited(wen())
    commands.accept_invitation(token=new.token, password=GOOD, at=NOON)
    with pytest.raises(commands.LinkNotGood):
        commands.accept_invitation(token=new.token, password=GOOD + "s", at=NOON)


def test_a_link_works_for_72_hours_and_no_longer() -> None:
    token = invited(wen()).token
    late = NOON + timedelta(hours=72)
    assert queries.invited_by(token, at=late - timedelta(seconds=1)) is not None
    assert queries.invited_by(token, at=late) is None
    with pytest.raises(commands.LinkNotGood):
        commands.accept_invitation(token=token, password=GOOD, at=late)


def test_no_link_can_be_stored_that_works_longer() -> None:
    invited(wen())
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(expires_at=F("created_at") + timedelta(hours=73))


def test_a_new_link_ends_the_one_before() -> None:
    owner = wen()
    new = invited(owner)
    newer = commands.new_link(person_id=new.person.pk, by=owner, at=NOON)
    assert queries.invited_by(new.token, at=NOON) is None
    assert queries.invited_by(newer, at=NOON) == new.person


def test_a_weak_password_is_refused_and_the_link_stays_good() -> None:
    token = invited(wen()).token
    with pytest.raises(commands.WeakPassword):
        commands.accept_invitation(token=token, password="password", at=NOON)
    assert queries.invited_by(token, at=NOON) is not None


def test_a_link_of_somebody_deactivated_does_not_work() -> None:
    owner = wen()
    new = invited(owner)
    commands.deactivate(person_id=new.person.pk, by=owner, at=NOON)
    with pytest.raises(commands.LinkNotGood):
        commands.accept_invitation(token=new.token, password=GOOD, at=NOON)


@pytest.mark.parametrize("email", ["petra", "", "petra@", "two@x.example two@x.example"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(NotAnAddress):
        invited(wen(), email=email)


def test_an_address_belongs_to_one_person_in_whatever_case() -> None:
    owner = wen()
    invited(owner)
    with pytest.raises(AddressTaken):
        invited(owner, email="PETRA@example.com")


OWNERS_ONLY: dict[str, Callable[[Person, Person], object]] = {
    "invite": lambda by, who: invited(by),
    "new link": lambda by, who: commands.new_link(person_id=who.pk, by=by, at=NOON),
    "role": lambda by, who: commands.change_role(
        person_id=who.pk, role=Role.OWNER, by=by, at=NOON
    ),
    "teams": lambda by, who: commands.put_in_teams(
        person_id=who.pk, team_ids=[], by=by, at=NOON
    ),
    "deactivate": lambda by, who: commands.deactivate(person_id=who.pk, by=by, at=NOON),
    "reactivate": lambda by, who: commands.reactivate(person_id=who.pk, by=by, at=NOON),
    "codes": lambda by, who: commands.reset_second_factor(person_id=who.pk, by=by, at=NOON),
    "team": lambda by, who: commands.create_team(name="x", store_ids=[], by=by, at=NOON),
}


@pytest.mark.parametrize("deed", OWNERS_ONLY)
@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_only_owners_manage_people(deed: str, role: Role) -> None:
    somebody = lin()
    by = person("Someone", role)
    before = Entry.objects.count()
    with pytest.raises(commands.NotAllowed):
        OWNERS_ONLY[deed](by, somebody)
    assert Entry.objects.count() == before


def test_the_last_owner_stays_owner() -> None:
    owner = wen()
    with pytest.raises(commands.NoOwnerLeft):
        commands.change_role(person_id=owner.pk, role=Role.LEAD, by=owner, at=NOON)


def test_nobody_deactivates_or_resets_themselves() -> None:
    owner, _second = wen(), person("Second", "owner")
    for deed in (commands.deactivate, commands.reset_second_factor):
        with pytest.raises(commands.NotOnOneself):
            deed(person_id=owner.pk, by=owner, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_remove_each_other_at_the_same_moment() -> None:
    first, second = person("First", "owner"), person("Second", "owner")
    refused: list[str] = []

    def remove(whom: Person, by: Person) -> None:
        try:
            commands.change_role(person_id=whom.pk, role=Role.LEAD, by=by, at=NOON)
        except Refused as refusal:
            refused.append(refusal.code)
        connections.close_all()

    threads = [
        threading.Thread(target=remove, args=pair)
        for pair in ((first, second), (second, first))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Person.objects.filter(role=Role.OWNER, is_active=True).count() == 1
    assert refused == ["people.no_owner_left"]


def test_a_team_decides_which_stores_its_people_see() -> None:
    owner, agent = wen(), lin()
    german, japanese = store("DE"), store("JP")
    team = commands.create_team(name="Nord", store_ids=[german.pk], by=owner, at=NOON)
    commands.put_in_teams(person_id=agent.pk, team_ids=[team.pk], by=owner, at=NOON)
    assert Person.objects.get(pk=agent.pk).visible_store_ids() == {german.pk}
    commands.change_team(
        team_id=team.pk, name="Ost", store_ids=[japanese.pk], by=owner, at=NOON
    )
    assert Person.objects.get(pk=agent.pk).visible_store_ids() == {japanese.pk}


def test_two_teams_cannot_have_one_name() -> None:
    owner = wen()
    commands.create_team(name="Nord", store_ids=[], by=owner, at=NOON)
    with pytest.raises(commands.TeamNameTaken):
        commands.create_team(name=" Nord ", store_ids=[], by=owner, at=NOON)


def token(by: Person, days: int = 30) -> tuple[ApiToken, str]:
    return commands.create_token(
        name="sheet",
        scopes=[ApiToken.Scope.TICKETS_READ],
        expires_at=NOON + timedelta(days=days),
        by=by,
        at=NOON,
    )


def test_a_token_is_found_by_its_secret_until_it_expires() -> None:
    made, secret = token(lin())
    assert secret not in made.token_hash
    assert queries.token_of(secret, at=NOON) == made
    assert queries.token_of(secret, at=NOON + timedelta(days=30)) is None
    assert queries.token_of(secret + "x", at=NOON) is None


def test_a_revoked_token_is_not_found() -> None:
    agent = lin()
    made, secret = token(agent)
    commands.revoke_token(token_id=made.pk, by=agent, at=NOON)
    assert queries.token_of(secret, at=NOON) is None


def test_the_tokens_of_somebody_deactivated_stop_working_for_good() -> None:
    owner, agent = wen(), lin()
    _, secret = token(agent)
    commands.deactivate(person_id=agent.pk, by=owner, at=NOON)
    assert queries.token_of(secret, at=NOON) is None
    commands.reactivate(person_id=agent.pk, by=owner, at=NOON)
    assert queries.token_of(secret, at=NOON) is None


def test_nobody_but_an_owner_revokes_the_token_of_another() -> None:
    made, secret = token(lin())
    with pytest.raises(ApiToken.DoesNotExist):
        commands.revoke_token(token_id=made.pk, by=maya(), at=NOON)
    assert queries.token_of(secret, at=NOON) == made
    commands.revoke_token(token_id=made.pk, by=wen(), at=NOON)
    assert queries.token_of(secret, at=NOON) is None
