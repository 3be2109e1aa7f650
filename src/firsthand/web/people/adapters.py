"""How allauth, which does the logging in, is bent to this house."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from firsthand.foundation import secrets


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: an owner invites. Nothing is sent by mail."""

    # One message whatever was wrong, so that it never says whether an account exists.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The address or the password is not right."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait 15 minutes, then try again; a correct password does "
            "not help before that."
        ),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The current password is not right."),
        "rate_limited": _("Too many attempts. Wait 15 minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Log in; who just proved everything is not asked again for five minutes."""
        super().login(request, user)
        record_authentication(request, user, method="password", reauthenticated=True)

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: str
    ) -> str:
        # TRICKY: allauth counts per host name, which the request is free to choose.
        return credentials.get("email", "").lower()

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Send nothing: this program writes mail to buyers only."""

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Say nothing: the page that follows shows what changed."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """One-time codes, with their secrets encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code is not right, or it was used already. Wait for the next one."
        ),
    }

    def get_totp_issuer(self) -> str:
        return "Firsthand"

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())

    def build_totp_svg(self, url: str) -> str:
        """Return the picture to scan, without the XML line that HTML does not know."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)
