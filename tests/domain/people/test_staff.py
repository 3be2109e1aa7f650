"""What owners decide about people, and what people decide about themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from firsthand.domain.journal.models import Entry
from firsthand.domain.people import commands, queries
from firsthand.domain.people.commands.invitations import NotAnAddress
from firsthand.domain.people.models import ApiToken, Invitation, Person, Team
from firsthand.domain.people.rules import Right, Role
from firsthand.domain.stores.models import Store
from tests.people import NOON, lin, maya, person, store, wen

pytestmark = pytest.mark.django_db
NOBODY = 999_999


def entry(kind: str) -> Entry:
    return Entry.objects.get(kind=kind)


def test_a_new_role_brings_its_rights_and_is_written_down_with_the_old_one() -> None:
    owner, agent = wen(), lin()
    commands.change_role(person_id=agent.pk, role=Role.LEAD, by=owner, at=NOON)
    agent.refresh_from_db()
    assert agent.may(Right.ASSIGN_OTHERS)
    written = entry("people.role_changed")
    assert written.facts == {"from": "agent", "to": "lead"}
    assert (written.subject_id, written.actor_id) == (agent.pk, owner.pk)


def test_the_role_somebody_has_already_changes_nothing_and_ends_no_session() -> None:
    owner, agent = wen(), lin()
    commands.change_role(person_id=agent.pk, role=Role.AGENT, by=owner, at=NOON)
    assert Person.objects.get(pk=agent.pk).session_stamp == agent.session_stamp
    assert not Entry.objects.filter(kind="people.role_changed").exists()


def test_of_two_owners_one_may_step_down() -> None:
    owner, second = wen(), person("Second", "owner")
    commands.change_role(person_id=owner.pk, role=Role.ANALYST, by=owner, at=NOON)
    assert Person.objects.get(pk=owner.pk).role == Role.ANALYST
    with pytest.raises(commands.NoOwnerLeft, match="Second"):
        commands.change_role(person_id=second.pk, role=Role.AGENT, by=second, at=NOON)


def test_an_owner_who_was_deactivated_does_not_count_as_another_owner() -> None:
    owner, second = wen(), person("Second", "owner")
    commands.deactivate(person_id=second.pk, by=owner, at=NOON)
    with pytest.raises(commands.NoOwnerLeft):
        commands.change_role(person_id=owner.pk, role=Role.AGENT, by=owner, at=NOON)


ENDING: dict[str, Callable[[Person, Person], object]] = {
    "role": lambda who, by: commands.change_role(
        person_id=who.pk, role=Role.LEAD, by=by, at=NOON
    ),
    "deactivate": lambda who, by: commands.deactivate(person_id=who.pk, by=by, at=NOON),
    "reactivate": lambda who, by: commands.reactivate(person_id=who.pk, by=by, at=NOON),
    "codes": lambda who, by: commands.reset_second_factor(person_id=who.pk, by=by, at=NOON),
    "password": lambda who, by: commands.password_changed(by=who, at=NOON),
    "own codes": lambda who, by: commands.second_factor_changed(by=who, at=NOON),
}


@pytest.mark.parametrize("deed", ENDING)
def test_what_touches_an_account_ends_every_session_of_it_and_no_others(deed: str) -> None:
    owner, agent, other = wen(), lin(), maya()
    known = {
        each.pk: Person.objects.get(pk=each.pk).get_session_auth_hash()
        for each in (owner, agent, other)
    }
    ENDING[deed](agent, owner)
    now = {each.pk: each.get_session_auth_hash() for each in Person.objects.all()}
    assert {pk for pk in known if known[pk] != now[pk]} == {agent.pk}


KEEPING: dict[str, Callable[[Person, Person], object]] = {
    "language": lambda who, by: commands.choose_language(by=who, language="zh-hans"),
    "teams": lambda who, by: commands.put_in_teams(
        person_id=who.pk, team_ids=[], by=by, at=NOON
    ),
    "link": lambda who, by: commands.new_link(person_id=who.pk, by=by, at=NOON),
}


@pytest.mark.parametrize("deed", KEEPING)
def test_what_is_no_danger_leaves_people_logged_in(deed: str) -> None:
    owner, agent = wen(), lin()
    KEEPING[deed](agent, owner)
    assert Person.objects.get(pk=agent.pk).session_stamp == agent.session_stamp


UNKNOWN: dict[str, Callable[[Person], object]] = {
    "role": lambda by: commands.change_role(
        person_id=NOBODY, role=Role.LEAD, by=by, at=NOON
    ),
    "teams": lambda by: commands.put_in_teams(
        person_id=NOBODY, team_ids=[], by=by, at=NOON
    ),
    "deactivate": lambda by: commands.deactivate(person_id=NOBODY, by=by, at=NOON),
    "reactivate": lambda by: commands.reactivate(person_id=NOBODY, by=by, at=NOON),
    "codes": lambda by: commands.reset_second_factor(person_id=NOBODY, by=by, at=NOON),
    "link": lambda by: commands.new_link(person_id=NOBODY, by=by, at=NOON),
}


@pytest.mark.parametrize("deed", UNKNOWN)
def test_a_deed_on_nobody_does_not_find_them(deed: str) -> None:
    with pytest.raises(Person.DoesNotExist):
        UNKNOWN[deed](wen())
    assert not Entry.objects.exists()


def test_somebody_deactivated_may_nothing_and_somebody_reactivated_all_as_before() -> None:
    owner, agent = wen(), lin(store("DE"))
    commands.deactivate(person_id=agent.pk, by=owner, at=NOON)
    agent.refresh_from_db()
    assert not any(agent.may(right) for right in Right)
    commands.reactivate(person_id=agent.pk, by=owner, at=NOON)
    agent.refresh_from_db()
    assert agent.may(Right.WORK_TICKETS)
    assert agent.check_password("a long enough pass phrase")
    assert Person.objects.get(pk=agent.pk).visible_store_ids() != frozenset()


def test_somebody_deactivated_gets_no_link() -> None:
    owner, agent = wen(), lin()
    commands.deactivate(person_id=agent.pk, by=owner, at=NOON)
    with pytest.raises(Person.DoesNotExist):
        commands.new_link(person_id=agent.pk, by=owner, at=NOON)


def test_a_reset_takes_the_codes_of_that_person_and_of_nobody_else() -> None:
    owner, agent, other = wen(), lin(), maya()
    for each in (agent, other):
        Authenticator.objects.create(user=each, type=Authenticator.Type.TOTP, data={})
        Authenticator.objects.create(
            user=each, type=Authenticator.Type.RECOVERY_CODES, data={}
        )
    assert queries.has_second_factor(agent)
    commands.reset_second_factor(person_id=agent.pk, by=owner, at=NOON)
    assert not queries.has_second_factor(agent)
    assert set(Authenticator.objects.values_list("user", flat=True)) == {other.pk}
    has = dict(queries.people_with_log_in().values_list("name", "has_codes"))
    assert has == {"Lin": False, "Maya": True, "Wen": False}


def test_recovery_codes_alone_are_no_second_factor() -> None:
    agent = lin()
    Authenticator.objects.create(
        user=agent, type=Authenticator.Type.RECOVERY_CODES, data={}
    )
    assert not queries.has_second_factor(agent)


def test_teams_that_do_not_exist_are_refused_and_nothing_is_changed() -> None:
    owner, agent = wen(), lin(store("DE"))
    before = list(agent.teams.all())
    team = Team.objects.create(name="Nord")
    with pytest.raises(commands.UnknownTeam) as refused:
        commands.put_in_teams(
            person_id=agent.pk, team_ids=[team.pk, NOBODY], by=owner, at=NOON
        )
    assert refused.value.fix
    assert list(agent.teams.all()) == before
    assert not Entry.objects.filter(kind="people.teams_changed").exists()
    commands.put_in_teams(
        person_id=agent.pk, team_ids=[team.pk, team.pk], by=owner, at=NOON
    )
    assert list(agent.teams.all()) == [team]


def test_nobody_is_invited_into_a_team_that_does_not_exist() -> None:
    with pytest.raises(commands.UnknownTeam):
        commands.invite(
            email="new@example.com", name="New", role=Role.AGENT, team_ids=[NOBODY],
            by=wen(), at=NOON,
        )  # fmt: skip
    assert not Person.objects.filter(email="new@example.com").exists()


@pytest.mark.parametrize("unknown", [NOBODY, 0, -1, 2**63])
def test_a_team_cannot_look_after_a_store_that_does_not_exist(unknown: int) -> None:
    owner, known = wen(), store("DE").pk
    team = commands.create_team(name="Nord", store_ids=[known], by=owner, at=NOON)
    written = Entry.objects.count()
    with pytest.raises(commands.UnknownStore) as refused:
        commands.create_team(name="Ost", store_ids=[known, unknown], by=owner, at=NOON)
    assert refused.value.fix
    with pytest.raises(commands.UnknownStore):
        commands.change_team(
            team_id=team.pk, name="West", store_ids=[unknown], by=owner, at=NOON
        )
    assert list(Team.objects.values_list("name", "stores")) == [("Nord", known)]
    assert Entry.objects.count() == written


def test_ones_own_settings_are_kept_and_the_entry_holds_no_name() -> None:
    agent = lin()
    commands.change_own_settings(
        name="  Lin Wei ",
        language="zh-hans",
        time_zone="Europe/Berlin",
        theme=Person.Theme.DARK,
        density=Person.Density.ROOMY,
        undo_seconds=20,
        by=agent,
        at=NOON,
    )
    agent.refresh_from_db()
    assert (agent.name, agent.language, agent.time_zone) == (
        "Lin Wei",
        "zh-hans",
        "Europe/Berlin",
    )
    assert (agent.theme, agent.density) == ("dark", "roomy")
    assert agent.undo_seconds == 20
    assert entry("people.settings_changed").facts == {}


def test_choosing_a_language_leaves_everything_else_as_others_set_it() -> None:
    agent = lin()
    Person.objects.filter(pk=agent.pk).update(role="lead")
    commands.choose_language(by=agent, language="zh-hans")
    saved = Person.objects.get(pk=agent.pk)
    assert (saved.language, saved.role) == ("zh-hans", "lead")


def test_a_renamed_team_may_keep_its_own_name_but_not_anothers() -> None:
    owner = wen()
    nord = commands.create_team(name="Nord", store_ids=[], by=owner, at=NOON)
    commands.create_team(name="Ost", store_ids=[], by=owner, at=NOON)
    commands.change_team(team_id=nord.pk, name=" Nord ", store_ids=[], by=owner, at=NOON)
    with pytest.raises(commands.TeamNameTaken, match="Ost"):
        commands.change_team(team_id=nord.pk, name="Ost", store_ids=[], by=owner, at=NOON)
    assert [team.name for team in queries.teams()] == ["Nord", "Ost"]


def test_a_team_that_is_not_there_cannot_be_changed() -> None:
    with pytest.raises(Team.DoesNotExist):
        commands.change_team(team_id=NOBODY, name="x", store_ids=[], by=wen(), at=NOON)


def test_a_teams_entries_name_its_stores_and_who_decided() -> None:
    owner, germany, japan = wen(), store("DE"), store("JP")
    commands.create_team(name="Nord", store_ids=[japan.pk, germany.pk], by=owner, at=NOON)
    written = entry("people.team_created")
    assert written.facts == {"store_ids": sorted([germany.pk, japan.pk])}
    assert written.actor_id == owner.pk


def test_an_invitation_keeps_no_word_of_the_person_in_the_journal() -> None:
    owner, team = wen(), Team.objects.create(name="Nord")
    new = commands.invite(
        email="petra@example.com",
        name=" Petra ",
        role=Role.LEAD,
        team_ids=[team.pk],
        language="zh-hans",
        by=owner,
        at=NOON,
    )
    assert (new.person.name, new.person.language) == ("Petra", "zh-hans")
    assert list(new.person.teams.all()) == [team]
    assert entry("people.invited").facts == {"role": "lead"}
    assert Invitation.objects.get().made_by == owner


def test_the_operator_needs_nobodys_leave_to_invite_the_first_owner() -> None:
    new = commands.invite(
        email="wen@example.com", name="Wen", role=Role.OWNER, by=None, at=NOON
    )
    link = commands.new_link(person_id=new.person.pk, by=None, at=NOON)
    assert queries.invited_by(link, at=NOON) == new.person
    assert entry("people.link_made").actor_id is None


def test_an_address_longer_than_addresses_can_be_is_refused() -> None:
    # Each part is short enough to look like an address; the whole is longer than 254.
    domain = ".".join(["a" * 60] * 4) + ".example"
    with pytest.raises(NotAnAddress):
        commands.invite(
            email=f"petra@{domain}", name="Petra", role=Role.AGENT, by=None, at=NOON
        )


def test_a_link_that_was_guessed_opens_nothing() -> None:
    commands.invite(email="p@example.com", name="P", role=Role.AGENT, by=None, at=NOON)
    assert queries.invited_by("guess", at=NOON) is None
    with pytest.raises(commands.LinkNotGood) as refusal:
        commands.accept_invitation(token="guess", password="x" * 20, at=NOON)
    assert refusal.value.fix


def test_a_password_that_breaks_the_rule_is_refused_in_words() -> None:
    new = commands.invite(
        email="petra@example.com", name="Petra", role=Role.AGENT, by=None, at=NOON
    )
    with pytest.raises(commands.WeakPassword, match="name or address"):
        commands.accept_invitation(
            token=new.token, password="petra under the plum tree", at=NOON
        )


def token(by: Person, name: str = "sheet", *, days: int = 30) -> tuple[ApiToken, str]:
    return commands.create_token(
        name=name,
        scopes=[ApiToken.Scope.TICKETS_READ, ApiToken.Scope.METRICS_READ],
        expires_at=NOON + timedelta(days=days),
        by=by,
        at=NOON,
    )


def test_a_token_begins_with_our_letters_and_its_entry_holds_only_scopes() -> None:
    made, secret = token(lin(), " sheet ")
    assert secret.startswith("fh_")
    assert len(secret) >= 46  # 256 bits
    assert made.name == "sheet"
    assert entry("people.token_created").facts == {
        "scopes": ["tickets:read", "metrics:read"]
    }


def test_revoking_twice_is_one_revocation() -> None:
    agent = lin()
    made, _ = token(agent)
    commands.revoke_token(token_id=made.pk, by=agent, at=NOON)
    again = commands.revoke_token(token_id=made.pk, by=agent, at=NOON + timedelta(hours=1))
    assert again.revoked_at == NOON
    assert entry("people.token_revoked").subject_id == made.pk


def test_ones_own_tokens_are_listed_newest_first_without_the_revoked() -> None:
    agent, other = lin(), maya()
    kept, gone = token(agent, "kept")[0], token(agent, "gone")[0]
    token(other)
    newer = token(agent, "newer")[0]
    ApiToken.objects.filter(pk=newer.pk).update(created_at=NOON + timedelta(hours=1))
    commands.revoke_token(token_id=gone.pk, by=agent, at=NOON)
    assert list(queries.tokens_of(agent)) == [newer, kept]


def test_people_are_listed_with_those_who_left_at_the_end() -> None:
    owner, agent, lead = wen(), lin(), maya()
    commands.deactivate(person_id=agent.pk, by=owner, at=NOON)
    assert list(queries.people()) == [lead, owner, agent]


def test_colleagues_on_a_store_are_those_who_may_work_it() -> None:
    germany, japan = store("DE"), store("JP")
    agent, owner = lin(germany), wen()
    person("Omar", "reviewer", germany)
    person("Kai", "agent", japan)
    gone = person("Zoe", "agent", germany)
    commands.deactivate(person_id=gone.pk, by=owner, at=NOON)
    assert list(queries.colleagues_on(germany.pk)) == [agent, owner]


def test_somebody_of_two_teams_on_one_store_is_one_colleague() -> None:
    germany = store("DE")
    agent = lin(germany)
    second = Team.objects.create(name="second")
    second.stores.add(germany)
    second.people.add(agent)
    assert list(queries.colleagues_on(germany.pk)) == [agent]


def test_names_are_found_by_id_and_unknown_ids_are_left_out() -> None:
    agent = lin()
    assert queries.names_of([agent.pk, agent.pk, NOBODY]) == {agent.pk: "Lin"}


def test_somebody_without_team_sees_no_store_at_all() -> None:
    store("DE")
    agent = lin()
    assert agent.visible_store_ids() == frozenset()
    assert list(Store.objects.all().visible_to(agent)) == []


def test_no_address_with_capitals_can_be_stored() -> None:
    agent = lin()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=agent.pk).update(email="Lin@example.com")
    assert Person.objects.get_by_natural_key("LIN@Example.com") == agent


def test_one_person_has_one_open_link_at_a_time() -> None:
    agent = lin()
    commands.new_link(person_id=agent.pk, by=None, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            person=agent, token_hash="other", created_at=NOON, expires_at=NOON
        )
