"""Settings of a real installation: everything that is not a test."""

from __future__ import annotations

from urllib.parse import urlsplit

from firsthand.foundation import keyfiles
from firsthand.settings import database, environment
from firsthand.settings.base import *

DEBUG = False
IMPORTS_FOLDER = database.INSTALLATION.folder / "imports"  # Uploads, until checked.
_keys = keyfiles.load(database.INSTALLATION.keys)
SECRET_KEY, *SECRET_KEY_FALLBACKS = _keys.secret
HASHING_KEY = _keys.hashing
ENCRYPTION_KEYS = (*keyfiles.encryption_keys(environment.ENCRYPTION_KEYS), *_keys.mail)

_address = database.owner() if environment.AS_OWNER else database.runner()
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **_address.django(),
        # One connection a thread, kept, and tried before the first query of a request: a
        # restarted database costs nobody a page. A pool would add threads and no speed.
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
    }
}

_public = urlsplit(environment.PUBLIC_URL)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
if _public.hostname:
    ALLOWED_HOSTS.append(_public.hostname)
    CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
IS_BEHIND_TLS = _public.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_BEHIND_TLS
if IS_BEHIND_TLS:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
# Believed only from these addresses; from all others the middleware takes them out.
TRUSTED_PROXY = environment.TRUSTED_PROXY
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STATIC_ROOT = database.INSTALLATION.static
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "firsthand.web.shared.static_files.Storage"},
}

# To stderr, for whatever collects it. Paths hold ids only; query strings, bodies, names
# and addresses are never logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "firsthand": {"level": "INFO"},
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # A request for a page that does not exist is not worth a line.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
