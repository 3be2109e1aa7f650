"""Log-in and people. Only the allauth pages that are wanted exist; sign-up is not one."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.cache import never_cache

from firsthand.web.people import entrance, own, views

# Anybody may ask to be logged out, also halfway through logging in.
log_out = login_not_required(account.logout)

urlpatterns = [
    path("log-in/", account.login, name="account_login"),
    path("log-in/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("log-out/", log_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("welcome/<str:token>/", entrance.welcome, name="welcome"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("settings/", own.own_settings, name="settings"),
    path(
        "settings/password/",
        entrance.ChangePassword.as_view(),
        name="account_change_password",
    ),
    path("settings/codes/", second_factor.index, name="mfa_index"),
    path(
        "settings/codes/activate/",
        never_cache(entrance.ActivateCodes.as_view()),
        name="mfa_activate_totp",
    ),
    path(
        "settings/codes/deactivate/",
        entrance.DeactivateCodes.as_view(),
        name="mfa_deactivate_totp",
    ),
    path(
        "settings/codes/recovery/",
        never_cache(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "settings/codes/recovery/new/",
        entrance.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("settings/tokens/", own.tokens, name="settings_tokens"),
    path("settings/tokens/<int:token_id>/revoke/", own.revoke_token, name="revoke_token"),
    path("settings/people/", views.people, name="settings_people"),
    path("settings/people/invite/", views.invite, name="settings_invite"),
    path("settings/people/<int:person_id>/", views.person, name="settings_person"),
    path("settings/people/<int:person_id>/link/", views.new_link, name="settings_new_link"),
    *(
        path(
            f"settings/people/<int:person_id>/{deed}/",
            views.change_access,
            {"deed": deed},
            name=f"settings_{deed}",
        )
        for deed in ("deactivate", "reactivate", "reset-codes")
    ),
    path("settings/teams/", views.teams, name="settings_teams"),
    path("settings/teams/<int:team_id>/", views.team, name="settings_team"),
]
