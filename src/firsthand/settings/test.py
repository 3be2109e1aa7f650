"""Settings of the test suite. The database is given by tests/conftest.py."""

from __future__ import annotations

import tempfile
from pathlib import Path

from firsthand.settings.base import *

SECRET_KEY = "only for tests, never for people"  # noqa: S105
HASHING_KEY = b"only for tests, never for people"
ENCRYPTION_KEYS = ["b25seSBmb3IgdGVzdHMsIG5ldmVyIGZvciBwZW9wbGU="]
DEBUG = False
IMPORTS_FOLDER = Path(tempfile.gettempdir()) / "firsthand-test-imports"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "firsthand.web.shared.static_files.KnownAddresses"},
}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "firsthand",
        "TEST": {"NAME": "firsthand_test"},
    }
}
