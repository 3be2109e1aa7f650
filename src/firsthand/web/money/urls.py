"""What waits for people, one order's money, incidents, stops, the audit log."""

from __future__ import annotations

from django.urls import path

from firsthand.web.money import audit, incidents, orders, overview, settling, stops

_INCIDENT = "money/incidents/<int:incident_id>/"
_REMEDY = "money/remedies/<int:remedy_id>/"

urlpatterns = [
    path("money/", overview.overview, name="money"),
    path("money/waiting/", overview.waiting, name="money_waiting"),
    path("money/accounts/", overview.accounts, name="money_accounts"),
    path("money/orders/<int:order_id>/", orders.order_money, name="order_money"),
    path(_REMEDY, settling.remedy, name="money_remedy"),
    path(_REMEDY + "listed/", settling.listed, name="money_listed"),
    path(_REMEDY + "confirm/", settling.confirm, name="money_confirm"),
    path("money/incidents/", incidents.incidents, name="money_incidents"),
    path(_INCIDENT, incidents.incident, name="money_incident"),
    path("money/stops/", stops.stops, name="money_stops"),
    path("money/stops/<int:stop_id>/lift/", stops.lift, name="money_lift"),
    path("money/audit/", audit.log, name="money_audit"),
    path("money/audit/check/", audit.check, name="money_audit_check"),
    path("money/audit/export/", audit.export, name="money_audit_export"),
]
