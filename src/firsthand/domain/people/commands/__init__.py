"""Change people, teams and tokens. Each function is one decision somebody can make."""

from firsthand.domain.people.commands.history import remembered
from firsthand.domain.people.commands.invitations import (
    Invited,
    LinkNotGood,
    WeakPassword,
    accept_invitation,
    invite,
    new_link,
)
from firsthand.domain.people.commands.own import (
    change_own_settings,
    choose_density,
    choose_language,
    password_changed,
    second_factor_changed,
)
from firsthand.domain.people.commands.rights import NotAllowed, require
from firsthand.domain.people.commands.skills import NoSuchSkill, set_away, set_skills
from firsthand.domain.people.commands.staff import (
    NoOwnerLeft,
    NotOnOneself,
    change_role,
    deactivate,
    put_in_teams,
    reactivate,
    reset_second_factor,
)
from firsthand.domain.people.commands.teams import (
    TeamNameTaken,
    UnknownStore,
    UnknownTeam,
    change_team,
    create_team,
)
from firsthand.domain.people.commands.tokens import create_token, revoke_token

__all__ = [
    "Invited", "LinkNotGood", "NoOwnerLeft", "NoSuchSkill", "NotAllowed", "NotOnOneself",
    "TeamNameTaken", "UnknownStore", "UnknownTeam", "WeakPassword", "accept_invitation",
    "change_own_settings", "change_role", "change_team", "choose_density",
    "choose_language", "create_team", "create_token", "deactivate", "invite", "new_link",
    "password_changed", "put_in_teams", "reactivate", "remembered", "require",
    "reset_second_factor", "revoke_token", "second_factor_changed",
    "set_away", "set_skills",
]  # fmt: skip
