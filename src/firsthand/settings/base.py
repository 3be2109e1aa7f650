"""Settings shared by every way the program runs."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from firsthand.settings import environment

PACKAGE = Path(__file__).resolve().parent.parent

INSTALLED_APPS = [
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "pgtrigger",
    "csp",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "firsthand.foundation.pacing",
    "firsthand.domain.journal",
    "firsthand.domain.stores",
    "firsthand.domain.people",
    "firsthand.domain.accounts",
    "firsthand.domain.reasons",
    "firsthand.domain.orders",
    "firsthand.domain.policies",
    "firsthand.domain.surveys",
    "firsthand.domain.mail",
    "firsthand.domain.sla",
    "firsthand.domain.tickets",
    "firsthand.domain.invoices",
    "firsthand.domain.solicitations",
    "firsthand.domain.promises",
    "firsthand.domain.macros",
    "firsthand.domain.authority",
    "firsthand.domain.remedies",
    "firsthand.domain.claims",
    "firsthand.domain.metrics",
    "firsthand.domain.imports",
    "firsthand.domain.health",
    "firsthand.jobs",
]
MIDDLEWARE = [
    "firsthand.web.proxy.BelieveOnlyOurProxy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "firsthand.web.people.middleware.SessionLimits",
    "firsthand.web.shared.middleware.PersonalLanguageAndZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "firsthand.web.shared.middleware.EverythingNeedsLogIn",
    "firsthand.web.people.middleware.SecondFactorRequired",
]
ROOT_URLCONF = "firsthand.urls"
WSGI_APPLICATION = "firsthand.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "firsthand.web.shared.context.shell",
            ],
            "builtins": ["firsthand.web.shared.formats"],
            "libraries": {"clocks": "firsthand.web.tickets.clocks"},
        },
    },
]
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["firsthand.web.people.sessions.LogIns"]
ACCOUNT_ADAPTER = "firsthand.web.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
MFA_ADAPTER = "firsthand.web.people.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Nobody verifies addresses here: an owner types them when inviting.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Five wrong passwords or codes for one account, or thirty from one address, and nobody
# gets another try for it until the first of them is 15 minutes old.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/15m/ip,5/15m/key", "login": "60/m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True  # As long as SESSION_COOKIE_AGE, and not asked.
ACCOUNT_FORMS = {
    "login": "firsthand.web.people.forms.LogInForm",
    "reauthenticate": "firsthand.web.people.forms.ConfirmForm",
    "change_password": "firsthand.web.people.forms.ChangePasswordForm",
}
MFA_FORMS = {
    "authenticate": "firsthand.web.people.forms.CodeForm",
    "reauthenticate": "firsthand.web.people.forms.ConfirmByCodeForm",
    "activate_totp": "firsthand.web.people.forms.ActivateCodesForm",
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "firsthand.domain.people.passwords.PasswordRule"},
]
SECOND_FACTOR_REQUIRED = not environment.DEMO
# Shared by all processes and kept over restarts: counts of failures, used codes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    },
}
CSRF_FAILURE_VIEW = "firsthand.web.shared.views.csrf_failed"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "firsthand.web.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Only requests from these addresses may say for whom they were passed on.
TRUSTED_PROXY: list[str] = []

# A worker that was told to stop finishes its jobs within the supervisor's 25 seconds.
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 4,
    # How late a job may be that was put off to a time: nobody rings when it has come.
    "fetch_job_polling_interval": 1.0,
    "shutdown_graceful_timeout": 20.0,
    "delete_jobs": "successful",
}
SESSION_COOKIE_AGE = environment.number("SESSION_HOURS", 12) * 3600
SESSION_IDLE_SECONDS = environment.number("SESSION_IDLE_MINUTES", 30) * 60
