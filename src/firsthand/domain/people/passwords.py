"""The password rule, as Django asks for it wherever a password is set."""

from __future__ import annotations

from functools import cache

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from firsthand.domain.people.rules import Weakness, weakness


class PasswordRule:
    """At least 15 characters; not one's name or address; not known from breaches.

    The list of known passwords is the 20,000 most common that Django carries: no network
    is asked. No demand for digits or capitals, which only make passwords predictable
    (source: NIST SP 800-63B, 5.1.1.2).
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        about = [getattr(user, "name", ""), getattr(user, "email", "")]
        wrong = weakness(password, about=about, common=_known_passwords())
        if wrong is not None:
            raise ValidationError(self._message(wrong), code=wrong)

    def get_help_text(self) -> str:
        return _("At least 15 characters: four or five words are easy to remember.")

    def _message(self, wrong: Weakness) -> str:
        if wrong is Weakness.SHORT:
            return _("The password is too short: at least 15 characters are needed.")
        if wrong is Weakness.PERSONAL:
            return _("The password contains your name or address: choose other words.")
        return _("This password is among the first to be guessed: choose other words.")


@cache
def _known_passwords() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
