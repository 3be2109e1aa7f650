"""Close an incident: somebody says what was found. The other half of raising one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import events
from firsthand.domain.remedies.commands._audit import refusals_are_audited
from firsthand.domain.remedies.models import Incident
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class NoSuchIncident(Refused):
    code = "remedies.no_such_incident"


class IncidentClosed(Refused):
    code = "remedies.incident_closed"


class NothingFound(Refused):
    code = "remedies.nothing_found"


class OwnRemedy(Refused):
    code = "remedies.own_remedy"


@refusals_are_audited("incident.close")
def close_incident(
    *, incident_id: int, found: Incident.Found, said: str, by: Person, at: datetime
) -> Incident:
    """Close an incident with what was found, for good. The ledger stays as it is.

    Args:
        incident_id: which.
        found: which of the four things it was.
        said: what was looked at and seen, in words.
        by: who looked; not whoever asked for the remedy it is about.
        at: when (UTC).

    Raises:
        NotAllowed, NoSuchIncident: `by` may not settle, or not see it.
        IncidentClosed: somebody closed it first.
        OwnRemedy: he asked for the remedy himself.
        NothingFound: the words are missing.
    """
    require(by, Right.SETTLE_REMEDIES)
    incident = _locked(incident_id, by)
    _require_fit(incident, said, by)
    incident.found, incident.said = found, said.strip()
    incident.closed_at, incident.closed_by_id = at, by.pk
    incident.save(update_fields=["found", "said", "closed_at", "closed_by_id"])
    journal.record(
        events.INCIDENT_CLOSED,
        subject_id=incident.pk,
        at=at,
        by=by,
        about=journal.About(store_id=incident.store_id),
        facts={
            "order": incident.ledger_id,
            "remedy": incident.remedy_id,
            "kind": incident.kind,
            "found": str(found),
        },
    )
    return incident


def _locked(incident_id: int, by: Person) -> Incident:
    seen = Incident.objects.all().visible_to(by).select_for_update(of=("self",))
    incident = seen.select_related("remedy").filter(pk=incident_id).first()
    if incident is None:
        raise NoSuchIncident(
            _("There is no such incident in the stores you look after."),
            fix=_("Check the number."),
        )
    return incident


def _require_fit(incident: Incident, said: str, by: Person) -> None:
    if incident.closed_at is not None:
        raise IncidentClosed(
            _("This incident is closed, and stays as it was closed."),
            fix=_("Reload the page: it says by whom, and what was found."),
        )
    if incident.remedy is not None and incident.remedy.requested_by_id == by.pk:
        raise OwnRemedy(
            _("You asked for the remedy this incident is about."),
            fix=_("Have another lead look at it and close it."),
        )
    if not said.strip():
        raise NothingFound(
            _("What was found is missing."),
            fix=_("Say what you looked at, and what you saw there."),
        )
