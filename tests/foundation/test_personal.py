"""Every column that can hold words is marked personal, or somebody looked and said no."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from firsthand.foundation.personal import personal_fields

# Looked at one by one. What has a comment could be doubted.
IMPERSONAL = {
    "account.EmailAddress": {"email"},  # Staff; the log-in library's own copy.
    "account.EmailConfirmation": {"key"},
    "auth.Group": {"name"},
    "auth.Permission": {"name", "codename"},
    "contenttypes.ContentType": {"app_label", "model"},
    "imports.Case": {"case"},  # The number a case or an order has elsewhere.
    "imports.ReasonText": {"code", "text"},
    "imports.Rejection": {"code", "column", "known"},
    "imports.Row": {"case", "key", "content_hash", "facts"},  # Words are left out.
    "imports.Run": {
        "file_name", "file_sha256", "file_path", "mapping", "encoding", "last_case",
        "problem", "notices",
    },
    "imports.Source": {"family", "name"},
    "imports.Staged": {"case", "key", "content_hash", "facts"},
    "journal.Bookmark": {"reader"},
    "journal.Entry": {"kind", "facts"},  # Ids, times, kinds: a test of its own below.
    "journal.Era": {"why"},
    "journal.Parked": {"reader", "reaction", "error"},  # Error: of programs, cut short.
    "mail.Attachment": {"content_type"},
    "mail.Blob": {"sha256"},
    "mail.MailIdentity": {"message_id", "content_sha256"},  # Kept: else it comes twice.
    "mail.Mailbox": {
        "address", "imap_host", "imap_folder", "smtp_host", "user_name",
        "password_encrypted", "problem",
    },  # The shop's own.
    "mail.OutboundMail": {
        "message_id", "in_reply_to", "references",
        "answer",  # May name the recipient: emptied with him.
    },
    "mail.Quarantined": {"why"},
    "mail.RawMail": {"sha256"},
    "metrics.HalfHour": {"metric"},
    "metrics.Issue": {"fail_why"},
    "mfa.Authenticator": {"data"},  # Staff, encrypted.
    "orders.Buyer": {"language"},  # Emptied with the name.
    "orders.BuyerIdentity": {"kind", "key_hash"},  # The row goes with the buyer.
    "orders.Order": {"number", "currency"},
    "orders.OrderLine": {"title"},
    "orders.Parcel": {"carrier", "tracking_number", "scans"},
    "orders.Product": {"sku", "asin", "family", "title"},
    "orders.Setback": {"external_id"},
    "people.ApiToken": {"name", "token_hash", "scopes"},
    "people.Invitation": {"token_hash"},
    "people.Person": {"password", "language", "time_zone", "session_stamp"},
    "people.Team": {"name"},
    "procrastinate.ProcrastinateJob": {
        "queue_name", "task_name", "lock", "queueing_lock", "args",  # Ids only.
    },
    "procrastinate.ProcrastinatePeriodicDefer": {"task_name", "periodic_id"},
    "sessions.Session": {"session_key", "session_data"},  # Staff; gone when it expires.
    "stores.Store": {"name", "marketplace", "currency", "time_zone", "language"},
    "tickets.Message": {"language"},
    "tickets.Ticket": {
        "channel", "language", "order_number",
        "relay_alias_hash", "relay_case_id", "no_response_link",  # Emptied with him.
    },
}  # fmt: skip
_WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def test_every_column_that_can_hold_words_was_decided_on() -> None:
    marked = {(model._meta.label, field.name) for model, field, _ in personal_fields()}
    undecided = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, _WORDS)
        and not field.choices
        and (model._meta.label, field.name) not in marked
        and field.name not in IMPERSONAL.get(model._meta.label, ())
    }
    assert undecided == set()


def test_the_list_names_only_columns_that_are_there() -> None:
    for label, names in IMPERSONAL.items():
        there = {field.name for field in apps.get_model(label)._meta.concrete_fields}
        assert names <= there, label
