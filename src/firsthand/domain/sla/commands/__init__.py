"""Change calendars and policies, and keep the clocks that follow from them."""

from firsthand.domain.sla.commands.calendars import (
    CalendarInUse,
    CalendarUnfit,
    NameTaken,
    add_calendar,
    archive_calendar,
    change_calendar,
)
from firsthand.domain.sla.commands.clocks import keep_clocks
from firsthand.domain.sla.commands.escalating import escalate_due, note_missed
from firsthand.domain.sla.commands.policies import (
    LONGEST_MINUTES,
    PoliciesCollide,
    PolicyContradicts,
    PolicyUnfit,
    Terms,
    add_policy,
    archive_policy,
    change_policy,
    restore_policy,
)
from firsthand.domain.sla.commands.recounting import next_to_recount, recounted
from firsthand.domain.sla.commands.shifts import NotAColleague, put_on_shift
from firsthand.domain.sla.commands.slots import SlotsUnfit, drop_slots, set_slots

__all__ = [
    "LONGEST_MINUTES",
    "CalendarInUse",
    "CalendarUnfit",
    "NameTaken",
    "NotAColleague",
    "PoliciesCollide",
    "PolicyContradicts",
    "PolicyUnfit",
    "SlotsUnfit",
    "Terms",
    "add_calendar",
    "add_policy",
    "archive_calendar",
    "archive_policy",
    "change_calendar",
    "change_policy",
    "drop_slots",
    "escalate_due",
    "keep_clocks",
    "next_to_recount",
    "note_missed",
    "put_on_shift",
    "recounted",
    "restore_policy",
    "set_slots",
]
