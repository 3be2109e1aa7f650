"""Log-in and people. Only the allauth pages that are wanted exist; sign-up is not one."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from django.urls import path

urlpatterns = [
    path("log-in/", account.login, name="account_login"),
    path("log-in/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("log-out/", account.logout, name="account_logout"),
]
