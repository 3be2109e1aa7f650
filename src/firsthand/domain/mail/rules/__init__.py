"""Decisions about mail, without touching any."""

from firsthand.domain.mail.rules.handling import (
    MAX_KEPT_BYTES,
    MAX_TRIES,
    RAW_MAIL_DAYS,
    REFUSAL_SHOWN,
    canonical,
    kept_in_quarantine,
    next_try_at,
    purge_on,
    written_message_id,
)
from firsthand.domain.mail.rules.silence import (
    FALSE_ALARMS_A_MONTH,
    PROBE_AFTER,
    PROBE_EVERY,
    PROBES_LOST_AFTER,
    Rhythm,
    is_odd_run,
    is_path_silent,
    learn,
    shall_probe,
)

__all__ = [
    "FALSE_ALARMS_A_MONTH",
    "MAX_KEPT_BYTES",
    "MAX_TRIES",
    "PROBES_LOST_AFTER",
    "PROBE_AFTER",
    "PROBE_EVERY",
    "RAW_MAIL_DAYS",
    "REFUSAL_SHOWN",
    "Rhythm",
    "canonical",
    "is_odd_run",
    "is_path_silent",
    "kept_in_quarantine",
    "learn",
    "next_try_at",
    "purge_on",
    "shall_probe",
    "written_message_id",
]
