"""Every column that can hold words is marked personal, or somebody looked and said no."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from firsthand.foundation.personal import (
    PersonalBinaryField,
    PersonalCharField,
    PersonalJSONField,
    PersonalTextField,
    Retention,
    personal_fields,
)

# Looked at one by one. What has a comment could be doubted.
IMPERSONAL = {
    "account.EmailAddress": {"email"},  # Staff; the log-in library's own copy.
    "account.EmailConfirmation": {"key"},
    "accounts.Flow": {
        "name", "part", "cursor", "counts", "problem_kind", "problem_facts",  # Codes.
    },
    "accounts.MarketplaceAccount": {
        "name", "seller_id", "address", "client_id", "client_secret_encrypted",
        "refresh_token_encrypted", "test_problems",
    },  # The shop's own.
    "accounts.RightFound": {"role", "operation"},
    "accounts.ServedStore": {"marketplace_id"},
    "auth.Group": {"name"},
    "auth.Permission": {"name", "codename"},
    "authority.Draw": {"order_number", "use", "grounds", "currency", "budgets"},  # Codes.
    "authority.ExchangeRate": {"currency", "reference"},
    "authority.PolicyVersion": {"name", "terms"},  # Of no buyer.
    "authority.Spent": {"currency"},
    "contenttypes.ContentType": {"app_label", "model"},
    "health.Reading": {"measure", "condition", "status", "parts"},
    # The report as Amazon makes it: counts of an account.
    "health.Snapshot": {"digest", "status", "rating", "warnings", "document"},
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
    "claims.Basis": {"scanned"},  # As the parcel itself: the carrier's words.
    "claims.PackExport": {"sha256"},
    "invoices.InvoiceSending": {"sha256"},
    "policies.Allowance": {"text_hash", "rules"},  # Keyed; ids of rules.
    "policies.Raised": {"rule"},
    "policies.RuleSetVersion": {"pack_sha256", "changes"},  # Words of ours, of nobody.
    "promises.Promise": {"buyer_zone"},
    "journal.Bookmark": {"reader"},
    "journal.Entry": {"kind", "facts"},  # Ids, times, kinds: a test of its own below.
    "journal.Era": {"why"},
    "journal.Parked": {"reader", "reaction", "error"},  # Error: of programs, cut short.
    "macros.Macro": {"key"},
    "macros.MacroUse": {"language", "actions"},
    "macros.MacroVersion": {"sheet"},  # Texts of ours; whom they are to is filled in later.
    "mail.Attachment": {"content_type"},
    "mail.Blob": {"sha256"},
    "mail.MailIdentity": {
        "message_id", "content_sha256",  # Kept: else it comes twice.
        "thread_root", "answers",  # Ids of mails like its own.
    },
    "mail.Mailbox": {
        "address", "imap_host", "imap_folder", "smtp_host", "user_name",
        "password_encrypted", "problem",
    },  # The shop's own.
    "mail.OutboundMail": {
        "message_id", "in_reply_to", "references",
        "answer",  # May name the recipient: emptied with him.
    },
    "mail.Probe": {"message_id", "problem"},  # Our own mail to our own mailbox.
    "mail.Quarantined": {"why"},
    "mail.RawMail": {"sha256"},
    "metrics.AuditIssue": {"fail_why", "fail_30_why"},
    "metrics.Contact": {"channel", "product", "reason"},
    "metrics.Course": {"channel", "product", "reason"},
    "metrics.DaySum": {"metric", "split", "channel", "reason"},
    "metrics.EightHours": {"metric"},
    "metrics.HalfHour": {"metric"},
    "metrics.Issue": {
        "channel", "product", "reason", "reason_now", "fail_why", "fail_30_why",
    },
    "metrics.Published": {"metric", "version"},
    "metrics.Revision": {"metric", "why"},  # Kinds of entries, with how many.
    "metrics.Solving": {"reason"},
    "mfa.Authenticator": {"data"},  # Staff, encrypted.
    "orders.Joining": {"members"},  # Ids.
    "orders.Buyer": {"language"},  # Emptied with the name.
    "orders.BuyerIdentity": {"kind", "key_hash"},  # The row goes with the buyer.
    "orders.Notice": {
        "order_number", "mail_hash", "currency", "carrier", "tracking_number",
    },
    "orders.Order": {"number", "currency", "cancelled_by"},
    "orders.OrderLine": {"title"},
    "orders.OrderReturn": {
        "external_id", "sku", "status", "condition", "tracking_number",
    },
    "orders.Parcel": {"external_id", "carrier", "tracking_number", "scans"},
    "orders.Product": {"sku", "asin", "family", "title"},
    "orders.RefundPosting": {"external_id", "refund_id", "kind", "status", "currency"},
    "orders.Setback": {"external_id"},
    "pacing.PaceBucket": {"name"},  # Of an operation of an account of ours.
    "people.ApiToken": {"name", "token_hash", "scopes"},
    "people.Invitation": {"token_hash"},
    "people.Person": {"password", "language", "time_zone", "session_stamp"},
    "people.Skill": {"code"},
    "people.Team": {"name"},
    "procrastinate.ProcrastinateJob": {
        "queue_name", "task_name", "lock", "queueing_lock", "args",  # Ids only.
    },
    "procrastinate.ProcrastinatePeriodicDefer": {"task_name", "periodic_id"},
    "reasons.Reason": {"code", "labels"},
    "reasons.Resolution": {"code", "labels"},
    "remedies.AccountHealth": {"account", "problem"},  # The channel's words, cut short.
    "remedies.Attempt": {"key", "body_hash", "answer", "external_id"},
    "remedies.AuditRow": {"what", "subject", "facts", "prev", "hash"},  # Ids, amounts.
    "remedies.AuditedEntry": {"kind", "facts"},  # The journal, under another name.
    "remedies.Cell": {"sku"},
    "remedies.HandDecision": {"external_id"},
    "remedies.Incident": {"facts", "found"},  # Ids, amounts; a code.
    "remedies.Ledger": {"currency"},
    "remedies.OutsideRefund": {"account", "external_id", "reference", "currency"},
    "remedies.Part": {"sku"},
    "remedies.Remedy": {
        "request_hash", "currency", "account", "reason", "approval_why", "approval_by",
        "told_role", "approved_hash", "handle", "external_id",
        "state_why",  # Codes, or the words of a channel, cut short.
    },
    "remedies.Stop": {"name", "why"},
    "remedies.Verification": {"breaks", "wrong"},  # Numbers and codes.
    "sessions.Session": {"session_key", "session_data"},  # Staff; gone when it expires.
    "sla.Calendar": {"name", "time_zone", "week", "holidays"},
    "sla.Policy": {"name", "channel"},
    "sla.Clock": {"why_paused"},
    "sla.ReplySlots": {"minutes", "weekdays"},
    "stores.Store": {"name", "marketplace", "currency", "time_zone", "language"},
    "surveys.Vote": {"conversation", "order_number"},  # The channel's numbers.
    "tickets.Assignment": {"why"},  # Codes.
    "tickets.AssignmentRule": {"name", "steps"},
    "tickets.Checklist": {"name", "steps"},  # Of no ticket: written in the settings.
    "tickets.Bulk": {"reason", "resolution"},  # Codes.
    "tickets.BulkItem": {"before", "left", "entries"},  # Ids, times, states.
    "tickets.HeldReply": {"reason", "resolution"},  # Codes.
    "tickets.Merging": {"taken", "link_before"},  # Ids; the link is emptied with him.
    "tickets.Message": {"language"},
    "tickets.SavedView": {"name", "conditions"},  # Ids and codes; a buyer is a number.
    "tickets.Ticket": {
        "channel", "language", "order_number", "snoozed_for", "team_target",
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


MARKED = [
    (PersonalCharField, {"max_length": 40, "blank": True}),
    (PersonalTextField, {"blank": True}),
    (PersonalJSONField, {"null": True}),
    (PersonalBinaryField, {}),
]


@pytest.mark.parametrize(("kind", "options"), MARKED)
@pytest.mark.parametrize("retention", list(Retention))
def test_a_mark_survives_migrations(kind, options, retention: Retention) -> None:
    field = kind(retention=retention, **options)
    field.set_attributes_from_name("said")
    _name, path, args, kwargs = field.deconstruct()
    assert path == f"firsthand.foundation.personal.{kind.__name__}"
    # Written into a file as source, so it must be a plain text.
    assert type(kwargs["retention"]) is str
    again = kind(*args, **kwargs)
    assert again.retention is retention
    assert again.deconstruct()[2:] == field.deconstruct()[2:]
    assert field.clone().retention is retention


@pytest.mark.parametrize(("kind", "options"), MARKED)
def test_a_personal_column_without_a_known_mark_cannot_be_declared(kind, options) -> None:
    with pytest.raises(TypeError, match="retention"):
        kind(**options)
    with pytest.raises(ValueError, match="forever"):
        kind(retention="forever", **options)


def test_migrations_hold_what_the_models_say() -> None:
    loader = MigrationLoader(None)
    wanted = ProjectState.from_apps(apps)
    changes = MigrationAutodetector(loader.project_state(), wanted).changes(loader.graph)
    ours = {label for label, _migrations in changes.items()} & {
        config.label for config in apps.get_app_configs() if "firsthand" in config.name
    }
    assert ours == set()


def test_the_marks_of_the_migrations_are_those_of_the_models() -> None:
    state = MigrationLoader(None).project_state()
    for model, field, retention in personal_fields():
        migrated = state.models[model._meta.app_label, model._meta.model_name]
        assert migrated.fields[field.name].retention is retention
